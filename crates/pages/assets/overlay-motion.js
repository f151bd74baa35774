/** Moves rows from their former place and lights up what changed, unless the viewer prefers no motion. */

const MOVE = { duration: 700, easing: "ease-in-out" };
const LIGHT = { duration: 4000, easing: "ease-out" };
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * @typedef {object} Before What was shown.
 * @property {Map<string, number>} tops Where each row was.
 * @property {Map<string, string>} texts What each cell said.
 */

/** @returns {Before} */
export function positions(/** @type {HTMLElement} */ root) {
  const tops = keyed(root).map(([key, row]) => /** @type {const} */ ([key, row.getBoundingClientRect().top]));
  const texts = cells(root).map(([key, cell]) => /** @type {const} */ ([key, cell.textContent]));
  return { tops: new Map(tops), texts: new Map(texts) };
}

export function animate(/** @type {HTMLElement} */ root, /** @type {Before} */ { tops, texts }) {
  if (CALM.matches) return;
  for (const [key, row] of keyed(root)) {
    const by = (tops.get(key) ?? NaN) - row.getBoundingClientRect().top;
    if (Math.abs(by) >= 1) row.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], MOVE);
  }
  for (const [key, cell] of cells(root)) {
    const before = texts.get(key);
    if (before === undefined || before === cell.textContent) continue;
    const lit = getComputedStyle(cell).getPropertyValue("--lit");
    cell.animate([{ backgroundColor: lit }, { backgroundColor: "transparent" }], LIGHT);
  }
}

/** @returns {[string, HTMLElement][]} */
function keyed(/** @type {HTMLElement} */ root) {
  const found = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-key]"));
  return [...found].map((element) => [element.dataset.key ?? "", element]);
}

/** @returns {[string, HTMLElement][]} */
function cells(/** @type {HTMLElement} */ root) {
  const found = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-column]"));
  const row = (/** @type {HTMLElement} */ cell) => cell.closest("[data-key]")?.getAttribute("data-key") ?? "";
  return [...found].map((cell) => [`${row(cell)} ${cell.dataset.column}`, cell]);
}
