/** What every page runs: it shows instants in the reader's zone, and follows the event stream. */

import { follow } from "./live.js";
import { localize, tick } from "./time.js";
import { update } from "./update.js";

localize(document);
tick();
setInterval(tick, 1000);

const main = document.querySelector("main");
if (main?.dataset.stream !== undefined) {
  follow(main.dataset.stream, (main.dataset.events ?? "").split(" "), update);
}
