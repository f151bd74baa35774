// Applies the lines of a schedule one after another, in the pace that the service allows, until it is done or stopped.
import { Refused, write } from "../api.js";
import { h, replace } from "../dom.js";
import { pathOf } from "../event.js";
import { done as say } from "../notices.js";
import { count } from "./facts.js";

/** @typedef {import("./schedule-plan.js").Step} Step */

/** The longest pause that the service may ask for, in seconds. */
const LONGEST_PAUSE = 120;

/** What a run of lines has done so far. A line is repeated with the same key until it was answered for good. */
export class Run {
  #done = 0;
  #failed = 0;
  #isRunning = false;
  #isStopped = false;
  /** @type {Map<Step, HTMLElement>} */
  #states = new Map();

  /**
   * @param {string} slug
   * @param {Step[]} steps
   * @param {AbortSignal} signal
   * @param {() => void} finished when all was applied
   */
  constructor(slug, steps, signal, finished) {
    this.slug = slug;
    this.signal = signal;
    this.finished = finished;
    this.waiting = steps.filter(({ body }) => body !== null);
    this.all = this.waiting.length;
    this.isWhole = steps.every(({ action }) => action !== "wrong");
    this.progress = h("p", { role: "status" });
    this.button = h("button", { type: "button", class: "primary", id: "apply", click: () => this.#press() });
    this.element = h("div", {}, this.progress, this.all > 0 && h("div", { class: "actions" }, this.button));
    this.#label();
  }

  /**
   * Where it stands how a line went.
   *
   * @param {Step} step
   */
  stateOf(step) {
    const element = h("p", { hidden: true });
    this.#states.set(step, element);
    return element;
  }

  #label() {
    const rest = count(this.waiting.length, "line");
    this.button.textContent = this.#isRunning ? "Stop" : this.#done + this.#failed > 0 ? `Go on with ${rest}` : `Apply ${rest}`;
    this.button.hidden = this.waiting.length === 0 && !this.#isRunning;
  }

  #press() {
    if (this.#isRunning) this.#isStopped = true;
    else void this.#run();
  }

  async #run() {
    [this.#isRunning, this.#isStopped] = [true, false];
    this.#label();
    let why = "";
    while (this.waiting.length > 0 && !this.#isStopped && !this.signal.aborted && !why) {
      const [step] = this.waiting;
      if (step) why = await this.#apply(step);
    }
    const hadFocus = document.activeElement === this.button;
    this.#isRunning = false;
    this.#label();
    if (this.waiting.length > 0) return this.#tell(why || "Stopped.");
    this.#tell(this.#failed > 0 ? `${count(this.#failed, "line")} failed.` : "Done.");
    if (hadFocus) this.element.closest("section")?.querySelector("h3")?.focus();
    if (this.#failed === 0 && this.isWhole) this.finished();
    say(`${count(this.#done, "line")} applied.`);
  }

  /**
   * Applies the line; why the run cannot go on, if it cannot.
   *
   * @param {Step} step
   */
  async #apply(step) {
    this.#tell("");
    try {
      await this.#write(step);
      this.#done += 1;
      this.#settle(step, "state live", "Applied");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.seconds !== undefined) return this.#pause(Math.min(error.seconds, LONGEST_PAUSE));
      if (!error.isFinal) return error.message;
      this.#failed += 1;
      this.#settle(step, "error", [error.message, ...error.fields.map(({ message }) => message)].join(" "));
    }
    this.#tell("");
    return "";
  }

  /** @param {Step} step */
  #write({ series, body }) {
    const path = `${pathOf(this.slug)}/series`;
    return series ? write("PATCH", `${path}/${series.series_id}`, body) : write("POST", path, body);
  }

  /**
   * @param {Step} step
   * @param {string} kind
   * @param {string} text
   */
  #settle(step, kind, text) {
    this.waiting.shift();
    const element = this.#states.get(step);
    if (!element) return;
    element.hidden = false;
    replace(element, h("span", { class: kind }, text));
  }

  /** @param {number} seconds */
  async #pause(seconds) {
    for (let left = seconds; left > 0 && !this.#isStopped && !this.signal.aborted; left -= 1) {
      // Said once: a screen reader would read each second.
      if (left === seconds) this.#tell(`The service takes no more for now: it goes on in ${count(seconds, "second")}.`);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    return "";
  }

  /** @param {string} text */
  #tell(text) {
    this.progress.textContent = [`${this.#done + this.#failed} of ${this.all} applied.`, text].filter(Boolean).join(" ");
  }
}
