// Follows the event stream of a tournament: word that something changed has what is shown read again.
import { Refused } from "./api.js";
import { failed } from "./notices.js";

/** The events that change rosters, teams and matches. */
const EVENTS = ["standings", "live", "matches", "resync"];
/** The events that change stages and series. */
export const SERIES_EVENTS = ["standings", "matches", "series", "resync"];
/** Between two reads, in milliseconds, however often there is word. */
const PAUSE = 5_000;
/** Before a read, so that words which come together cause one. */
const GATHER = 400;
/** Streams end by themselves and come back; only one that stays away for so long is worth telling. */
const RECONNECT_TIMEOUT = 60_000;

/**
 * Has `refresh` run whenever something changed, until `signal`, but not while somebody is asked something, chooses or
 * types in `region`, which it draws anew.
 *
 * @param {string} slug
 * @param {AbortSignal} signal
 * @param {{ region: HTMLElement, refresh: () => Promise<void>, say?: (isLive: boolean) => void, events?: string[] }} page
 */
export function follow(slug, signal, { region, refresh, say = () => {}, events: names = EVENTS }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let away;
  /** @type {EventSource} */
  let events;
  let [isDue, next, last] = [false, 0, ""];
  const isBusy = () => document.querySelector("dialog") !== null
    || (region.contains(document.activeElement) && document.activeElement?.matches("input, select, textarea"));
  const run = async () => {
    timer = undefined;
    if (document.hidden || signal.aborted) return;
    next = Date.now() + PAUSE;
    if (isBusy()) return soon();
    isDue = false;
    try {
      await refresh();
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Refused && error.status === 401) return failed(error);
      isDue = true;
    }
    if (isDue) soon();
  };
  const soon = () => {
    isDue = true;
    timer ??= setTimeout(run, Math.max(GATHER, next - Date.now()));
  };
  const listen = () => {
    if (signal.aborted) return;
    events = new EventSource(`/v1/tournaments/${encodeURIComponent(slug)}/stream?last_event_id=${last}`);
    for (const name of names) {
      events.addEventListener(name, (event) => {
        last = event.lastEventId;
        soon();
      });
    }
    events.addEventListener("open", () => {
      clearTimeout(away);
      away = undefined;
      say(true);
    });
    events.addEventListener("error", () => {
      away ??= setTimeout(() => say(false), RECONNECT_TIMEOUT);
      if (events.readyState === EventSource.CLOSED) setTimeout(listen, PAUSE * (1 + Math.random()));
    });
  };
  const visible = () => {
    if (isDue && !document.hidden) soon();
  };
  document.addEventListener("visibilitychange", visible, { signal });
  signal.addEventListener("abort", () => {
    events.close();
    clearTimeout(timer);
    clearTimeout(away);
  });
  listen();
}
