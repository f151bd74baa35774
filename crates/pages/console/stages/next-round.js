// The next round of a Swiss stage: proposing it, changing who meets whom, starting it, and taking the newest one back.
import { write } from "../api.js";
import { confirmed, h, replace } from "../dom.js";
import { pathOf } from "../event.js";
import { select } from "../forms.js";
import { actionButton } from "../notices.js";
import { count, idOf, sentence } from "./facts.js";
import { placesOf, requestOf, swapped } from "./pairings.js";

/** @typedef {import("./facts.js").Stage} Stage */
/** @typedef {import("./facts.js").StageFacts} StageFacts */
/** @typedef {import("#client").PairedRound} PairedRound */

/**
 * Which round of a Swiss stage comes next, or why none does.
 *
 * @param {Stage} stage
 * @returns {{ round?: number, text?: string } | null}
 */
export function nextRoundOf({ format, status, rounds, rounds_played }) {
  if (format !== "swiss" || status === "not_started") return null;
  const last = rounds_played.at(-1);
  if (!last) return { round: 1 };
  const open = `${last.undecided} of its series ${last.undecided === 1 ? "is" : "are"} not decided`;
  if (last.undecided > 0) return { text: `Round ${last.round} is under way: ${open}.` };
  if (rounds !== null && last.round >= rounds) return { text: `All ${count(rounds, "round")} are over.` };
  return { round: last.round + 1 };
}

/**
 * A button that takes the newest round back, as long as no series of it has a game.
 *
 * @param {string} path the stage's
 * @param {StageFacts} facts
 * @param {() => Promise<void>} refresh
 */
export function takeBackButton(path, { stage, series }, refresh) {
  const last = stage.rounds_played.at(-1);
  if (stage.format !== "swiss" || !last) return null;
  if (series.some((one) => one.round === last.round && one.games.length > 0)) return null;
  return actionButton(`Take back round ${last.round}`, { id: "take-back" }, async () => {
    const lost = "Its series are deleted, with what you scheduled and decided for them.";
    if (!(await confirmed(`Take back round ${last.round}? ${lost}`, "Take it back"))) return;
    await write("DELETE", `${path}/rounds/${last.round}`);
    await refresh();
    return `Round ${last.round} is taken back.`;
  });
}

/** A round as it is proposed, and as the host changes it. It outlasts what is redrawn around it. */
export class Proposal {
  /** @type {PairedRound | null} */
  #proposed = null;
  /** @type {number[]} */
  #places = [];
  /**
   * The places before one of them was changed. Arrow keys choose every name on the way to the wanted one, and only that
   * one changes places.
   *
   * @type {{ at: number, places: number[] } | null}
   */
  #before = null;

  /**
   * @param {string} slug
   * @param {() => StageFacts} facts the newest
   * @param {() => Promise<void>} refresh
   */
  constructor(slug, facts, refresh) {
    this.slug = slug;
    this.facts = facts;
    this.refresh = refresh;
    this.element = h("div", {});
  }

  /** @param {number} round */
  button(round) {
    return actionButton(`Propose round ${round}`, { id: "propose", class: "primary" }, async () => {
      await this.#propose();
      this.element.querySelector("h3")?.focus();
    });
  }

  /** Takes the proposal away once its round is not the next one any more. */
  follow() {
    if (this.#proposed && nextRoundOf(this.facts().stage)?.round !== this.#proposed.round) this.#clear();
  }

  async #propose() {
    const { body } = await write("POST", this.#path, { dry_run: true });
    this.#proposed = body;
    this.#places = placesOf(body, idOf);
    this.#before = null;
    this.#draw();
  }

  get #path() {
    return `${pathOf(this.slug)}/stages/${this.facts().stage.stage_id}/rounds`;
  }

