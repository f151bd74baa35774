// A schedule pasted as lines: a preview of what each line does, and doing it line by line.
import { wrong } from "../api.js";
import { h, replace } from "../dom.js";
import { loadEvent } from "../event.js";
import { area, field, form, select } from "../forms.js";
import { goToLine } from "../paste.js";
import { offsetOf, timeZone, when } from "../time.js";
import { choicesOf, count, FORMATS, formatOf, idOf, isOpen, loadAll, SERIES_FORMATS, stagesHeading } from "./facts.js";
import { Run } from "./run.js";
import { parseSchedule } from "./schedule-lines.js";
import { planSchedule } from "./schedule-plan.js";

/** @typedef {import("./schedule-plan.js").Step} Step */
/** @typedef {import("./schedule-plan.js").Target} Target */
/** @typedef {import("./facts.js").TournamentEvent} TournamentEvent */

const EXAMPLE = "2026-12-01 18:00  Anna - Bert  https://www.twitch.tv/anna\n2026-12-01 20:00  Carl - Dora";
/** The value of the target that is no stage. */
const OUTSIDE = "outside";

/** @param {import("../main.js").Context} context */
export async function scheduleView({ slug, signal }) {
  const [event, { stages, series }] = await Promise.all([loadEvent(slug, signal), loadAll(slug, signal)]);
  const options = /** @type {[string, string][]} */ ([
    ...stages.filter(({ status }) => status !== "not_started").map(({ stage_id, name, format }) =>
      [String(stage_id), `${name} (${FORMATS[format].name.toLowerCase()})`]),
    [OUTSIDE, "Outside of stages"],
  ]);
  const wanted = stages.find(({ stage_id }) => series.some((one) => one.stage_id === stage_id && isOpen(one)))
    ?? stages.find(({ status, format }) => status !== "not_started" && format === "manual");
  const target = field("target", "Where", select(options, String(wanted?.stage_id ?? OUTSIDE)),
    "Series that are there are scheduled. Where you make series yourself, those that are missing are made.");
  const format = field("format", "Games of new series",
    select([["", "As the stage says"], ...SERIES_FORMATS], wanted ? "" : "best_of:3"));
  const now = new Date();
  const text = field("lines", "Lines", area("", { rows: 12, class: "code", placeholder: EXAMPLE, wrap: "off" }),
    "One series a line: date, time, the two sides with a dash between them, and a link if there is one. "
      + `Or cells copied from a spreadsheet, in this order. Times are in your time zone, ${timeZone()}, now ${offsetOf(now)}, `
      + "unless a line says otherwise after the time: 18:00 UTC, or 18:00 +01:00.");
  const region = h("div", {});
  const control = /** @type {HTMLTextAreaElement} */ (text.control);
  for (const { control } of [text, target, format]) control.addEventListener("input", () => region.replaceChildren());
  const key = `schedule:${slug}`;
  const preview = async () => {
    region.replaceChildren();
    const lines = parseSchedule(control.value);
    if (lines.length === 0) throw wrong("lines", "There are no lines yet.");
    const there = await targetOf(slug, event, target.control.value, format.control.value, signal);
    const steps = planSchedule(lines, there);
    const run = new Run(slug, steps, signal, () => sessionStorage.removeItem(`draft:${key}`));
    replace(region, planSection(steps, run, control));
    region.querySelector("h3")?.focus();
  };
  return [
    ...stagesHeading(event.tournament, "/schedule"),
    h("h2", { tabindex: -1 }, "Paste a schedule"),
    h("p", {}, "Nothing is saved before you have seen what each line does. Lines that were applied once do nothing the next "
      + "time, so that you can paste the whole schedule again when it changes."),
    form({ key, keepsDraft: true, fields: [target, format, text], button: "Preview", send: preview }),
    region,
  ];
}

/**
 * @param {string} slug
 * @param {TournamentEvent} event
 * @param {string} chosen
 * @param {string} format
 * @param {AbortSignal} signal
 * @returns {Promise<Target>}
 */
async function targetOf(slug, event, chosen, format, signal) {
  const { stages, series } = await loadAll(slug, signal);
  const stage = stages.find(({ stage_id }) => String(stage_id) === chosen) ?? null;
  if (chosen !== OUTSIDE && !stage) throw wrong("target", "This stage does not exist any more.");
  if (!stage && !format) throw wrong("format", "Choose one: no stage says it.");
  return {
    stage: stage?.stage_id ?? null,
    canCreate: stage === null || stage.format === "manual",
    sides: stage
      ? [{ kind: stage.sides, choices: participantChoices(event, stage) }]
      : [{ kind: "entries", choices: choicesOf(event, "entries") }, { kind: "teams", choices: choicesOf(event, "teams") }],
    series: series.filter(({ stage_id }) => stage_id === (stage?.stage_id ?? null)),
    format: format ? formatOf(format) : null,
  };
}

/**
 * A stage's participants, by the names of the roster and by those that viewers see.
 *
 * @param {TournamentEvent} event
 * @param {import("./facts.js").Stage} stage
 */
function participantChoices(event, stage) {
  const known = choicesOf(event, stage.sides);
  return stage.participants.map(({ side }) =>
    known.find(({ id }) => id === idOf(side)) ?? { id: idOf(side), name: side.name });
}

/**
 * @param {Step[]} steps
 * @param {Run} run
 * @param {HTMLTextAreaElement} control
 */
function planSection(steps, run, control) {
  const of = (/** @type {Step["action"]} */ action) => steps.filter((step) => step.action === action).length;
  const [scheduled, made, same, mistaken] = [of("schedule"), of("create"), of("same"), of("wrong")];
  const told = [
    scheduled > 0 && `${scheduled} to schedule`,
    made > 0 && `${made} to make`,
    same > 0 && `${same} as ${same === 1 ? "it is" : "they are"} already`,
    mistaken > 0 && `${mistaken} not understood`,
  ];
  return h("section", { class: "card" },
    h("h3", { tabindex: -1 }, `${count(steps.length, "line")}: ${told.filter(Boolean).join(", ")}`),
    mistaken > 0 && scheduled + made > 0 && h("p", {}, "Lines that are not understood are left out."),
    h("table", { class: "lines" },
      h("caption", { class: "visually-hidden" }, "What the lines do"),
      h("thead", {}, h("tr", {}, ["Line", "What it does"].map((label) => h("th", { scope: "col" }, label)))),
      h("tbody", {}, steps.map((step) => h("tr", { class: step.action === "wrong" ? "wrong" : null },
        h("th", { scope: "row" }, step.action === "wrong" ? goToLine(step.line.number, control) : step.line.number),
        h("td", {}, stepText(step), run.stateOf(step)))))),
    run.element);
}

/** @param {Step} step */
function stepText({ line, action, series, text }) {
  if (action === "wrong") return [line.text, h("p", { class: "error" }, text)];
  const title = series ? series.sides.map(({ name }) => name).join(" – ") : (line.sides[0] ?? []).join(" – ");
  const about = [
    text,
    series?.round ? `round ${series.round}` : null,
    action === "schedule" && series?.scheduled_at && `it was ${when(series.scheduled_at)}`,
    line.url,
  ];
  const date = new Date(line.instant ?? 0);
  return [
    h("strong", {}, title), ` · ${when(line.instant ?? "")} ${offsetOf(date)}`,
    h("p", { class: "hint" }, about.filter(Boolean).join(" · ")),
  ];
}
