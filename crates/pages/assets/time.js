/** Instants in the reader's zone, countdowns, and the age of the data. */

const INSTANT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** The greatest unit first, in seconds. */
const UNITS = /** @type {const} */ ([["d", 86_400], ["h", 3_600], ["min", 60], ["s", 1]]);

/**
 * Writes the instants below `root` in the reader's zone. Their text in UTC becomes their title.
 *
 * @param {ParentNode} root
 */
export function localize(root) {
  for (const time of root.querySelectorAll("time")) {
    if (time.title === "") {
      time.title = time.textContent;
      time.textContent = INSTANT.format(new Date(time.dateTime));
    }
  }
  for (const countdown of countdowns(root)) {
    write(countdown, left(countdown));
  }
}

/** Writes what changes by the clock alone. */
export function tick() {
  for (const countdown of countdowns(document)) {
    write(countdown, left(countdown));
  }
  const polled = document.getElementById("polled");
  const at = polled?.querySelector("time");
  if (polled && at) {
    const age = Math.max(0, Math.floor((Date.now() - Date.parse(at.dateTime)) / 1000));
    write(at, age < 1 ? "now" : `${span(age, 1)} ago`);
  }
}

/**
 * @param {ParentNode} root
 * @returns {Iterable<HTMLElement>}
 */
function countdowns(root) {
  return /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-until]"));
}

/** What a countdown shows: `in 2 d 3 h`, or nothing once it is over. */
function left(/** @type {HTMLElement} */ countdown) {
  const seconds = Math.ceil((Date.parse(countdown.dataset.until ?? "") - Date.now()) / 1000);
  return seconds > 0 ? `${countdown.dataset.verb} in ${span(seconds, 2)}` : "";
}

/** A time span in its greatest units, at most so many. */
function span(/** @type {number} */ seconds, /** @type {number} */ most) {
  const first = UNITS.findIndex(([, length]) => seconds >= length);
  let rest = seconds;
  const parts = UNITS.slice(first, first + most).map(([unit, length]) => {
    const count = Math.floor(rest / length);
    rest %= length;
    return `${count} ${unit}`;
  });
  return parts.join(" ");
}

function write(/** @type {HTMLElement} */ element, /** @type {string} */ text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
