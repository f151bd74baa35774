// Short words about what was just done, or what is in its way, at the bottom of the page; screen readers say them.
import { Refused } from "./api.js";
import { h, replace } from "./dom.js";

/** @param {string} id */
const region = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * Says that something was done.
 *
 * @param {string} text
 */
export function done(text) {
  clear();
  region("status").textContent = text;
}

/**
 * Says what is in the way.
 *
 * @param {unknown} error
 */
export function failed(error) {
  clear();
  const problems = error instanceof Refused ? error.fields.map((field) => field.message) : [];
  const text = error instanceof Error ? error.message : String(error);
  const isSignedOut = error instanceof Refused && error.status === 401;
  replace(
    region("problem"),
    h("span", {}, [text, ...problems].join(" ")),
    isSignedOut && h("span", {}, " What you typed is kept. Sign in again, for example in another tab, then repeat it."),
    h("button", { type: "button", class: "quiet", click: clear }, "Close"),
  );
}

/** Takes back what was said. */
export function clear() {
  region("problem").replaceChildren();
  region("status").replaceChildren();
}

/**
 * Does what a button is for: once at a time, and says what came of it.
 *
 * @param {HTMLElement} button
 * @param {() => Promise<string | void>} action returns what to say when it is done
 */
export async function act(button, action) {
  if (button.getAttribute("aria-disabled")) return;
  button.setAttribute("aria-disabled", "true");
  try {
    const text = await action();
    if (text) done(text);
  } catch (error) {
    failed(error);
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

/**
 * A button that does something by itself.
 *
 * @param {string} label
 * @param {Record<string, any>} attributes
 * @param {() => Promise<string | void>} action
 */
export function actionButton(label, attributes, action) {
  const button = h("button", { type: "button", ...attributes, click: () => act(button, action) }, label);
  return button;
}
