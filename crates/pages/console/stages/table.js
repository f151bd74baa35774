// A stage's table, with the order and the numbers that viewers see.
import { h } from "../dom.js";
import { TIE_BREAKS } from "./facts.js";

/** @typedef {import("./facts.js").Row} Row */

/** What stands above the columns besides tie-breaks, as a word and in full. */
const COLUMNS = [["P", "Played"], ["W", "Won"], ["D", "Drawn"], ["L", "Lost"], ["Games", "Games won and lost"]];
/** Tie-breaks whose value is a column of its own already. */
const SHOWN = new Set(["wins", "games_won", "seed"]);

/** @param {import("./facts.js").StageFacts} facts */
export function tableSection({ stage, table }) {
  if (table.length === 0) return [];
  const groups = [...new Set(table.map(({ group }) => group))];
  const name = (/** @type {number | null} */ group) => (groups.length > 1 ? `Group ${group}` : "Table");
  return [
    h("section", {},
      h("h3", {}, "Table"),
      h("p", { class: "meta" }, stage.visibility === "draft"
        ? "As viewers will see it once the stage is published."
        : "As viewers see it."),
      groups.map((group) => h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": name(group) },
        tableOf(table.filter((row) => row.group === group), name(group), groups.length > 1)))),
  ];
}

/**
 * @param {Row[]} rows
 * @param {string} name
 * @param {boolean} isTold whether the name is shown
 */
function tableOf(rows, name, isTold) {
  const ties = (rows[0]?.tie_breaks ?? []).map(({ tie_break }) => tie_break).filter((one) => !SHOWN.has(one));
  const hasByes = rows.some(({ byes }) => byes > 0);
  const columns = [...COLUMNS, ...(hasByes ? [["Byes", "Byes"]] : []), ...ties.map((one) => [TIE_BREAKS[one], ""])];
  return h("table", { class: "stage-table" },
    h("caption", { class: isTold ? null : "visually-hidden" }, name),
    h("thead", {}, h("tr", {},
      h("th", { scope: "col" }, "#"),
      h("th", { scope: "col" }, "Name"),
      columns.map(([label = "", title]) => h("th", { scope: "col" }, title ? h("abbr", { title }, label) : label)),
      h("th", { scope: "col" }, "Points"))),
    h("tbody", {}, rows.map((row) => h("tr", { class: row.advances ? "advances" : null },
      h("td", {}, row.rank),
      h("th", { scope: "row" }, row.side.name,
        row.withdrawn && h("span", { class: "hint" }, " withdrawn"),
        row.advances && h("span", { class: "hint" }, " advances")),
      [row.played, row.won, row.drawn, row.lost, `${row.games_won}:${row.games_lost}`].map((value) => h("td", {}, value)),
      hasByes && h("td", {}, row.byes),
      ties.map((tie) => h("td", {}, valueOf(row, tie))),
      h("td", {}, h("strong", {}, numberOf(row.total)),
        row.adjustments !== 0 && h("span", { class: "hint" }, ` ${signed(row.adjustments)}`))))));
}

/**
 * @param {Row} row
 * @param {string} tie
 */
function valueOf({ tie_breaks }, tie) {
  const value = tie_breaks.find(({ tie_break }) => tie_break === tie)?.value;
  if (value === null || value === undefined) return "–";
  if (tie === "opponents_win_rate") return `${numberOf(value * 100)} %`;
  return tie === "game_difference" ? signed(value) : numberOf(value);
}

/** @param {number} value */
const numberOf = (value) => String(Math.round(value * 100) / 100).replace("-", "−");

/** @param {number} value with its sign */
export const signed = (value) => (value > 0 ? `+${numberOf(value)}` : numberOf(value));
