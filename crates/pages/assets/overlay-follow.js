/**
 * Keeps a page the same as the service's: it is fetched again after events, slowly without them, and soon after a
 * failure. What is shown stays until there is something better, and fades after a minute without an answer.
 */

import { untilNewer } from "./cached.js";

/** Delays in milliseconds: random, so that viewers do not all fetch at once. */
const AFTER_EVENT = [0, 1500];
/** A stream over a network that is silently gone stays open, so that only a failed fetch tells. */
const ON_AIR = { idle: [8000, 12_000], failing: [1000, 2500], stream: [2000, 4500], gone: [3000, 4500] };
/** Readers of a website are many, and can wait. */
const ON_WEBSITE = {
  idle: [120_000, 180_000], failing: [3000, 8000], stream: [10_000, 30_000], gone: [30_000, 60_000],
};
/** An answer that takes longer counts as a failure: a cut connection gives no sign of it. */
const TIMEOUT = 3000;
const FADE = 60_000;

/** @param {HTMLElement} root @param {(next: HTMLElement) => void} show */
export function follow(root, show) {
  new Follower(root, show).start();
}

class Follower {
  #root;
  #show;
  #shown = "";
  #delays;
  /** When fetches began to fail. */
  #failsSince = Infinity;
  /** When a change was last heard of, or a stream opened before which there may have been one. */
  #heard = 0;
  /** @type {EventSource | undefined} */
  #source;
  #due = Infinity;
  #timer = 0;
  #isBusy = false;

  /** @param {HTMLElement} root @param {(next: HTMLElement) => void} show */
  constructor(root, show) {
    this.#root = root;
    this.#show = show;
    this.#delays = root.dataset.kind === "embed" ? ON_WEBSITE : ON_AIR;
  }

  start() {
    this.#listen();
    this.#fetchWithin(AFTER_EVENT);
    setInterval(() => this.#root.classList.toggle("gone", this.#isGone()), 1000);
    addEventListener("online", () => this.#fetchWithin(AFTER_EVENT));
  }

  #isGone() {
    return Date.now() - this.#failsSince > FADE;
  }

  #listen() {
    const { stream, events } = this.#root.dataset;
    if (!stream || !events) return;
    this.#source?.close();
    const source = new EventSource(stream);
    this.#source = source;
    let isOpen = false;
    // What happened before a stream opened may have been missed.
    for (const name of [...events.split(" "), "resync", "open"]) source.addEventListener(name, () => this.#changed());
    source.addEventListener("open", () => void (isOpen = true));
    source.addEventListener("error", () => {
      // Where there is no stream at all, each attempt fails, and only fetches tell of changes.
      this.#fetchWithin(isOpen ? this.#delays.failing : this.#delays.stream);
      isOpen = false;
      if (source.readyState !== EventSource.CLOSED) return;
      const delay = between(this.#isGone() ? this.#delays.gone : this.#delays.stream);
      setTimeout(() => void (source === this.#source && this.#listen()), delay);
    });
  }

  #changed() {
    this.#heard = Date.now();
    this.#fetchWithin(AFTER_EVENT);
  }

  /** Fetches after a delay, unless it is about to already. */
  #fetchWithin(/** @type {number[]} */ range) {
    const at = Date.now() + between(range);
    if (at >= this.#due) return;
    this.#due = at;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#fetch(), at - Date.now());
  }

  async #fetch() {
    if (this.#isBusy) {
      this.#due = Infinity;
      this.#fetchWithin(AFTER_EVENT);
      return;
    }
    this.#due = Infinity;
    this.#isBusy = true;
    const answer = await this.#ask().catch(() => undefined);
    this.#isBusy = false;
    if (answer) this.#succeeded(answer);
    else this.#failed();
  }

  #succeeded(/** @type {Response} */ answer) {
    // The stream may be of a connection that is gone.
    if (this.#failsSince !== Infinity) this.#listen();
    this.#failsSince = Infinity;
    this.#root.classList.remove("gone");
    const wait = untilNewer(answer, this.#heard);
    // A page with a warning is the last good one: a newer one is being made.
    if (answer.headers.has("warning")) this.#fetchWithin(this.#delays.failing);
    else this.#fetchWithin(wait > 0 ? AFTER_EVENT.map((delay) => wait + delay) : this.#delays.idle);
  }

  #failed() {
    this.#failsSince = Math.min(this.#failsSince, Date.now());
    this.#fetchWithin(this.#isGone() ? this.#delays.gone : this.#delays.failing);
  }

  /** Fetches and shows the page. Returns the answer if there is a page. */
  async #ask() {
    const signal = AbortSignal.timeout(TIMEOUT);
    const answer = await fetch(location.pathname, { cache: "no-cache", credentials: "omit", signal });
    if (!answer.ok) return undefined;
    const text = await answer.text();
    if (text !== this.#shown) {
      const next = new DOMParser().parseFromString(text, "text/html").getElementById("overlay");
      if (!next || !this.#isTheSame(next)) return undefined;
      this.#show(next);
      this.#shown = text;
      this.#listenTo(next.dataset.stream);
    }
    return answer;
  }

  /** Listens to another stream, if the page is of another tournament, as that of `current` may be. */
  #listenTo(/** @type {string | undefined} */ stream) {
    const { dataset } = this.#root;
    if (!stream || stream === dataset.stream) return;
    dataset.stream = stream;
    this.#listen();
  }

  /** Whether it is the same kind of page; another server's page is not. */
  #isTheSame(/** @type {HTMLElement} */ next) {
    const [kind, found] = [this.#root.dataset.kind, next.dataset.kind];
    return found !== undefined && found !== "none" && (kind === "none" || kind === found);
  }
}

function between(/** @type {number[]} */ [least = 0, most = 0]) {
  return least + (most - least) * Math.random();
}