  #clear() {
    this.#proposed = null;
    this.element.replaceChildren();
  }

  async #start() {
    const proposed = this.#proposed;
    if (!proposed) return;
    const isOwn = String(this.#places) !== String(placesOf(proposed, idOf));
    if (!isOwn) {
      // Results may have been corrected since it was proposed.
      const shown = String(this.#places);
      await this.#propose();
      if (String(this.#places) !== shown) throw new Error("Results were corrected meanwhile: this is the new proposal.");
    }
    await write("POST", this.#path, { dry_run: false, ...(isOwn && requestOf(this.#places)) });
    this.#clear();
    await this.refresh();
    document.getElementById(`round-${proposed.round}-summary`)?.focus();
    return `Round ${proposed.round} is started.`;
  }

  #draw() {
    const proposed = this.#proposed;
    if (!proposed) return;
    const first = placesOf(proposed, idOf);
    const isOwn = String(first) !== String(this.#places);
    const undo = async () => {
      this.#places = first;
      this.#before = null;
      this.#draw();
      return "The proposal is back.";
    };
    const even = this.#places.length - (this.#places.length % 2);
    const pairs = Array.from({ length: even / 2 }, (_, index) => index);
    replace(this.element, h("section", { class: "card" },
      h("h3", { tabindex: -1 }, `Round ${proposed.round}, proposed`),
      h("p", {}, "Nothing is started yet. To change who meets whom, choose another name: the two change places."),
      h("table", { class: "pairings" },
        h("caption", { class: "visually-hidden" }, `The pairings of round ${proposed.round}`),
        h("thead", {}, h("tr", {}, ["", "Pairing", "Why"].map((label) =>
          label ? h("th", { scope: "col" }, label) : h("td", {})))),
        h("tbody", {},
          pairs.map((index) => {
            const at = index * 2;
            const isSame = first[at] === this.#places[at] && first[at + 1] === this.#places[at + 1];
            const why = isSame ? sentence(proposed.pairings[index]?.reason) : "Paired by you.";
            return h("tr", {}, h("th", { scope: "row" }, index + 1),
              h("td", { class: "pair" }, this.#place(at, `First of pairing ${index + 1}`),
                this.#place(at + 1, `Second of pairing ${index + 1}`)),
              h("td", {}, why, this.#metBefore(at)));
          }),
          even < this.#places.length && h("tr", {}, h("th", { scope: "row" }, "Bye"),
            h("td", { class: "pair" }, this.#place(even, "Who has the bye")),
            h("td", {}, first[even] === this.#places[even] ? sentence(proposed.bye?.reason) : "Chosen by you.")))),
      h("div", { class: "actions" },
        actionButton(`Start round ${proposed.round}`, { id: "start-round", class: "primary" }, () => this.#start()),
        isOwn && actionButton("Back to the proposal", { id: "undo-pairings" }, undo),
        actionButton("Not now", { id: "drop-proposal" }, async () => {
          this.#clear();
          document.getElementById("propose")?.focus();
        }))));
  }

  /**
   * @param {number} at
   * @param {string} label
   */
  #place(at, label) {
    const paired = new Set(this.#places);
    const sides = this.facts().stage.participants.map(({ side }) => side).filter((side) => paired.has(idOf(side)));
    const options = sides.map((side) => /** @type {[string, string]} */ ([String(idOf(side)), side.name]));
    const control = select(options, String(this.#places[at]), { id: `place-${at}`, "aria-label": label, change: () => {
      if (this.#before?.at !== at) this.#before = { at, places: this.#places };
      this.#places = swapped(this.#before.places, at, Number(control.value));
      this.#draw();
    } });
    return control;
  }

  /** @param {number} at of the first of a pairing */
  #metBefore(at) {
    const two = [this.#places[at], this.#places[at + 1]];
    const met = this.facts().series.find(({ sides, status }) =>
      status !== "cancelled" && sides.every((side) => two.includes(idOf(side))));
    return met && h("p", { class: "error" }, `They met in round ${met.round}.`);
  }
}
