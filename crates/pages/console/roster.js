// The roster as a table that keeps itself up to date, and adding one entry to it.
import { accountField, accountOf } from "./accounts.js";
import { write } from "./api.js";
import { confirmed, h, replace } from "./dom.js";
import { eventHeading, loadEvent, pathOf, stateOf } from "./event.js";
import { field, form, input } from "./forms.js";
import { follow } from "./live.js";
import { actionButton } from "./notices.js";
import { agoElement } from "./time.js";

/** @typedef {import("./event.js").TournamentEvent} TournamentEvent */
/** @typedef {import("./event.js").Entry} Entry */

/** @param {import("./main.js").Context} context */
export async function rosterView({ slug, signal }) {
  const load = () => loadEvent(slug, signal);
  const first = await load();
  const region = h("div", {});
  const connection = h("p", { class: "connection" });
  const draw = (/** @type {TournamentEvent} */ event) => replace(region, table(event, refresh));
  const refresh = follow(slug, signal, {
    region,
    load,
    draw,
    say: (isLive) => replace(connection, h("span", { class: `state ${isLive ? "live" : "warning"}` },
      isLive ? "Up to date by itself" : "Out of touch with the service")),
  });
  draw(first);
  return [
    ...eventHeading(first.tournament, ""),
    h("h2", { tabindex: -1 }, "Roster"),
    connection,
    region,
    h("section", {}, h("h2", {}, "Add an entry"), addForm(first, refresh)),
  ];
}

/**
 * @param {TournamentEvent} event
 * @param {() => Promise<void>} refresh
 */
function table({ tournament, roster, polledAt }, refresh) {
  if (roster.length === 0) {
    return h("p", {}, "Nobody is on the roster yet. Add entries below, or ",
      h("a", { href: `#/t/${tournament.slug}/add` }, "many at once"), ".");
  }
  const linked = roster.filter(({ account }) => account !== null).length;
  return [
    h("p", { class: "meta" }, `${roster.length} of at most 100 entries, ${linked} linked to an account. `,
      polledAt && ["Accounts were polled ", agoElement(polledAt), "."]),
    h("div", { class: "scroll" }, h("table", {},
      h("caption", { class: "visually-hidden" }, "The roster"),
      h("thead", {}, h("tr", {}, ["Name", "Account", "Team", "What is known", ""].map((label) =>
        label ? h("th", { scope: "col", class: label === "Account" || label === "Team" ? "wide" : null }, label)
          : h("td", {})))),
      h("tbody", {}, roster.map((entry) => row(entry, tournament, refresh))))),
  ].flat();
}

/**
 * @param {Entry} entry
 * @param {import("./event.js").Tournament} tournament
 * @param {() => Promise<void>} refresh
 */
function row(entry, tournament, refresh) {
  const { id, name, account, team, isCaptain, player } = entry;
  const alias = player && player.alias !== name ? player.alias : null;
  const teamText = team && `${team.name}${isCaptain ? " (captain)" : ""}`;
  const to = `#/t/${tournament.slug}/entries/${id}`;
  return h("tr", {},
    h("th", { scope: "row" }, h("a", { href: to, id: `entry-${id}` }, name),
      (alias || teamText) && h("p", { class: "hint narrow" }, [alias, teamText].filter(Boolean).join(" · "))),
    h("td", { class: "wide" }, account !== null && h("a", {
      href: `https://www.aoe2insights.com/user/relic/${account}/`, rel: "noreferrer", target: "_blank",
    }, String(account)), alias && h("p", { class: "hint" }, alias)),
    h("td", { class: "wide" }, teamText),
    h("td", {}, stateOf(entry, tournament)),
    h("td", { class: "buttons" },
      actionButton("Remove", { class: "quiet", id: `remove-${id}`, "aria-label": `Remove ${name}` }, async () => {
        if (!(await confirmed(`Remove ${name} from the roster? Games that were played stay known.`, "Remove"))) return;
        await write("DELETE", `${pathOf(tournament.slug)}/players/${id}`);
        await refresh();
        return `${name} is removed.`;
      })));
}

/**
 * @param {TournamentEvent} event
 * @param {() => Promise<void>} refresh
 */
function addForm({ tournament }, refresh) {
  const fields = [
    field("name", "Name", input({ maxlength: 64 }), "As it stands in the standings. With an account it may be left out."),
    accountField("profile_id", "Account", "", tournament.leaderboard_id),
  ];
  const [name, account] = fields;
  if (!name || !account) return null;
  const adding = form({
    key: `add:${tournament.slug}`,
    fields,
    button: "Add",
    send: async () => {
      const profile = accountOf("profile_id", account.control.value);
      const text = name.control.value.trim();
      const body = { ...(text && { name: text }), ...(profile !== null && { profile_id: profile }) };
      await write("POST", `${pathOf(tournament.slug)}/players`, body);
      return `${text || `Account ${profile}`} is on the roster.`;
    },
    then: async () => {
      // For the next one.
      adding.reset();
      name.control.focus();
      await refresh();
    },
  });
  return adding;
}
