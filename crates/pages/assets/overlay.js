/**
 * What overlays and frames run: the address's parameters select what is shown, and the picture follows the service. No
 * error ever shows.
 */

import { follow } from "./overlay-follow.js";
import { animate, positions } from "./overlay-motion.js";
import { apply, parse } from "./overlay-options.js";
import { choose, select } from "./overlay-table.js";
import { Ticker } from "./overlay-ticker.js";
import { tick } from "./time.js";

const root = document.getElementById("overlay");
const options = parse(new URLSearchParams(location.search));
apply(options);
if (root) start(root);

function start(/** @type {HTMLElement} */ root) {
  const { kind } = root.dataset;
  if (kind === "none") {
    // The first request failed. The page is loaded again as soon as there is an overlay at its address.
    follow(root, () => location.reload());
    return;
  }
  const ticker = kind === "ticker" ? new Ticker(root, options.rows) : undefined;
  prepare(root);
  tick();
  setInterval(tick, 1000);
  root.classList.add("ready");
  follow(root, (next) => {
    if (ticker) {
      ticker.show(next);
      return;
    }
    prepare(next);
    const before = positions(root);
    // Without the focus, to take it would be to take it from the page around the frame.
    const reached = document.hasFocus() ? document.activeElement?.getAttribute("href") : null;
    root.replaceChildren(...next.childNodes);
    const links = [...root.querySelectorAll("a")];
    links.find((link) => link.getAttribute("href") === reached)?.focus({ preventScroll: true });
    tick();
    animate(root, before);
  });
}

/** Applies the parameters to a page that is not shown yet. */
function prepare(/** @type {HTMLElement} */ page) {
  choose(page, options);
  for (const table of page.querySelectorAll("table")) select(table, options);
}
