/** Selects the rows and columns of the table that the address's parameters ask for. */

import { ignore } from "./overlay-options.js";

/** How many rows are shown around an entry without the parameter `rows`. */
const AROUND = 5;

/**
 * Keeps the chosen group's table.
 *
 * @param {HTMLElement} page
 * @param {import("./overlay-options.js").Options} options
 */
export function choose(page, { group }) {
  if (group === undefined) return;
  const all = [...page.querySelectorAll("[data-group]")];
  const chosen = all.find((element) => element.getAttribute("data-group") === group);
  if (!chosen) ignore("group", "there is no such group here");
  else for (const element of all) if (element !== chosen) element.remove();
}

/** @param {HTMLTableElement} table @param {import("./overlay-options.js").Options} options */
export function select(table, options) {
  if (options.columns) for (const row of table.rows) arrange(row, options.columns);
  const all = [...(table.tBodies[0]?.rows ?? [])];
  const shown = new Set(within(all, options));
  for (const row of all) if (!shown.has(row)) row.remove();
}

/** Keeps these cells of a row, in this order. */
function arrange(/** @type {HTMLTableRowElement} */ row, /** @type {string[]} */ columns) {
  const cells = new Map([...row.cells].map((cell) => [cell.dataset.column, cell]));
  const chosen = columns.flatMap((column) => cells.get(column) ?? []);
  if (chosen.length === 0) return;
  for (const cell of chosen) cell.hidden = false;
  row.replaceChildren(...chosen);
}

/** @param {HTMLTableRowElement[]} all @param {import("./overlay-options.js").Options} options */
function within(all, { rows, team, around }) {
  let some = all;
  if (team !== undefined) {
    const members = all.filter((row) => isOf(row, team));
    if (members.length > 0) some = members;
    else ignore("team", "nobody here is on it");
  }
  if (around === undefined) return some.slice(0, rows);
  const index = some.findIndex(({ dataset }) => dataset.entry === around || dataset.account === around);
  if (index < 0) {
    ignore("around", "the entry is not here");
    return some.slice(0, rows);
  }
  const count = rows ?? AROUND;
  const first = Math.max(0, Math.min(index - Math.floor((count - 1) / 2), some.length - count));
  return some.slice(first, first + count);
}

function isOf(/** @type {HTMLTableRowElement} */ { dataset }, /** @type {string} */ team) {
  const wanted = team.toLowerCase();
  return [dataset.team, dataset.teamName, dataset.initials].some((name) => name?.toLowerCase() === wanted);
}
