/** The parameters of an overlay's address. What is not understood has no effect, and the console says so. */

/**
 * @typedef {object} Options
 * @property {number | undefined} rows The most rows.
 * @property {string[] | undefined} columns The columns, in order.
 * @property {"dark" | "light" | "plain" | undefined} theme
 * @property {number} scale
 * @property {string | undefined} team The number, name or initials of the team whose members are shown.
 * @property {string | undefined} group The number of the group whose table is shown.
 * @property {string | undefined} around The number of the entry, or of its account, around which rows are shown.
 */

/** The columns of the standings, then those that only tables of stages have. */
export const COLUMNS = [
  ...["place", "player", "team", "rating", "other", "change", "games", "won", "streak", "form", "now"],
  ...["played", "record", "points", "head_to_head", "game_difference", "games_won", "buchholz", "buchholz_cut1"],
  ...["sonneborn_berger", "wins", "opponents_win_rate", "seed"],
];
const KNOWN = ["rows", "columns", "theme", "scale", "team", "group", "around"];
const MOST_ROWS = 100;
const MOST_GROUPS = 128;
const SCALES = { least: 0.5, most: 4 };

/** @returns {Options} */
export function parse(/** @type {URLSearchParams} */ query) {
  for (const name of query.keys()) if (!KNOWN.includes(name)) ignore(name, `not one of ${KNOWN.join(", ")}`);
  return {
    rows: number(query, "rows", 1, MOST_ROWS, /^\d+$/),
    columns: columns(query.get("columns")),
    theme: theme(query.get("theme")),
    scale: number(query, "scale", SCALES.least, SCALES.most, /^\d+(\.\d+)?$/) ?? 1,
    team: query.get("team")?.trim() || undefined,
    group: number(query, "group", 1, MOST_GROUPS, /^\d+$/)?.toString(),
    around: number(query, "around", 1, Number.MAX_SAFE_INTEGER, /^\d+$/)?.toString(),
  };
}

/** Applies what concerns the whole page. */
export function apply(/** @type {Options} */ { theme, scale }) {
  const { dataset, style } = document.documentElement;
  if (theme) dataset.theme = theme;
  if (scale !== 1) style.fontSize = `${parseFloat(getComputedStyle(document.documentElement).fontSize) * scale}px`;
}

const said = new Set();

/** Says once that a parameter, or a part of it, has no effect. */
export function ignore(/** @type {string} */ name, /** @type {string} */ why) {
  const text = `The parameter "${name}" is ignored: ${why}.`;
  if (!said.has(text)) console.info(text);
  said.add(text);
}

/** @param {URLSearchParams} query @param {string} name @param {number} least @param {number} most @param {RegExp} form */
function number(query, name, least, most, form) {
  const text = query.get(name);
  if (text === null) return undefined;
  const value = Number(text);
  if (form.test(text) && value >= least && value <= most) return value;
  ignore(name, `not a number from ${least} to ${most}`);
  return undefined;
}

function columns(/** @type {string | null} */ text) {
  if (text === null) return undefined;
  const names = [...new Set(text.split(",").map((name) => name.trim()))];
  const known = names.filter((name) => COLUMNS.includes(name));
  if (known.length < names.length) ignore("columns", `it may name ${COLUMNS.join(", ")}; other names are left out`);
  return known.length > 0 ? known : undefined;
}

/** @returns {Options["theme"]} */
function theme(/** @type {string | null} */ text) {
  if (text === null || text === "dark" || text === "light" || text === "plain") return text ?? undefined;
  ignore("theme", "not one of dark, light, plain");
  return undefined;
}
