// Many entries at once: pasted lines, a preview of what they change with mistakes at their lines, and applying it.
import { read, Refused, wrong } from "./api.js";
import { load, put } from "./document.js";
import { h, replace } from "./dom.js";
import { eventHeading, pathOf } from "./event.js";
import { area, field, form } from "./forms.js";
import { merge, parse } from "./lines.js";
import { actionButton } from "./notices.js";

/** @typedef {import("./lines.js").Line} Line */
/** @typedef {import("./document.js").Plan} Plan */

const EXAMPLE = "TheViper, 196240, Team Blue\nHera, https://www.aoe2insights.com/user/relic/199325/, Team Red\nA late guest";
/** What stands before a change. */
const SIGNS = { add: "+", edit: "~", remove: "−" };

/** @param {import("./main.js").Context} context */
export async function pasteView({ slug, signal, go }) {
  const { body: tournament } = await read(pathOf(slug), signal);
  const text = field("lines", "Lines", area("", { rows: 12, class: "code", placeholder: EXAMPLE, wrap: "off" }),
    "One entry a line: name, account, team. Between them a comma, a semicolon or a tab, as spreadsheets copy it. "
      + "The account is its number or a link to its page. It may be left out, and so may the team; "
      + "a team that is not there yet is made.");
  const region = h("div", {});
  const control = /** @type {HTMLTextAreaElement} */ (text.control);
  control.addEventListener("input", () => region.replaceChildren());
  const preview = () => showPreview(slug, control, region, () => go(`#/t/${slug}`));
  return [
    ...eventHeading(tournament, "/add"),
    h("h2", { tabindex: -1 }, "Add many"),
    h("p", {}, "Lines whose name or account is on the roster change that entry; nobody is removed. "
      + "Nothing is saved before you have seen what would change."),
    previewForm(slug, text, preview),
    region,
  ];
}

/**
 * The form, whose draft is kept until the lines were applied.
 *
 * @param {string} slug
 * @param {import("./forms.js").Field} text
 * @param {() => Promise<void>} preview
 */
function previewForm(slug, text, preview) {
  return form({ key: `lines:${slug}`, keepsDraft: true, fields: [text], button: "Preview", send: preview });
}

/**
 * Asks what the lines would change, and shows it.
 *
 * @param {string} slug
 * @param {HTMLTextAreaElement} control
 * @param {HTMLElement} region
 * @param {() => void} then
 */
async function showPreview(slug, control, region, then) {
  region.replaceChildren();
  const lines = parse(control.value);
  if (lines.length === 0) throw wrong("lines", "There are no lines yet.");
  try {
    const { document, etag } = await load(slug);
    const merged = merge(document, lines);
    const given = { document: merged.document, etag };
    try {
      const plan = await put(slug, given, { dry_run: true });
      const apply = () => applyPlan(slug, given, control, region, then);
      replace(region, planSection(plan, apply));
    } catch (error) {
      if (!(error instanceof Refused) || error.fields.length === 0) throw error;
      replace(region, mistakesSection(error, lines, merged.lineAt, control));
    }
    region.querySelector("h3")?.focus();
  } catch (error) {
    if (!(error instanceof Refused) || !error.isNoRoute) throw error;
    throw new Error("This service cannot take many entries at once yet. Add them one by one on the roster.");
  }
}

/**
 * @param {string} slug
 * @param {Parameters<typeof put>[1]} given
 * @param {HTMLTextAreaElement} control
 * @param {HTMLElement} region
 * @param {() => void} then
 */
async function applyPlan(slug, given, control, region, then) {
  try {
    const { changes } = await put(slug, given);
    sessionStorage.removeItem(`draft:lines:${slug}`);
    then();
    return `${count(changes.length, "change")} made.`;
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 412) throw error;
    await showPreview(slug, control, region, then);
    return "Somebody else changed the tournament meanwhile. This is the preview against how it is now.";
  }
}

/**
 * @param {number} number
 * @param {string} what
 */
const count = (number, what) => `${number} ${what}${number === 1 ? "" : "s"}`;

/**
 * @param {Plan} plan
 * @param {() => Promise<string>} apply
 */
function planSection({ changes }, apply) {
  if (changes.length === 0) {
    return h("section", { class: "card" }, h("h3", { tabindex: -1 }, "Nothing would change"),
      h("p", {}, "The roster is as these lines say."));
  }
  return h("section", { class: "card" },
    h("h3", { tabindex: -1 }, `${count(changes.length, "change")} to make`),
    h("ul", { class: "plan" }, changes.map(({ action, text }) =>
      h("li", { class: action }, h("span", { "aria-hidden": "true" }, SIGNS[action]),
        h("span", { class: "visually-hidden" }, action), " ", text))),
    actionButton("Apply", { class: "primary" }, apply));
}

/**
 * @param {Refused} refused
 * @param {Line[]} lines
 * @param {(path: string) => Line | null} lineAt
 * @param {HTMLTextAreaElement} control
 */
function mistakesSection({ fields }, lines, lineAt, control) {
  const placed = fields.map(({ path, message }) => ({ line: lineAt(path), path, message }));
  const others = placed.filter(({ line }) => line === null);
  const wrong = new Set(placed.map(({ line }) => line));
  return h("section", { class: "card" },
    h("h3", { tabindex: -1 }, `${count(placed.length, "mistake")} to put right`),
    others.map(({ path, message }) => h("p", { class: "error" }, `${path}: ${message}`)),
    h("table", { class: "lines" },
      h("caption", { class: "visually-hidden" }, "The lines as they were read"),
      h("thead", {}, h("tr", {}, ["Line", "As it was read"].map((label) => h("th", { scope: "col" }, label)))),
      h("tbody", {}, lines.map((line) => h("tr", { class: wrong.has(line) ? "wrong" : null },
        h("th", { scope: "row" }, wrong.has(line) ? goToLine(line.number, control) : line.number),
        h("td", {}, line.name || "Without a name",
          (line.account || line.team) && h("span", { class: "hint" }, ` · ${line.account || "no account"}`,
            line.team && ` · ${line.team}`),
          placed.filter((one) => one.line === line).map(({ message }) => h("p", { class: "error" }, message))))))));
}

/**
 * A button that selects a line of the text.
 *
 * @param {number} number
 * @param {HTMLTextAreaElement} control
 */
export function goToLine(number, control) {
  const select = () => {
    const lines = control.value.split("\n");
    const start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
    control.focus();
    control.setSelectionRange(start, start + (lines[number - 1]?.length ?? 0));
    const height = control.scrollHeight / lines.length;
    control.scrollTop = Math.max(0, (number - 3) * height);
  };
  return h("button", { type: "button", class: "quiet", "aria-label": `Go to line ${number}`, click: select }, number);
}
