// Follows the event stream of a tournament: word that something changed has what is shown read again.
import { Refused } from "./api.js";
import { failed } from "./notices.js";

/** The events that change rosters, teams and matches. */
const EVENTS = ["standings", "live", "matches", "resync"];
/** The events that change stages and series. */
export const SERIES_EVENTS = ["standings", "matches", "series", "resync"];
/** Between two reads, in milliseconds, however often there is word; it doubles with each that fails. */
const PAUSE = 5_000;
const LONGEST_PAUSE = 120_000;
/** Before a read, so that words which come together cause one. */
const GATHER = 400;
/** Streams end by themselves and come back; only one that stays away for so long is worth telling. */
const RECONNECT_TIMEOUT = 60_000;
/** The service ends a stream within ten minutes: an older one is of a connection that is gone, which nothing else tells. */
const LONGEST_STREAM = 660_000;
/** The statuses of what cannot be read any more; others, as a proxy's 429, pass. */
const FINAL = [403, 404, 410];
const GONE = "What is shown here is not there any more. Somebody else may have deleted it.";

/**
 * Whether somebody is asked something, or types, chooses or presses in `region`, or waits for what was pressed there.
 *
 * @param {HTMLElement} region
 */
function isBusy(region) {
  const focused = document.activeElement;
  return document.querySelector("dialog") !== null
    || (region.contains(focused) && focused?.matches("input, select, textarea"))
    || region.matches(":active") || region.querySelector("[aria-disabled]") !== null;
}

/**
 * Reads and draws anew whenever something changed, until `signal`, but not while somebody is busy in `region`, which is
 * drawn. Gives what does it at once, for after a write; what that answered may be what is to be drawn.
 *
 * @template T
 * @param {string} slug
 * @param {AbortSignal} signal
 * @param {object} page
 * @param {HTMLElement} page.region
 * @param {() => Promise<T>} page.load
 * @param {(facts: T) => void} page.draw
 * @param {(isLive: boolean) => void} [page.say]
 * @param {string[]} [page.events]
 * @returns {(known?: T) => Promise<void>}
 */
export function follow(slug, signal, { region, load, draw, say = () => {}, events = EVENTS }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let [isDue, pause, next] = [false, PAUSE, 0];
  /** How many readings were begun: an older one is not drawn over a newer one. */
  let readings = 0;
  const over = new AbortController();
  const refresh = async (/** @type {T | undefined} */ known) => {
    const reading = (readings += 1);
    try {
      const facts = known ?? (await load());
      if (!signal.aborted && reading === readings) draw(facts);
    } catch (error) {
      // An older reading may have been left out for this one.
      soon();
      if (!signal.aborted) throw error;
    }
  };
  const run = async () => {
    timer = undefined;
    if (document.hidden) return;
    next = Date.now() + PAUSE;
    if (isBusy(region)) return soon();
    isDue = false;
    const reading = (readings += 1);
    try {
      const facts = await load();
      pause = PAUSE;
      if (over.signal.aborted || reading !== readings) return;
      if (isBusy(region)) return soon();
      draw(facts);
    } catch (error) {
      if (!over.signal.aborted) missed(error);
    }
  };
  const missed = (/** @type {unknown} */ error) => {
    const refused = error instanceof Refused ? error : null;
    if (refused?.status === 401) return failed(error);
    if (refused && FINAL.includes(refused.status)) {
      over.abort();
      say(false);
      return failed(refused.status === 404 ? new Error(GONE) : error);
    }
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    next = Date.now() + Math.max(pause, (refused?.seconds ?? 0) * 1_000);
    clearTimeout(timer);
    timer = undefined;
    soon();
  };
  const soon = () => {
    if (over.signal.aborted) return;
    isDue = true;
    timer ??= setTimeout(run, Math.max(GATHER, next - Date.now()));
  };
  const visible = () => {
    if (isDue && !document.hidden) soon();
  };
  document.addEventListener("visibilitychange", visible, { signal: over.signal });
  over.signal.addEventListener("abort", () => clearTimeout(timer));
  signal.addEventListener("abort", () => over.abort());
  if (signal.aborted) over.abort();
  else listen(slug, events, { signal: over.signal, heard: soon, say });
  return refresh;
}

/**
 * Listens to the stream, and to the next one when it ends.
 *
 * @param {string} slug
 * @param {string[]} names of events
 * @param {{ signal: AbortSignal, heard: () => void, say: (isLive: boolean) => void }} page
 */
function listen(slug, names, { signal, heard, say }) {
  /** @type {EventSource} */
  let stream;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let away;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let gone;
  let last = "";
  const open = () => {
    if (signal.aborted) return;
    stream = new EventSource(`/v1/tournaments/${encodeURIComponent(slug)}/stream?last_event_id=${last}`);
    for (const name of names) {
      stream.addEventListener(name, (event) => {
        last = event.lastEventId;
        heard();
      });
    }
    stream.addEventListener("open", () => {
      clearTimeout(away);
      clearTimeout(gone);
      away = undefined;
      gone = setTimeout(() => {
        stream.close();
        open();
      }, LONGEST_STREAM);
      say(true);
      // Of what changed before, there may be no event.
      heard();
    });
    stream.addEventListener("error", () => {
      clearTimeout(gone);
      away ??= setTimeout(() => say(false), RECONNECT_TIMEOUT);
      if (stream.readyState === EventSource.CLOSED) setTimeout(open, PAUSE * (1 + Math.random()));
    });
  };
  signal.addEventListener("abort", () => {
    stream.close();
    clearTimeout(away);
    clearTimeout(gone);
  });
  open();
}
