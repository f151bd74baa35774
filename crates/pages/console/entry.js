// One entry of the roster: its name, its account, its team, its presentation, and removing it.
import { accountField, accountOf } from "./accounts.js";
import { read, Refused, write, wrong } from "./api.js";
import { change, find, orPatch, present, rename } from "./document.js";
import { confirmed, h } from "./dom.js";
import { eventHeading, pathOf, stateOf } from "./event.js";
import { field, form, input, select } from "./forms.js";
import { actionButton, done } from "./notices.js";
import { presentationForm } from "./presentation.js";
import { moveEntry } from "./teams.js";
import { agoElement } from "./time.js";

/** @typedef {import("#client").PlayerDetail} Player */
/** @typedef {import("./event.js").Team} Team */
/** @typedef {import("./document.js").EntryDocument} EntryDocument */

/** @param {import("./main.js").Context} context */
export async function entryView({ slug, id, signal, go, reload }) {
  const path = `${pathOf(slug)}/players/${id}`;
  const [tournament, found, standings, teams] = await Promise.all([
    read(pathOf(slug), signal),
    read(`${path}?match_limit=1`, signal),
    read(`${pathOf(slug)}/standings`, signal),
    read(`${pathOf(slug)}/teams/standings`, signal),
  ]);
  /** @type {Player} */
  const player = found.body;
  const is = (/** @type {{ tournament_player_id: number }} */ other) =>
    other.tournament_player_id === player.tournament_player_id;
  const row = standings.body.items.find(is) ?? null;
  const account = player.profile_id;
  const state = stateOf({ account, player: player.updated_at ? player : null, row }, tournament.body);
  const presentation = player.presentation ?? {};
  const save = (/** @type {Record<string, unknown>} */ after) =>
    orPatch(edit(slug, player, (entry) => present(entry, presentation, after)), path, { presentation: after });
  const remove = async () => {
    if (!(await confirmed(`Remove ${player.name} from the roster? Games that were played stay known.`, "Remove"))) return;
    await write("DELETE", path);
    go(`#/t/${slug}`);
    done(`${player.name} is removed.`);
  };
  return [
    ...eventHeading(tournament.body, ""),
    h("p", {}, h("a", { href: `#/t/${slug}` }, "Back to the roster")),
    h("h2", { tabindex: -1 }, player.name),
    h("p", {}, state, player.last_polled_at && [" · polled ", agoElement(player.last_polled_at)].flat()),
    h("div", { class: "columns" },
      nameForm(slug, player, reload),
      accountForm(slug, player, tournament.body.leaderboard_id, reload),
      teamForm(slug, player, teams.body.items, reload)),
    section("How it is shown", presentationForm(path, presentation, save, reload)),
    section("Remove", actionButton("Remove from the roster", { class: "danger" }, remove)),
  ];
}

/**
 * @param {string} title
 * @param {Node | null} content
 */
const section = (title, content) => h("section", {}, h("h3", {}, title), content);

/**
 * Changes one entry by way of the document: there is no other route for some of it, and none for the rest that leaves
 * alone what others change at the same time.
 *
 * @param {string} slug
 * @param {Player} player
 * @param {(entry: EntryDocument, document: import("./document.js").TournamentDocument) => void} make
 */
async function edit(slug, player, make) {
  let own = "";
  try {
    // Others may have changed its name or account since it was shown.
    const { body: now } = await read(`${pathOf(slug)}/players/${player.tournament_player_id}?match_limit=1`);
    await change(slug, (document) => {
      const entry = find(document, { name: now.name, account: now.profile_id });
      own = `entries.${document.entries.indexOf(entry)}.`;
      make(entry, document);
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.isNoRoute) throw new Error("This service cannot do that yet. Remove the entry, and add it anew.");
    const fields = error.fields.map(({ path, message }) => ({ path: path.replace(own, ""), message }));
    throw new Refused(error.status, error.message, fields);
  }
}

/**
 * @param {string} slug
 * @param {Player} player
 * @param {() => void} then
 */
function nameForm(slug, player, then) {
  const name = field("name", "Name on the roster", input({ value: player.name, maxlength: 64 }));
  return form({
    key: `name:${slug}:${player.tournament_player_id}`,
    fields: [name],
    button: "Rename",
    send: async () => {
      const text = name.control.value.trim();
      if (text === player.name) return "Nothing has changed.";
      if (text === "") throw wrong("name", "This is needed.");
      await edit(slug, player, (entry, document) => rename(document, new Map([[entry.name, text]])));
      return `Renamed to ${text}.`;
    },
    then,
  });
}

/**
 * @param {string} slug
 * @param {Player} player
 * @param {number} ladder
 * @param {() => void} then
 */
function accountForm(slug, player, ladder, then) {
  const before = player.profile_id;
  const account = accountField("account", "Game account", before === null ? "" : String(before), ladder);
  const unlink = actionButton("Unlink", { class: "quiet" }, async () => {
    if (!(await confirmed(`Unlink account ${before} from ${player.name}? Their games no longer count.`, "Unlink"))) return;
    await edit(slug, player, (entry) => delete entry.account);
    then();
    return "Unlinked.";
  });
  const linking = form({
    key: `account:${slug}:${player.tournament_player_id}`,
    fields: [account],
    button: before === null ? "Link" : "Change",
    send: async () => {
      const after = accountOf("account", account.control.value);
      if (after === before) return "Nothing has changed.";
      if (after === null) throw wrong("account", "Give an account, or press Unlink.");
      if (before === null) await link(slug, player, after);
      else await edit(slug, player, (entry) => void (entry.account = after));
      return `Linked to account ${after}. Ratings show once it was polled, which takes a minute or so.`;
    },
    then,
  });
  if (before !== null) linking.querySelector(".actions")?.append(unlink);
  return linking;
}

/**
 * @param {string} slug
 * @param {Player} player
 * @param {number} account
 */
async function link(slug, player, account) {
  try {
    await write("PATCH", `${pathOf(slug)}/players/${player.tournament_player_id}`, { profile_id: account });
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 409) throw error;
    throw wrong("account", "Another entry has this account.");
  }
}

/**
 * @param {string} slug
 * @param {Player} player
 * @param {Team[]} teams
 * @param {() => void} then
 */
function teamForm(slug, player, teams, then) {
  if (teams.length === 0) return h("p", {}, "There are no teams. ", h("a", { href: `#/t/${slug}/teams` }, "Make some"), ".");
  const id = player.tournament_player_id;
  const before = teams.find(({ members }) => members.some((member) => member.tournament_player_id === id)) ?? null;
  const options = teams.map((team) => /** @type {[string, string]} */ ([String(team.team_id), team.name]));
  const team = field("team_id", "Team", select([["", "No team"], ...options], String(before?.team_id ?? "")));
  return form({
    key: `member:${slug}:${id}`,
    fields: [team],
    button: "Save",
    send: async () => {
      await moveEntry(slug, id, before?.team_id ?? null, Number(team.control.value) || null);
      return "Saved.";
    },
    then,
  });
}
