// A stage's table, with the order, the columns and the numbers of the page that viewers see.
import { h } from "../dom.js";

/** @typedef {import("./facts.js").Row} Row */
/** @typedef {import("#client").TieBreak} TieBreak */

/** The abbreviations of tie-breaks, and what they count. */
const SHORT = /** @type {Record<TieBreak, [string, string]>} */ ({
  head_to_head: ["H2H", "points among those who tie"],
  game_difference: ["GD", "games won less games lost"],
  games_won: ["GW", "games won"],
  buchholz: ["BH", "Buchholz, the opponents’ points"],
  buchholz_cut1: ["BH-1", "Buchholz without the weakest opponent"],
  sonneborn_berger: ["SB", "Sonneborn–Berger, the points of beaten opponents and half those of drawn ones"],
  wins: ["W", "series won"],
  opponents_win_rate: ["OWR", "the opponents’ share of series won"],
  seed: ["Seed", "place in the order of seeds"],
});

/** @param {import("./facts.js").StageFacts} facts */
export function tableSection({ event, stage, table }) {
  if (table.length === 0) return [];
  const groups = [...new Set(table.map(({ group }) => group))];
  const name = (/** @type {number | null} */ group) => (groups.length > 1 ? `Group ${group}` : "Table");
  const order = stage.tie_breaks.map((tie) => `${SHORT[tie][0]} (${SHORT[tie][1]})`).join(", then ");
  return [
    h("section", {},
      h("h3", {}, "Table"),
      h("p", { class: "meta" }, stage.visibility === "draft"
        ? "As viewers will see it once the stage is published."
        : ["As viewers see it on ", h("a", { href: `/t/${event.tournament.slug}/stages` }, "the page of all stages"), "."]),
      groups.map((group) => h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": name(group) },
        tableOf(table.filter((row) => row.group === group), name(group), groups.length > 1))),
      order && h("p", { class: "hint" }, `Equal points are ordered by ${order}.`)),
  ];
}

/**
 * @param {Row[]} rows
 * @param {string} name
 * @param {boolean} isTold whether the name is shown
 */
function tableOf(rows, name, isTold) {
  const hasByes = rows.some(({ byes }) => byes > 0);
  const isAdjusted = rows.some(({ adjustments }) => adjustments !== 0);
  const hasState = rows.some(({ advances, withdrawn }) => advances || withdrawn);
  const ties = (rows[0]?.tie_breaks ?? []).map(({ tie_break }) => SHORT[tie_break]);
  const columns = [
    ["#", "Place"], ["Name"], ["Played", "Series decided"], ["W–D–L", "Series won, drawn, lost"], hasByes && ["Byes"],
    ["Games", "Games won and lost"], ["Points"], isAdjusted && ["Adj.", "Adjustments by the host"], isAdjusted && ["Total"],
    ...ties, hasState && ["Standing"],
  ];
  return h("table", { class: "stage-table" },
    h("caption", { class: isTold ? null : "visually-hidden" }, name),
    h("thead", {}, h("tr", {}, columns.map((column) => {
      if (!column) return null;
      const [label = "", title] = column;
      return h("th", { scope: "col" }, title ? h("abbr", { title }, label) : label);
    }))),
    h("tbody", {}, rows.map((row) => h("tr", { class: row.advances ? "advances" : null },
      h("td", {}, row.rank),
      h("th", { scope: "row" }, row.side.name),
      h("td", {}, row.played),
      h("td", {}, `${row.won}–${row.drawn}–${row.lost}`),
      hasByes && h("td", {}, row.byes),
      h("td", {}, `${row.games_won}–${row.games_lost}`),
      h("td", {}, h("strong", {}, numberOf(row.points))),
      isAdjusted && [h("td", {}, row.adjustments === 0 ? "–" : signed(row.adjustments)),
        h("td", {}, h("strong", {}, numberOf(row.total)))],
      row.tie_breaks.map(({ value }) => h("td", {}, value === null ? "–" : numberOf(value))),
      hasState && h("td", {}, row.withdrawn ? "Withdrew" : row.advances && "Advances")))));
}

/** @param {number} value */
const numberOf = (value) => String(value).replace("-", "−");

/** @param {number} value with its sign */
export const signed = (value) => (value > 0 ? `+${numberOf(value)}` : numberOf(value));
