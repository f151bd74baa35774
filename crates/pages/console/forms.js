// Forms: labels, hints, errors at their fields, and drafts that outlast an ended session or a reload.
import { Refused } from "./api.js";
import { freshId, h, replace } from "./dom.js";
import { act, clear, done, failed } from "./notices.js";

/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Control */

/** The event of a control whose value a draft put back. */
export const RESTORED = "restored";

/**
 * @typedef {object} Field
 * @property {string} name as in the request's body
 * @property {Control} control
 * @property {HTMLElement} element
 * @property {(messages: string[]) => void} say shows what is wrong with it
 * @property {boolean} [isFollowing] whether its text follows from other fields, so that no draft needs it
 */

/**
 * A labelled field. `parts` stand between the control and its hint.
 *
 * @param {string} name
 * @param {string} label
 * @param {Control} control
 * @param {string} [hint]
 * @param {...HTMLElement} parts
 * @returns {Field}
 */
export function field(name, label, control, hint, ...parts) {
  const id = control.id || freshId();
  const [hintId, errorId] = [`${id}-hint`, `${id}-error`];
  control.id = id;
  control.name = name;
  const error = h("p", { id: errorId, class: "error", hidden: true });
  const describe = (/** @type {boolean} */ isWrong) => {
    const ids = [hint && hintId, isWrong && errorId].filter(Boolean).join(" ");
    if (ids) control.setAttribute("aria-describedby", ids);
    else control.removeAttribute("aria-describedby");
  };
  describe(false);
  const element = h("div", { class: "field" }, h("label", { for: id }, label), control, ...parts,
    hint && h("p", { id: hintId, class: "hint" }, hint), error);
  return {
    name,
    control,
    element,
    say(messages) {
      error.textContent = messages.join(" ");
      error.hidden = messages.length === 0;
      control.toggleAttribute("aria-invalid", false);
      if (messages.length > 0) control.setAttribute("aria-invalid", "true");
      describe(messages.length > 0);
    },
  };
}

/**
 * A one-line control.
 *
 * @param {Record<string, any>} [attributes]
 */
export const input = (attributes = {}) => h("input", { type: "text", autocomplete: "off", ...attributes });

/**
 * A control of several lines.
 *
 * @param {string} value
 * @param {Record<string, any>} [attributes]
 */
export const area = (value, attributes = {}) => h("textarea", { spellcheck: "false", rows: 3, ...attributes }, value);

/**
 * A control to choose by.
 *
 * @param {[value: string, label: string][]} options
 * @param {string} chosen
 * @param {Record<string, any>} [attributes]
 */
export const select = (options, chosen, attributes = {}) =>
  h("select", attributes, options.map(([value, label]) => h("option", { value, selected: value === chosen }, label)));

/**
 * The same in a part of the page that is drawn anew by itself: what somebody chose there before stays chosen, if it is
 * still among the options.
 *
 * @param {string} id
 * @param {[value: string, label: string][]} options
 * @param {string} chosen
 * @param {Record<string, any>} attributes
 */
export function lastingSelect(id, options, chosen, attributes) {
  const control = select(options, chosen, { id, ...attributes });
  const shown = document.getElementById(id);
  if (!(shown instanceof HTMLSelectElement) || shown.selectedOptions[0]?.defaultSelected) return control;
  if (options.some(([value]) => value === shown.value)) control.value = shown.value;
  return control;
}

/**
 * @typedef {object} FormOptions
 * @property {string} key names the draft
 * @property {Field[]} fields
 * @property {HTMLElement[]} [body] the fields as they are laid out, unless they stand in one grid
 * @property {string} button
 * @property {Record<string, any>} [buttonAttributes]
 * @property {() => Promise<string | void>} send does it; returns what to say
 * @property {boolean} [keepsDraft] whether what was typed is not done with when it was sent
 * @property {() => void | Promise<void>} [then] after it is done
 */

/**
 * A form. What is typed is kept in this tab until it is sent.
 *
 * @param {FormOptions} options
 */
