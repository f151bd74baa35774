// Matches that count, and those that a host excluded so that they do not.
import { read, write } from "./api.js";
import { asked, h, replace } from "./dom.js";
import { eventHeading, pathOf } from "./event.js";
import { follow } from "./live.js";
import { actionButton } from "./notices.js";
import { agoElement } from "./time.js";

/** @typedef {import("#client").TournamentRead} Tournament */
/** @typedef {import("#client").MatchRead} Match */
/** @typedef {import("#client").ExclusionRead} Exclusion */

/**
 * @typedef {object} Known
 * @property {Tournament} tournament
 * @property {Match[]} matches the newest on the tournament's ladder, the newest first
 * @property {Exclusion[]} exclusions the latest first
 * @property {Map<number, string>} names of entries, by account
 * @property {Map<string, string>} hosts names of owners, by user
 */

/** How many of the newest matches are looked through. */
const MOST = 50;
/** The most characters of a reason. */
const REASON = 500;

/** @param {import("./main.js").Context} context */
export async function matchesView({ slug, signal }) {
  const first = await load(slug, signal);
  const region = h("div", {});
  const draw = (/** @type {Known} */ known) => replace(region, sections(known, refresh));
  const refresh = follow(slug, signal, { region, load: () => load(slug, signal), draw });
  draw(first);
  return [
    ...eventHeading(first.tournament, "/matches"),
    h("h2", { tabindex: -1 }, "Matches"),
    h("p", {}, "A match that does not count stays visible, and is left out of records, civilizations, the summary and "
      + "head to head. Ratings and positions are not changed by it."),
    region,
  ];
}

/**
 * @param {string} slug
 * @param {AbortSignal} signal
 * @returns {Promise<Known>}
 */
async function load(slug, signal) {
  const path = pathOf(slug);
  const [tournament, players, exclusions, owners] = await Promise.all([
    read(path, signal),
    read(`${path}/players`, signal),
    read(`${path}/exclusions`, signal),
    read(`${path}/owners`, signal),
  ]);
  const ladder = tournament.body.leaderboard_id;
  const matches = await read(`${path}/matches?leaderboard_id=${ladder}&state=completed&limit=${MOST}`, signal);
  /** @type {import("#client").PlayerRead[]} */
  const entries = players.body.items;
  /** @type {import("#client").TournamentOwnerRead[]} */
  const listed = owners.body;
  return {
    tournament: tournament.body,
    matches: matches.body.items,
    exclusions: exclusions.body.items,
    names: new Map(entries.flatMap(({ profile_id, name }) => (profile_id === null ? [] : [[profile_id, name]]))),
    hosts: new Map(listed.map(({ user_id, display_name, email }) => [user_id, display_name ?? email ?? user_id])),
  };
}

/**
 * @param {Known} known
 * @param {() => Promise<void>} refresh
 */
function sections(known, refresh) {
  const { tournament, matches, exclusions } = known;
  const counted = matches.filter((match) => !match.excluded && isInWindow(match, tournament));
  return [
    exclusions.length > 0 && h("section", {},
      h("h3", {}, `${exclusions.length} ${exclusions.length === 1 ? "match does" : "matches do"} not count`),
      h("ul", { class: "cards" }, exclusions.map((exclusion) => excludedRow(exclusion, known, refresh)))),
    h("section", {},
      h("h3", {}, "Matches that count"),
      counted.length > 0
        ? h("ul", { class: "cards" }, counted.map((match) => countedRow(match, known, refresh)))
        : h("p", {}, `None of the newest ${MOST} finished matches on this ladder counts.`)),
  ];
}

/**
 * @param {Match} match
 * @param {Tournament} tournament
 */
function isInWindow({ started_at }, { start_date, end_date }) {
  const started = Date.parse(started_at);
  return !(start_date && started < Date.parse(start_date)) && !(end_date && started > Date.parse(end_date));
}

/**
 * @param {Match} match
 * @param {Known} known
 * @param {() => Promise<void>} refresh
 */
function countedRow(match, { tournament, names }, refresh) {
  const title = titleOf(match, names);
  const path = `${pathOf(tournament.slug)}/exclusions/${match.match_id}`;
  const label = `Does not count: ${title}, match ${match.match_id}`;
  const exclude = actionButton("Does not count…", { id: `exclude-${match.match_id}`, "aria-label": label }, async () => {
    const reason = await asked(`Why does ${title} not count?`, "Reason, which everybody can read", REASON, "Exclude it");
    if (reason === null) return;
    await write("PUT", path, { reason });
    await refresh();
    return "The match does not count any more.";
  });
  return h("li", { class: "row" },
    h("div", {}, h("strong", {}, title), h("p", { class: "hint" }, ...about(match))), exclude);
}

/**
 * @param {Exclusion} exclusion
 * @param {Known} known
 * @param {() => Promise<void>} refresh
 */
function excludedRow({ match_id, reason, excluded_by, excluded_at }, { tournament, matches, names, hosts }, refresh) {
  const match = matches.find((match) => match.match_id === match_id);
  const title = match ? titleOf(match, names) : `Match ${match_id}`;
  const path = `${pathOf(tournament.slug)}/exclusions/${match_id}`;
  const include = actionButton("Count it again", {
    id: `include-${match_id}`,
    "aria-label": `Count it again: ${title}, match ${match_id}`,
  }, async () => {
    await write("DELETE", path);
    await refresh();
    return "The match counts again.";
  });
  return h("li", { class: "row" },
    h("div", {}, h("strong", {}, title), match && h("p", { class: "hint" }, ...about(match)),
      h("p", {}, reason),
      h("p", { class: "hint" }, "Excluded ", agoElement(excluded_at), ` by ${hosts.get(excluded_by) ?? "a former owner"}`)),
    include);
}

/**
 * Who played, by side, the winners first.
 *
 * @param {Match} match
 * @param {Map<number, string>} names
 */
function titleOf({ players }, names) {
  /** @type {Map<number | string, Match["players"]>} */
  const sides = new Map();
  for (const player of players) {
    // A player whose side is not known played against everybody.
    const key = player.team_id < 0 ? `alone ${player.profile_id}` : player.team_id;
    sides.set(key, [...(sides.get(key) ?? []), player]);
  }
  const won = (/** @type {Match["players"]} */ side) => Number(side.some(({ outcome }) => outcome === "win"));
  const ordered = [...sides.values()].sort((one, other) => won(other) - won(one));
  const side = (/** @type {Match["players"]} */ members) => {
    const known = members.flatMap(({ profile_id }) => names.get(profile_id) ?? []);
    const others = members.length - known.length;
    const rest = others === 0 ? [] : [others === 1 ? "somebody else" : `${others} others`];
    return [...known, ...rest].join(", ");
  };
  const isDecided = ordered.length === 2 && won(ordered[0] ?? []) > won(ordered[1] ?? []);
  const title = ordered.map(side).join(isDecided ? " beat " : " against ");
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** @param {Match} match */
const about = ({ match_id, map_name, started_at }) => [`${map_name} · started `, agoElement(started_at), ` · match ${match_id}`];
