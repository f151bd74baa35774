// Builds elements. Whatever is shown becomes a text node: names that players and hosts chose are never read as HTML.

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * An element. A function among the attributes listens to the event of that name; true sets an attribute, and false,
 * null and undefined leave it out.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...nodes(children));
  return element;
}

/**
 * Children as nodes and texts.
 *
 * @param {(Child | Child[])[]} children
 * @returns {(Node | string)[]}
 */
export function nodes(children) {
  const given = children.flat().filter((child) => child !== null && child !== undefined && child !== false);
  return given.map((child) => (child instanceof Node ? child : String(child)));
}

/**
 * Replaces what `element` contains. The focus stays where it was if there is an element of the same id.
 *
 * @param {Element} element
 * @param {...(Child | Child[])} children
 */
export function replace(element, ...children) {
  const focused = element.contains(document.activeElement) ? document.activeElement?.id : undefined;
  element.replaceChildren(...nodes(children));
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

let counted = 0;

/** An id that no other element has. */
export function freshId() {
  counted += 1;
  return `id-${counted}`;
}

/**
 * Asks before something is done that cannot be undone; whether to go ahead.
 *
 * @param {string} question
 * @param {string} action what the button says
 * @returns {Promise<boolean>}
 */
export function confirmed(question, action) {
  return answered(question, [], action, { class: "danger" });
}

/**
 * Asks for a text; null when there is none.
 *
 * @param {string} question
 * @param {string} label
 * @param {number} most the most characters of the text
 * @param {string} action what the button says
 * @returns {Promise<string | null>}
 */
export async function asked(question, label, most, action) {
  const id = freshId();
  const control = h("textarea", { id, rows: 3, maxlength: most, required: true });
  const field = h("div", { class: "field" }, h("label", { for: id }, label), control);
  const isGiven = await answered(question, [field], action, { class: "primary" });
  return (isGiven && control.value.trim()) || null;
}

/**
 * Shows a question in a dialog; whether its action was chosen.
 *
 * @param {string} question
 * @param {HTMLElement[]} fields
 * @param {string} action
 * @param {Record<string, any>} attributes the action's
 * @returns {Promise<boolean>}
 */
function answered(question, fields, action, attributes) {
  const id = freshId();
  return new Promise((resolve) => {
    const dialog = h(
      "dialog",
      {
        "aria-labelledby": id,
        close: () => {
          dialog.remove();
          resolve(dialog.returnValue === "yes");
        },
      },
      h(
        "form",
        { method: "dialog" },
        h("p", { id }, question),
        fields,
        h(
          "div",
          { class: "actions" },
          h("button", { value: "no", formnovalidate: true }, "Cancel"),
          h("button", { value: "yes", ...attributes }, action),
        ),
      ),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