export function form({ key, fields, body, button, buttonAttributes, keepsDraft, send, then }) {
  const draft = new Draft(`draft:${key}`, fields);
  const problem = h("p", { class: "error", role: "alert", hidden: true });
  const submit = h("button", { class: "primary", ...buttonAttributes }, button);
  const restored = h("p", { class: "restored", hidden: true });
  const element = h(
    "form",
    {
      novalidate: true,
      input: () => draft.keep(),
      change: () => draft.keep(),
      submit: (/** @type {Event} */ event) => {
        event.preventDefault();
        act(submit, async () => {
          clear();
          showProblems(null, fields, problem);
          try {
            const text = await send();
            if (!keepsDraft) draft.forget();
            restored.hidden = true;
            if (text) done(text);
          } catch (error) {
            return showProblems(error, fields, problem);
          }
          await then?.();
        });
      },
    },
    restored,
    problem,
    body ?? grid(fields),
    h("div", { class: "actions" }, submit),
  );
  if (draft.restore()) {
    const discard = () => {
      draft.discard();
      restored.hidden = true;
    };
    replace(restored, "What you typed before is back. ",
      h("button", { type: "button", class: "quiet", click: discard }, "Discard it"));
    restored.hidden = false;
  }
  return element;
}

/**
 * Fields in columns.
 *
 * @param {Field[]} fields
 */
export const grid = (fields) => h("div", { class: "fields" }, fields.map(({ element }) => element));

/**
 * Shows errors at their fields, and the rest above them; the first one gets the focus.
 *
 * @param {unknown} error
 * @param {Field[]} fields
 * @param {HTMLElement} problem
 */
function showProblems(error, fields, problem) {
  const listed = error instanceof Refused ? error.fields : [];
  const isOf = (/** @type {string} */ path, /** @type {Field} */ field) =>
    path === field.name || path.startsWith(`${field.name}.`);
  for (const field of fields) {
    field.say(listed.filter(({ path }) => isOf(path, field)).map(({ message }) => message));
  }
  const rest = listed.filter(({ path }) => !fields.some((field) => isOf(path, field)));
  const texts = rest.map(({ path, message }) => (path ? `${path}: ${message}` : message));
  const isSignedOut = error instanceof Refused && error.status === 401;
  if (error && listed.length === 0 && !isSignedOut) texts.push(error instanceof Error ? error.message : String(error));
  problem.textContent = texts.join(" ");
  problem.hidden = texts.length === 0;
  if (isSignedOut) failed(error);
  const first = fields.find(({ control }) => control.getAttribute("aria-invalid"))?.control;
  first?.closest("details")?.setAttribute("open", "");
  first?.focus();
}

/** What is typed into fields, kept for this tab. */
class Draft {
  /**
   * @param {string} key
   * @param {Field[]} fields
   */
  constructor(key, fields) {
    this.key = key;
    this.fields = fields;
    this.first = valuesOf(fields);
  }

  /** Keeps what was changed and nothing else: other fields may have been changed elsewhere by the time it is put back. */
  keep() {
    const changed = this.fields.filter(({ name, control, isFollowing }) =>
      !isFollowing && control.value !== this.first[name]);
    if (changed.length === 0) this.forget();
    else sessionStorage.setItem(this.key, JSON.stringify(valuesOf(changed)));
  }

  /** Puts back what was typed; whether that was anything. */
  restore() {
    const kept = JSON.parse(sessionStorage.getItem(this.key) ?? "null");
    if (kept) this.#put(kept);
    return kept !== null;
  }

  discard() {
    this.#put(this.first);
    this.forget();
  }

  forget() {
    sessionStorage.removeItem(this.key);
  }

  /** @param {Record<string, string>} values */
  #put(values) {
    for (const { name, control } of this.fields) {
      const [before, value] = [control.value, values[name]];
      if (value === undefined) continue;
      control.value = value;
      // What was chosen may be gone.
      if (control instanceof HTMLSelectElement && control.selectedIndex < 0) control.value = before;
      control.dispatchEvent(new Event(RESTORED));
    }
  }
}

/**
 * @param {Field[]} fields
 * @returns {Record<string, string>}
 */
const valuesOf = (fields) => Object.fromEntries(fields.map(({ name, control }) => [name, control.value]));
