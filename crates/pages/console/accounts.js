// Game accounts: named by number or link, or looked for by name (a combobox by the ARIA pattern).
import { read, Refused, wrong } from "./api.js";
import { freshId, h } from "./dom.js";
import { field, input } from "./forms.js";
import { ago } from "./time.js";

/**
 * @typedef {object} Account
 * @property {number} profile_id
 * @property {string | null} alias
 * @property {string | null} [former_alias] the name that was found, where it goes by another one today
 * @property {string | null} country
 * @property {{ leaderboard_id: number, rating: number, rank: number | null, games: number }[]} ratings
 * @property {string | null} last_match_at
 * @property {string[]} tournaments
 */

/** How long somebody may pause while typing, in milliseconds. */
const PAUSE = 250;
/** Shorter texts are no names to look for. */
const SHORTEST = 2;
const SHOWN = 8;

/**
 * The number of the account that a text names; null when it names none.
 *
 * @param {string} text
 */
export function accountNumber(text) {
  const [, number, linked] = /^\s*(?:(\d{1,10})|(?:https?:\/\/)?(?:www\.)?(?:aoe2insights\.com\/user\/relic|aoe2companion\.com\/(?:\w\w\/)?(?:players|profile))\/(\d{1,10})(?:[/?#].*)?)\s*$/i.exec(text) ?? [];
  return Number(number ?? linked ?? 0) || null;
}

/**
 * The number that the text of a field names; null when it is empty.
 *
 * @param {string} name
 * @param {string} text
 */
export function accountOf(name, text) {
  const number = accountNumber(text);
  if (number === null && text.trim() !== "") {
    throw wrong(name, "Choose an account from the list, or give its number or a link to its page at aoe2insights.com.");
  }
  return number;
}

/**
 * A field for an account.
 *
 * @param {string} name
 * @param {string} label
 * @param {string} value
 * @param {number} ladder whose ratings are shown
 */
export function accountField(name, label, value, ladder) {
  const list = h("ul", { id: freshId(), role: "listbox", "aria-label": "Accounts", hidden: true });
  const status = h("p", { class: "hint", role: "status" });
  const control = input({
    value,
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
    autocapitalize: "none",
  });
  const box = new Combobox(control, list, status, ladder);
  control.addEventListener("input", () => box.typed());
  control.addEventListener("keydown", (event) => box.pressed(event));
  control.addEventListener("blur", () => box.close());
  return field(name, label, control, "A name to look for, an account's number, or a link to its page.",
    h("div", { class: "popup" }, list), status);
}

class Combobox {
  /** @type {Account[]} */
  #found = [];
  #active = -1;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #asked = new AbortController();

  /**
   * @param {HTMLInputElement} control
   * @param {HTMLElement} list
   * @param {HTMLElement} status
   * @param {number} ladder
   */
  constructor(control, list, status, ladder) {
    this.control = control;
    this.list = list;
    this.status = status;
    this.ladder = ladder;
  }

  typed() {
    clearTimeout(this.#timer);
    this.#asked.abort();
    this.status.textContent = "";
    this.close();
    const text = this.control.value.trim();
    if (text.length < SHORTEST || accountNumber(text) !== null || text.includes("/")) return;
    this.#timer = setTimeout(() => this.#look(text), PAUSE);
  }

  /** @param {KeyboardEvent} event */
  pressed(event) {
    const isOpen = !this.list.hidden;
    const last = this.#found.length - 1;
    if (event.key === "ArrowDown" && !isOpen && last >= 0) this.#open();
    else if (event.key === "ArrowDown" && isOpen) this.#activate(this.#active >= last ? 0 : this.#active + 1);
    else if (event.key === "ArrowUp" && isOpen) this.#activate(this.#active <= 0 ? last : this.#active - 1);
    else if (event.key === "Enter" && isOpen && this.#active >= 0) this.#choose(this.#active);
    else if (event.key === "Escape" && isOpen) this.close();
    else return;
    event.preventDefault();
  }

  close() {
    this.list.hidden = true;
    this.#active = -1;
    this.control.setAttribute("aria-expanded", "false");
    this.control.removeAttribute("aria-activedescendant");
  }

  #open() {
    this.list.hidden = false;
    this.control.setAttribute("aria-expanded", "true");
  }

  /** @param {string} text */
  async #look(text) {
    this.#asked = new AbortController();
    try {
      const query = new URLSearchParams({ query: text, limit: String(SHOWN) });
      const { body } = await read(`/v1/accounts?${query}`, this.#asked.signal);
      this.#show(body.items, body.upstream === "unavailable");
    } catch (error) {
      if (!(error instanceof Refused)) return;
      this.status.textContent = error.isNoRoute
        ? "Accounts cannot be looked for here. Give the number, or a link to the account's page."
        : error.message;
    }
  }

  /**
   * @param {Account[]} found
   * @param {boolean} isPartial
   */
  #show(found, isPartial) {
    this.#found = found;
    this.list.replaceChildren(...found.map((account, index) => this.#option(account, index)));
    const missing = isPartial ? " The game's servers could not be asked: only accounts known here are listed." : "";
    this.status.textContent = `${found.length === 1 ? "1 account" : `${found.length} accounts`} found.${missing}`;
    if (found.length > 0 && document.activeElement === this.control) this.#open();
  }

  /**
   * @param {Account} account
   * @param {number} index
   */
  #option(account, index) {
    const rating = account.ratings.find(({ leaderboard_id }) => leaderboard_id === this.ladder);
    const facts = [
      account.former_alias && `formerly ${account.former_alias}`,
      account.country?.toUpperCase(),
      rating ? `rated ${rating.rating}` : "no games on this ladder",
      account.last_match_at && `last game ${ago(account.last_match_at)}`,
      `number ${account.profile_id}`,
      account.tournaments.length > 0 && `in ${account.tournaments.join(", ")}`,
    ];
    return h(
      "li",
      {
        id: freshId(),
        role: "option",
        "aria-selected": "false",
        // The field keeps the focus.
        mousedown: (/** @type {Event} */ event) => event.preventDefault(),
        click: () => this.#choose(index),
      },
      h("strong", {}, account.alias ?? "Without a name"),
      " ",
      h("span", { class: "hint" }, facts.filter(Boolean).join(" · ")),
    );
  }

  /** @param {number} index */
  #activate(index) {
    this.#active = index;
    for (const [at, option] of [...this.list.children].entries()) {
      option.setAttribute("aria-selected", String(at === index));
      if (at !== index) continue;
      this.control.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }
  }

  /** @param {number} index */
  #choose(index) {
    const account = this.#found[index];
    if (!account) return;
    this.control.value = String(account.profile_id);
    this.close();
    this.status.textContent = `Chosen: ${account.alias ?? "an account without a name"}.`;
    this.control.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
