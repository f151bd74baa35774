// The stages of a tournament.
import { h, replace } from "../dom.js";
import { loadEvent } from "../event.js";
import { follow, SERIES_EVENTS } from "../live.js";
import { count, FORMATS, formatName, isOpen, loadAll, stagesHeading } from "./facts.js";

/** @typedef {import("./facts.js").Stage} Stage */
/** @typedef {import("./facts.js").Series} Series */

/** @param {import("../main.js").Context} context */
export async function stagesView({ slug, signal }) {
  const load = () => Promise.all([loadEvent(slug, signal), loadAll(slug, signal)]);
  const [{ tournament }, first] = await load();
  const region = h("div", {});
  const draw = (/** @type {typeof first} */ { stages, series }) =>
    replace(region, stages.length > 0
      ? h("ul", { class: "cards" }, stages.map((stage) => stageRow(slug, stage, series)))
      : h("p", {}, "There are no stages yet."));
  draw(first);
  follow(slug, signal, { region, load: () => loadAll(slug, signal), draw, events: SERIES_EVENTS });
  return [
    ...stagesHeading(tournament, "/stages"),
    h("h2", { tabindex: -1 }, "Stages"),
    h("p", {}, "A stage is a part of the event with a table of its own: groups, a Swiss system, a league. "
      + "Its series get their games by themselves when the two sides play; you correct what was not as it should be."),
    region,
    h("p", { class: "actions" }, h("a", { class: "button primary", href: `#/t/${slug}/stages/new` }, "Set up a stage")),
  ];
}

/**
 * @param {string} slug
 * @param {Stage} stage
 * @param {Series[]} series
 */
function stageRow(slug, stage, series) {
  const own = series.filter(({ stage_id }) => stage_id === stage.stage_id);
  const open = own.filter(isOpen).length;
  const about = [
    FORMATS[stage.format].name,
    count(stage.participants.length, stage.sides === "teams" ? "team" : "participant"),
    formatName(stage.series_format),
    own.length > 0 && (open > 0 ? `${open} of ${own.length} series open` : `all ${own.length} series decided`),
  ];
  return h("li", {},
    h("a", { id: `stage-${stage.stage_id}`, href: `#/t/${slug}/stages/${stage.stage_id}` }, stage.name),
    h("p", {}, stageState(stage)),
    h("p", { class: "meta" }, about.filter(Boolean).join(" · ")));
}

/**
 * How far a stage is, and who sees it.
 *
 * @param {Stage} stage
 */
export function stageState({ status, visibility }) {
  const [kind, text] = {
    not_started: ["quiet", "Not started"],
    running: ["live", "Running"],
    completed: ["", "Completed"],
  }[status];
  return [
    h("span", { class: `state ${kind}` }, text), " · ",
    visibility === "draft" ? h("strong", {}, "Draft: only owners see it") : "Everybody sees it",
  ];
}
