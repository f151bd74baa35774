// One tournament as the console shows it: its roster put together from several reads, its heading and its sections.
import { read, Refused } from "./api.js";
import { load as loadDocument } from "./document.js";
import { h } from "./dom.js";
import { agoElement, windowState } from "./time.js";

/** @typedef {import("#client").TournamentRead} Tournament */
/** @typedef {import("#client").PlayerRead} Player */
/** @typedef {import("#client").StandingRow} StandingRow */
/** @typedef {import("#client").TeamStandingRow} Team */

/**
 * @typedef {object} Entry
 * @property {number} id what routes take: its own number, or its account's as long as that is all there is to know
 * @property {string} name
 * @property {number | null} account
 * @property {Team | null} team
 * @property {boolean} isCaptain
 * @property {Player | null} player null while the upstream has not told of the account
 * @property {StandingRow | null} row
 */
/**
 * @typedef {object} TournamentEvent
 * @property {Tournament} tournament
 * @property {Entry[]} roster by name
 * @property {Team[]} teams by name
 * @property {string | null} polledAt when accounts were last asked for
 */

/** What people call the ladders. */
const LADDERS = new Map([
  [1, "Death match 1v1"],
  [2, "Death match, teams"],
  [3, "Random map 1v1"],
  [4, "Random map, teams"],
  [13, "Empire wars 1v1"],
  [14, "Empire wars, teams"],
]);

/**
 * @param {number} id
 * @param {string} [name] the upstream's
 */
export const ladderName = (id, name) => LADDERS.get(id) ?? name ?? `Ladder ${id}`;

/** The ladders that people know, when the service does not list any. */
export const knownLadders = () => [...LADDERS.keys()];

/** @param {string} slug */
export const pathOf = (slug) => `/v1/tournaments/${encodeURIComponent(slug)}`;

/**
 * Reads all that the console shows of a tournament.
 *
 * @param {string} slug
 * @param {AbortSignal} signal
 * @returns {Promise<TournamentEvent>}
 */
export async function loadEvent(slug, signal) {
  const path = pathOf(slug);
  const [tournament, players, standings, teams, document] = await Promise.all([
    read(path, signal),
    read(`${path}/players`, signal),
    read(`${path}/standings`, signal),
    read(`${path}/teams/standings`, signal),
    loadDocument(slug, signal).then(({ document }) => document, nothingIfNoRoute),
  ]);
  const known = { players: players.body.items, rows: standings.body.items, teams: teams.body.items };
  // Lists leave out accounts that the upstream has not told of yet; the document does not.
  const named = document?.entries ?? [];
  const listed = named.map((entry) => ({ name: entry.name, account: Number(entry.account ?? 0) || null }));
  const roster = (document ? listed : withoutDocument(known)).map((entry) => joined(entry, known));
  return {
    tournament: tournament.body,
    roster: roster.sort(byName),
    teams: known.teams.sort(byName),
    polledAt: players.body.last_polled_at,
  };
}

/**
 * @param {{ name: string }} one
 * @param {{ name: string }} other
 */
const byName = (one, other) => one.name.localeCompare(other.name, undefined, { numeric: true });

/** @param {unknown} error */
function nothingIfNoRoute(error) {
  if (error instanceof Refused && error.isNoRoute) return null;
  throw error;
}

/**
 * The roster as far as lists tell.
 *
 * @param {{ players: Player[], teams: Team[] }} known
 */
function withoutDocument({ players, teams }) {
  const listed = players.map(({ name, profile_id }) => ({ name, account: profile_id }));
  const members = teams.flatMap((team) => team.members).filter((member) => {
    return !players.some((player) => player.tournament_player_id === member.tournament_player_id);
  });
  return [...listed, ...members.map(({ alias, profile_id }) => ({ name: alias ?? "", account: profile_id }))];
}

/**
 * @param {{ name: string, account: number | null }} entry
 * @param {{ players: Player[], rows: StandingRow[], teams: Team[] }} known
 * @returns {Entry}
 */
function joined({ name, account }, { players, rows, teams }) {
  const is = (/** @type {Player} */ player) =>
    account === null ? player.profile_id === null && player.name === name : player.profile_id === account;
  const player = players.find(is) ?? null;
  const id = player?.tournament_player_id ?? account ?? 0;
  const isSame = (/** @type {{ tournament_player_id: number, profile_id: number | null }} */ other) =>
    other.tournament_player_id === id || (account !== null && other.profile_id === account);
  const team = teams.find((team) => team.members.some(isSame)) ?? null;
  const isCaptain = team?.members.find(isSame)?.is_captain ?? false;
  return { id, name, account, team, isCaptain, player, row: rows.find(isSame) ?? null };
}

/**
 * What the service knows of an entry: a word for its style, and the text.
 *
 * @param {Pick<Entry, "account" | "player" | "row">} entry
 * @param {Tournament} tournament
 */
export function stateOf({ account, player, row }, tournament) {
  const mark = (/** @type {string} */ kind, /** @type {(Node | string)[]} */ ...parts) =>
    h("span", { class: `state ${kind}` }, parts);
  if (account === null) return mark("quiet", "No account linked");
  if (!player) return mark("warning", "Unknown to the upstream so far");
  if (row?.in_match) return mark("live", "In a game now");
  const rating = player.ratings?.find((rating) => rating.leaderboard_id === tournament.leaderboard_id);
  if (!rating) return mark("warning", "No games on this ladder");
  const value = tournament.rank_by === "peak_rating" ? rating.max_rating : rating.current_rating;
  const last = rating.last_match_at ? [", last game ", agoElement(rating.last_match_at)] : [];
  return mark("", `Rated ${value}`, ...last);
}

/** The sections of a tournament, by the end of their address. */
const SECTIONS = [
  ["", "Roster"],
  ["/add", "Add many"],
  ["/teams", "Teams"],
  ["/stages", "Stages"],
  ["/matches", "Matches"],
  ["/owners", "Owners"],
  ["/settings", "Settings"],
];

/**
 * What stands above each section of a tournament.
 *
 * @param {Tournament} tournament
 * @param {string} current the section's end of the address
 */
export function eventHeading(tournament, current) {
  const to = `#/t/${tournament.slug}`;
  return [
    h("h1", { tabindex: -1 }, tournament.name),
    h("p", { class: "meta" }, `${ladderName(tournament.leaderboard_id)} · ${windowState(tournament)} · `,
      h("code", {}, tournament.slug)),
    h("nav", { class: "sections", "aria-label": "Sections" }, SECTIONS.map(([end, label]) =>
      h("a", { href: `${to}${end}`, "aria-current": end === current && "page" }, label))),
  ];
}
