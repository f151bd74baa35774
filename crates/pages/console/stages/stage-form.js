// Setting a stage up, and changing what can still be changed of it.
import { write } from "../api.js";
import { h } from "../dom.js";
import { loadEvent, pathOf } from "../event.js";
import { form } from "../forms.js";
import { choicesOf, count, FORMATS, formatName, loadStage, stagesHeading } from "./facts.js";
import { stageBody, stageFields } from "./stage-fields.js";

/** @typedef {import("./facts.js").TournamentEvent} TournamentEvent */

/** @param {import("../main.js").Context} context */
export async function createStageView({ slug, signal, go }) {
  const event = await loadEvent(slug, signal);
  const { fields, body } = stageFields(event, null);
  const valueOf = (/** @type {string} */ name) => fields.find((one) => one.name === name)?.control.value ?? "";
  let created = "";
  return [
    ...stagesHeading(event.tournament, ""),
    h("h2", { tabindex: -1 }, "Set up a stage"),
    leftOut(event),
    form({
      key: `stage:${slug}`,
      fields,
      body,
      button: "Set it up",
      send: async () => {
        const format = /** @type {keyof typeof FORMATS} */ (valueOf("format"));
        const choices = choicesOf(event, valueOf("sides") === "teams" ? "teams" : "entries");
        const answer = await write("POST", `${pathOf(slug)}/stages`, stageBody(fields, fields, format, choices));
        created = answer.body.stage_id;
        return `${answer.body.name} is set up. It begins when you start it.`;
      },
      then: () => go(`#/t/${slug}/stages/${created}`),
    }),
  ];
}

/** @param {import("../main.js").Context} context */
export async function editStageView({ slug, id, signal, go }) {
  const { event, stage } = await loadStage(slug, id, signal);
  const { fields, body } = stageFields(event, stage);
  const before = new Map(fields.map((field) => [field, field.control.value]));
  const isStarted = stage.status !== "not_started";
  return [
    ...stagesHeading(event.tournament, ""),
    h("h2", { tabindex: -1 }, `Change ${stage.name}`),
    h("p", { class: "meta" }, [
      FORMATS[stage.format].name,
      isStarted && count(stage.participants.length, "participant"),
      isStarted && formatName(stage.series_format),
    ].filter(Boolean).join(" · ")),
    isStarted && h("p", {}, "It has been started: participants, groups, meetings and the number of games stay as they are. "
      + "Late participants are added on the stage's own page."),
    !isStarted && leftOut(event),
    form({
      key: `stage:${slug}:${id}`,
      fields,
      body,
      button: "Save",
      send: async () => {
        // What others changed meanwhile stays.
        const changed = fields.filter((field) => field.control.value !== before.get(field));
        if (changed.length === 0) return "Nothing has changed.";
        const choices = choicesOf(event, stage.sides);
        await write("PATCH", `${pathOf(slug)}/stages/${id}`, stageBody(fields, changed, stage.format, choices));
        return "Saved.";
      },
      then: () => go(`#/t/${slug}/stages/${id}`),
    }),
    h("p", {}, h("a", { href: `#/t/${slug}/stages/${id}` }, `Back to ${stage.name}`)),
  ];
}

/**
 * Who cannot be chosen yet.
 *
 * @param {TournamentEvent} event
 */
function leftOut(event) {
  const unknown = event.roster.filter(({ player }) => player === null).map(({ name }) => name);
  return unknown.length > 0 && h("p", { class: "hint" },
    `Their accounts are unknown to the upstream so far, so that they cannot be chosen yet: ${unknown.join(", ")}.`);
}
