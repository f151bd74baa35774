// Teams: making and renaming them, who is on which, and who leads them.
import { write } from "./api.js";
import { confirmed, h, replace } from "./dom.js";
import { eventHeading, loadEvent, pathOf } from "./event.js";
import { field, form, input, lastingSelect } from "./forms.js";
import { follow } from "./live.js";
import { actionButton } from "./notices.js";

/** @typedef {import("./event.js").TournamentEvent} TournamentEvent */
/** @typedef {import("./event.js").Entry} Entry */
/** @typedef {import("./event.js").Team} Team */

/**
 * Puts an entry on a team, on another one, or on none.
 *
 * @param {string} slug
 * @param {number} entry
 * @param {number | null} from
 * @param {number | null} to
 */
export async function moveEntry(slug, entry, from, to) {
  const members = (/** @type {number} */ team) => `${pathOf(slug)}/teams/${team}/members`;
  if (from === to) return;
  if (from === null) await write("POST", members(to ?? 0), { tournament_player_id: entry });
  else if (to === null) await write("DELETE", `${members(from)}/${entry}`);
  else await write("PATCH", `${members(from)}/${entry}`, { team_id: to });
}

/** @param {import("./main.js").Context} context */
export async function teamsView({ slug, signal, reload }) {
  const load = () => loadEvent(slug, signal);
  const first = await load();
  const region = h("div", {});
  const draw = (/** @type {TournamentEvent} */ event) => replace(region, sections(event, refresh));
  const refresh = follow(slug, signal, { region, load, draw });
  draw(first);
  const name = field("name", "Name", input({ maxlength: 200 }));
  const initials = field("initials", "Initials", input({ maxlength: 8 }), "Eight characters at most.");
  return [
    ...eventHeading(first.tournament, "/teams"),
    h("h2", { tabindex: -1 }, "Teams"),
    region,
    h("section", {}, h("h2", {}, "Make a team"), form({
      key: `team:${slug}`,
      fields: [name, initials],
      button: "Make the team",
      send: async () => {
        await write("POST", `${pathOf(slug)}/teams`, { name: name.control.value, initials: initials.control.value });
        return `${name.control.value} is there.`;
      },
      then: reload,
    })),
  ];
}

/**
 * @param {TournamentEvent} event
 * @param {() => Promise<void>} refresh
 */
function sections(event, refresh) {
  const alone = event.roster.filter(({ team }) => team === null);
  return [
    event.teams.length === 0 && h("p", {}, "There are no teams yet."),
    ...event.teams.map((team) => teamSection(event, team, refresh)),
    event.teams.length > 0 && alone.length > 0 && h("section", { class: "card" },
      h("h3", {}, "On no team"), memberList(event, alone, null, refresh)),
  ];
}

/**
 * @param {TournamentEvent} event
 * @param {Team} team
 * @param {() => Promise<void>} refresh
 */
function teamSection(event, team, refresh) {
  const { slug } = event.tournament;
  const path = `${pathOf(slug)}/teams/${team.team_id}`;
  const members = event.roster.filter((entry) => entry.team === team);
  const detailsId = `team-${team.team_id}`;
  const name = field("name", "Name", input({ id: `${detailsId}-name`, value: team.name, maxlength: 200 }));
  const initials = field("initials", "Initials",
    input({ id: `${detailsId}-initials`, value: team.initials, maxlength: 8 }));
  const before = new Map([name, initials].map((field) => [field, field.control.value]));
  const remove = actionButton("Delete", { class: "quiet", "aria-label": `Delete ${team.name}` }, async () => {
    if (!(await confirmed(`Delete ${team.name}? Its members stay on the roster.`, "Delete"))) return;
    await write("DELETE", path);
    await refresh();
    return `${team.name} is deleted.`;
  });
  const renaming = form({
    key: `team:${slug}:${team.team_id}`,
    fields: [name, initials],
    button: "Save",
    send: async () => {
      // What others changed meanwhile stays.
      const changed = [name, initials].filter((field) => field.control.value !== before.get(field));
      if (changed.length === 0) return "Nothing has changed.";
      await write("PATCH", path, Object.fromEntries(changed.map(({ name, control }) => [name, control.value])));
      return "Saved.";
    },
    then: refresh,
  });
  return h("section", { class: "card" },
    h("h3", {}, team.name, " ", h("span", { class: "hint" }, team.initials)),
    members.length > 0 ? memberList(event, members, team, refresh) : h("p", { class: "hint" }, "Nobody is on it yet."),
    h("details", { id: detailsId, open: document.getElementById(detailsId)?.hasAttribute("open") },
      h("summary", { id: `${detailsId}-summary` }, `Rename or delete ${team.name}`), renaming, h("p", {}, remove)));
}

/**
 * @param {TournamentEvent} event
 * @param {Entry[]} entries
 * @param {Team | null} team
 * @param {() => Promise<void>} refresh
 */
function memberList(event, entries, team, refresh) {
  const { slug } = event.tournament;
  const choices = event.teams.map((other) => /** @type {[string, string]} */ ([String(other.team_id), other.name]));
  const options = /** @type {[string, string][]} */ ([["", "No team"], ...choices]);
  return h("ul", { class: "members" }, entries.map((entry) => {
    const { id, name, isCaptain } = entry;
    const chosen = lastingSelect(`to-${id}`, options, String(team?.team_id ?? ""), { "aria-label": `Team of ${name}` });
    const move = actionButton("Move", { id: `move-${id}`, "aria-label": `Move ${name}` }, async () => {
      const to = Number(chosen.value) || null;
      if (to === (team?.team_id ?? null)) return `${name} is there already.`;
      await moveEntry(slug, id, team?.team_id ?? null, to);
      await refresh();
      return to === null ? `${name} is on no team now.` : `${name} is moved.`;
    });
    const lead = team && actionButton("Captain", {
      id: `captain-${id}`,
      class: "toggle",
      "aria-pressed": String(isCaptain),
      "aria-label": `Captain: ${name}`,
    }, async () => {
      const path = `${pathOf(slug)}/teams/${team.team_id}/captain`;
      if (isCaptain) await write("DELETE", path);
      else await write("PATCH", path, { tournament_player_id: id });
      await refresh();
      return isCaptain ? `${team.name} has no captain now.` : `${name} leads ${team.name}.`;
    });
    return h("li", {}, h("span", { class: "who" }, name), lead, h("span", { class: "move" }, chosen, move));
  }));
}
