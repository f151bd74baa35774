// The console: which view an address shows, who is signed in, and what is always on the page.
import { Refused } from "./api.js";
import { createView } from "./create.js";
import { h, replace } from "./dom.js";
import { entryView } from "./entry.js";
import { listView } from "./list.js";
import { matchesView } from "./matches.js";
import { clear } from "./notices.js";
import { ownersView } from "./owners.js";
import { pasteView } from "./paste.js";
import { rosterView } from "./roster.js";
import { me as whoIs, signInView, signOutButton } from "./session.js";
import { settingsView } from "./settings.js";
import { teamsView } from "./teams.js";
import { refreshAges } from "./time.js";

/**
 * What a view is made from.
 *
 * @typedef {object} Context
 * @property {import("./session.js").Me} me
 * @property {string} slug the tournament's, in views of one
 * @property {string} id the entry's, stage's or series', in its view
 * @property {AbortSignal} signal ends with the view
 * @property {(hash: string) => void} go shows another view
 * @property {() => void} reload shows this view anew
 */

/** @type {[RegExp, (context: Context) => Promise<(import("./dom.js").Child | import("./dom.js").Child[])[]>][]} */
const VIEWS = [
  [/^$/, listView],
  [/^new$/, createView],
  [/^t\/(?<slug>[^/]+)$/, rosterView],
  [/^t\/(?<slug>[^/]+)\/entries\/(?<id>\d+)$/, entryView],
  [/^t\/(?<slug>[^/]+)\/add$/, pasteView],
  [/^t\/(?<slug>[^/]+)\/teams$/, teamsView],
  [/^t\/(?<slug>[^/]+)\/matches$/, matchesView],
  [/^t\/(?<slug>[^/]+)\/owners$/, ownersView],
  [/^t\/(?<slug>[^/]+)\/settings$/, settingsView],
  [/^t\/(?<slug>[^/]+)\/stages$/, late("stagesView")],
  [/^t\/(?<slug>[^/]+)\/stages\/new$/, late("createStageView")],
  [/^t\/(?<slug>[^/]+)\/stages\/(?<id>\d+)$/, late("stageView")],
  [/^t\/(?<slug>[^/]+)\/stages\/(?<id>\d+)\/edit$/, late("editStageView")],
  [/^t\/(?<slug>[^/]+)\/series$/, late("otherSeriesView")],
  [/^t\/(?<slug>[^/]+)\/series\/(?<id>\d+)$/, late("seriesView")],
  [/^t\/(?<slug>[^/]+)\/schedule$/, late("scheduleView")],
];

/**
 * A view of stages and series, which are loaded when the first of these is opened.
 *
 * @param {keyof typeof import("./stages/views.js")} name
 * @returns {(typeof VIEWS)[number][1]}
 */
function late(name) {
  return async (context) => {
    const views = await import("./stages/views.js").catch(() => {
      throw new Error("This part of the console did not load. Reload the page.");
    });
    return views[name](context);
  };
}

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const account = /** @type {HTMLElement} */ (document.getElementById("account"));
let shown = new AbortController();
let isSignedIn = true;
/** Whether what was said at the bottom of the page is about the view that comes. */
let keepsNotices = false;

/** @param {string} hash */
function go(hash) {
  keepsNotices = true;
  if (location.hash === hash) show();
  else location.hash = hash;
}

function reload() {
  keepsNotices = true;
  show();
}

/** @param {boolean} [isFirst] whether the page was just opened, so that the focus stays at its beginning */
async function show(isFirst = false) {
  shown.abort();
  shown = new AbortController();
  const { signal } = shown;
  if (!keepsNotices) clear();
  keepsNotices = false;
  main.setAttribute("aria-busy", "true");
  const content = await view(signal).catch((error) => (signal.aborted ? null : errorView(error)));
  if (signal.aborted || content === null) return;
  main.removeAttribute("aria-busy");
  const hadFocus = document.activeElement?.id;
  replace(main, ...content);
  const [first, second] = [main.querySelector("h1"), main.querySelector("h2[tabindex]")];
  const titles = [second?.textContent, first?.textContent, "Host console"];
  document.title = titles.filter(Boolean).join(" · ");
  const isKept = hadFocus && document.activeElement?.id === hadFocus;
  if (!isFirst && !isKept) /** @type {HTMLElement | null} */ (second ?? first)?.focus({ preventScroll: !!second });
}

/** @param {AbortSignal} signal */
async function view(signal) {
  const path = location.hash.replace(/^#?\/?/, "").replace(/\/$/, "");
  const me = await whoIs();
  isSignedIn = me !== null;
  replace(account, me && signOutButton("Sign out", "/auth/sign-out", reload));
  if (!me) return signInView(reload);
  for (const [pattern, make] of VIEWS) {
    const groups = pattern.exec(path)?.groups;
    if (!pattern.test(path)) continue;
    const { slug = "", id = "" } = groups ?? {};
    const isOwned = slug === "" || me.owned_tournaments.some((tournament) => tournament.slug === slug);
    if (!isOwned) throw new Error(`You own no tournament with the address ${slug}.`);
    return make({ me, slug, id, signal, go, reload });
  }
  throw new Error("There is no such page.");
}

/** @param {unknown} error */
function errorView(error) {
  if (error instanceof Refused && error.status === 401) return signInView(reload);
  const text = error instanceof Error ? error.message : String(error);
  return [
    h("h1", { tabindex: -1 }, "This cannot be shown"),
    h("p", { class: "error" }, text),
    h("div", { class: "actions" },
      h("button", { type: "button", class: "primary", click: reload }, "Try again"),
      h("a", { class: "button", href: "#/" }, "My tournaments")),
  ];
}

addEventListener("hashchange", () => show());
document.querySelector(".skip")?.addEventListener("click", (event) => {
  // Addresses after the # are views.
  event.preventDefault();
  main.focus();
});
addEventListener("focus", () => {
  // Somebody may have signed in in another tab.
  if (!isSignedIn) show();
});
setInterval(refreshAges, 1_000);
show(true);
