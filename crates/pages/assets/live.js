/**
 * Follows the event stream of a page: after an event that concerns it, the page's own address is fetched again, after a
 * random delay, so that not all readers ask at once. It is fetched slowly without events, and while anything fails.
 */

import { untilNewer } from "./cached.js";

/** The longest delay before a fetch, in milliseconds; events in the meantime need no fetch of their own. */
const DELAY = 2_000;
/** Before what failed is tried again, and between fetches while there is no stream. */
const SLOWLY = [10_000, 30_000];
/** Between fetches without an event: a stream over a network that is silently gone stays open. */
const WITHOUT_EVENTS = [240_000, 360_000];
/** While there is no such page any more, the slow delays double so many times. */
const MOST_DOUBLINGS = 5;
/** An answer that takes longer is given up: a cut connection gives no sign of it. */
const TIMEOUT = 10_000;
/** Streams end every few minutes, and begin again within this time, of which nobody need be told. */
const USUAL_PAUSE = 8_000;

/**
 * @param {string} address
 * @param {string[]} events
 * @param {(next: Document) => void} update
 */
export function follow(address, events, update) {
  /** @type {EventSource | undefined} */
  let source;
  /** @type {number | undefined} */
  let timer;
  /** @type {number | undefined} */
  let later;
  /** @type {number | undefined} */
  let late;
  let isFetching = false;
  let isDue = false;
  let isOpen = false;
  /** Whether a fetch got no answer since the stream opened. */
  let isCut = false;
  /** How often in a row there was no such page. */
  let missing = 0;
  /** When a change was last heard of, or a stream opened before which there may have been one. */
  let heard = 0;
  let etag = "";

  /** Fetches the page soon. */
  function soon(delay = Math.random() * DELAY) {
    if (document.hidden || isFetching) {
      isDue = true;
    } else {
      timer ??= setTimeout(fetchPage, delay);
    }
  }

  /** Fetches the page after that time, unless it is fetched before. There is one such plan at a time. */
  function fetchLater(/** @type {number} */ delay) {
    clearTimeout(later);
    later = setTimeout(soon, delay);
  }

  /** The delay before what failed is tried again. */
  function slowly() {
    return between(SLOWLY) * 2 ** Math.min(missing, MOST_DOUBLINGS);
  }

  function changed() {
    heard = Date.now();
    soon();
  }

  async function fetchPage() {
    clearTimeout(later);
    timer = undefined;
    isFetching = true;
    isDue = false;
    try {
      fetchLater(await ask());
    } catch {
      isCut = true;
      fetchLater(slowly());
    }
    isFetching = false;
    if (isDue) {
      soon();
    }
  }

  /** Fetches the page and shows it. Returns the delay before the next fetch, if nothing is heard before. */
  async function ask() {
    const signal = AbortSignal.timeout(TIMEOUT);
    const response = await fetch(location.href, { headers: { accept: "text/html" }, signal });
    const text = await response.text();
    if (isCut) {
      // The stream may be of the connection that is gone.
      isCut = false;
      open();
    }
    missing = response.status === 404 ? missing + 1 : 0;
    if (!response.ok) {
      return slowly();
    }
    if (etag !== response.headers.get("etag")) {
      etag = response.headers.get("etag") ?? "";
      show(new DOMParser().parseFromString(text, "text/html"));
    }
    // With a warning it is the last good page: a newer one could not be made yet.
    if (!isOpen || response.headers.has("warning")) {
      return slowly();
    }
    return untilNewer(response, heard) || between(WITHOUT_EVENTS);
  }

  /**
   * Shows a document, unless it is from another version of the service, whose scripts this page lacks, or of another
   * tournament, as that of `current` may be.
   */
  function show(/** @type {Document} */ next) {
    const script = "script[src]";
    const isSameVersion =
      next.querySelector(script)?.getAttribute("src") === document.querySelector(script)?.getAttribute("src");
    if (isSameVersion && next.querySelector("main")?.dataset.stream === address) {
      update(next);
    } else {
      location.reload();
    }
  }

  function open() {
    source?.close();
    const stream = new EventSource(address);
    source = stream;
    isOpen = false;
    for (const event of [...events, "resync"]) {
      stream.addEventListener(event, changed);
    }
    stream.onopen = () => {
      clearTimeout(late);
      late = undefined;
      say("Live");
      isOpen = true;
      isCut = false;
      // What changed since the page was made, or while there was no stream, was not heard.
      changed();
    };
    stream.onerror = () => {
      late ??= setTimeout(say, USUAL_PAUSE, "Reconnecting");
      if (isOpen) {
        isOpen = false;
        fetchLater(slowly());
      }
      if (stream.readyState === EventSource.CLOSED) {
        setTimeout(() => void (stream === source && open()), slowly());
      }
    };
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      soon(Math.random() * 200);
    }
  });
  addEventListener("online", () => soon());
  open();
  fetchLater(slowly());
}

/** Says whether the page follows the data. */
function say(/** @type {string} */ words) {
  const shown = document.getElementById("connection");
  if (shown && shown.textContent !== words) {
    shown.textContent = words;
    shown.className = words.toLowerCase();
  }
}

function between(/** @type {number[]} */ [least = 0, most = 0]) {
  return least + (most - least) * Math.random();
}
