// Who is signed in, how to sign in, and signing out.
import { read, Refused, write } from "./api.js";
import { h } from "./dom.js";
import { actionButton } from "./notices.js";
import { setClock } from "./time.js";

/** @typedef {import("#client").MeRead} Me */

/**
 * The signed-in user; null when nobody is. Sets the clock as well, because no cache answers this.
 *
 * @returns {Promise<Me | null>}
 */
export async function me() {
  try {
    const { body, date } = await read("/v1/me");
    setClock(date);
    return body;
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return null;
    throw error;
  }
}

/**
 * What those see who are not signed in.
 *
 * @param {() => void} retry
 */
export function signInView(retry) {
  return [
    h("h1", { tabindex: -1 }, "Sign in"),
    h("p", {}, "You are not signed in, or your session has ended. What you typed in this tab is kept."),
    h(
      "ul",
      {},
      h("li", {}, "Open the sign-in link you were given. It is good once, and for a few minutes."),
      h("li", {}, "Without one, ask whoever runs this service. They print it with ",
        h("code", {}, "aoe2-standings hosts link NAME"), ", the first time with ",
        h("code", {}, "aoe2-standings hosts add NAME"), "."),
      h("li", {}, "If your event has its own site, sign in there; then come back to this page."),
    ),
    h("button", { type: "button", class: "primary", click: retry }, "I have signed in"),
  ];
}

/**
 * A button that ends the session.
 *
 * @param {string} label
 * @param {"/auth/sign-out" | "/auth/sign-out-everywhere"} path
 * @param {() => void} then
 */
export function signOutButton(label, path, then) {
  return actionButton(label, {}, async () => {
    try {
      await write("POST", path);
    } catch (error) {
      if (!(error instanceof Refused) || !error.isNoRoute) throw error;
      throw new Error("You signed in at another site: sign out there.");
    }
    then();
  });
}
