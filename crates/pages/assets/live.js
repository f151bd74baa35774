/**
 * Follows the event stream of a page: after an event that concerns it, the page's own address is fetched again, after a
 * random delay, so that not all readers ask at once.
 */

/** The longest delay before a fetch, in milliseconds; events in the meantime need no fetch of their own. */
const DELAY = 2_000;
/** Before a fetch that failed or gave the last good page is repeated, and before a stream that was refused is opened again. */
const SLOWLY = 20_000;
/** Streams end every few minutes, and begin again within this time, of which nobody need be told. */
const USUAL_PAUSE = 8_000;

/**
 * @param {string} address
 * @param {string[]} events
 * @param {(next: Document) => void} update
 */
export function follow(address, events, update) {
  /** @type {number | undefined} */
  let timer;
  /** @type {number | undefined} */
  let late;
  let isFetching = false;
  let isDue = false;
  let isOpen = true;
  let etag = "";

  /** Fetches the page soon. */
  function soon(delay = Math.random() * DELAY) {
    if (document.hidden || isFetching) {
      isDue = true;
    } else {
      timer ??= setTimeout(fetchPage, delay);
    }
  }

  function retry() {
    setTimeout(soon, SLOWLY * (0.5 + Math.random()));
  }

  async function fetchPage() {
    timer = undefined;
    isFetching = true;
    isDue = false;
    try {
      const response = await fetch(location.href, { headers: { accept: "text/html" } });
      if (!response.ok) {
        throw new Error(String(response.status));
      }
      const text = await response.text();
      if (etag !== response.headers.get("etag")) {
        etag = response.headers.get("etag") ?? "";
        show(new DOMParser().parseFromString(text, "text/html"));
      }
      // With a warning it is the last good page: a newer one could not be made yet.
      if (response.headers.has("warning")) {
        retry();
      }
    } catch {
      retry();
    }
    isFetching = false;
    if (isDue) {
      soon();
    }
  }

  /** Shows a document, unless it is from another version of the service, whose scripts this page lacks. */
  function show(/** @type {Document} */ next) {
    const script = "script[src]";
    if (next.querySelector(script)?.getAttribute("src") === document.querySelector(script)?.getAttribute("src")) {
      update(next);
    } else {
      location.reload();
    }
  }

  function open() {
    const source = new EventSource(address);
    for (const event of [...events, "resync"]) {
      source.addEventListener(event, () => soon());
    }
    source.onopen = () => {
      clearTimeout(late);
      late = undefined;
      say("Live");
      if (!isOpen) {
        soon();
      }
      isOpen = true;
    };
    source.onerror = () => {
      isOpen = false;
      late ??= setTimeout(say, USUAL_PAUSE, "Reconnecting");
      if (source.readyState === EventSource.CLOSED) {
        setTimeout(open, SLOWLY * (0.5 + Math.random()));
      }
    };
  }

  setInterval(() => {
    if (!isOpen) {
      soon();
    }
  }, SLOWLY);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) {
      soon(Math.random() * 200);
    }
  });
  open();
}

/** Says whether the page follows the data. */
function say(/** @type {string} */ words) {
  const shown = document.getElementById("connection");
  if (shown && shown.textContent !== words) {
    shown.textContent = words;
    shown.className = words.toLowerCase();
  }
}
