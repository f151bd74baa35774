/**
 * What every page of a tournament runs: instants in the reader's own zone.
 */

const INSTANT = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** Writes the instants below `root` in the reader's zone. */
function localize(/** @type {ParentNode} */ root) {
  for (const time of root.querySelectorAll("time")) {
    const at = new Date(time.dateTime);
    time.title = time.textContent;
    time.textContent = INSTANT.format(at);
  }
}

localize(document);
