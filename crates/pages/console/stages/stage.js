// One stage: starting it, its rounds and series, its table as viewers see it, and who takes part.
import { write } from "../api.js";
import { confirmed, h, replace } from "../dom.js";
import { pathOf } from "../event.js";
import { follow, SERIES_EVENTS } from "../live.js";
import { actionButton } from "../notices.js";
import { adjustmentForm, adjustmentList, offerParticipants, tieSection } from "./corrections.js";
import { count, FORMATS, formatName, loadStage, stagesHeading } from "./facts.js";
import { stageState } from "./list.js";
import { nextRoundOf, Proposal, takeBackButton } from "./next-round.js";
import { lateForm, participantSection } from "./participation.js";
import { roundSections } from "./rounds.js";
import { tableSection } from "./table.js";

/** @typedef {import("./facts.js").StageFacts} StageFacts */

/** @param {import("../main.js").Context} context */
export async function stageView({ slug, id, signal, go }) {
  let shown = await loadStage(slug, id, signal);
  const [top, rest, late] = [h("div", {}), h("div", {}), h("div", {})];
  const proposal = new Proposal(slug, () => shown, () => acted());
  const name = h("h2", { tabindex: -1 });
  const draw = (/** @type {StageFacts} */ facts) => {
    shown = facts;
    const { stage } = shown;
    name.textContent = stage.name;
    proposal.follow();
    replace(top, stateSection(slug, shown, { go, refresh: acted, proposal }));
    replace(rest, [
      ...roundSections(slug, shown),
      ...tableSection(shown),
      tieSection(slug, shown, acted),
      participantSection(slug, shown, acted),
    ]);
    replace(late, lateForm(slug, shown, acted), adjustmentList(slug, shown, acted));
    offerParticipants(stage);
  };
  const acted = async () => {
    await refresh();
    // What was pressed may be gone.
    if (document.activeElement === document.body) name.focus({ preventScroll: true });
  };
  draw(shown);
  const page = h("div", {}, top, proposal.element, rest, late, adjustmentForm(slug, shown, acted));
  const load = () => loadStage(slug, id, signal, shown.event);
  const refresh = follow(slug, signal, { region: page, load, draw, events: SERIES_EVENTS });
  return [...stagesHeading(shown.event.tournament, ""), name, page];
}

/**
 * How far the stage is, and what can be done with it as a whole.
 *
 * @param {string} slug
 * @param {StageFacts} facts
 * @param {{ go: (hash: string) => void, refresh: () => Promise<void>, proposal: Proposal }} page
 */
function stateSection(slug, facts, { go, refresh, proposal }) {
  const { stage } = facts;
  const path = `${pathOf(slug)}/stages/${stage.stage_id}`;
  const isStarted = stage.status !== "not_started";
  const about = [
    FORMATS[stage.format].name,
    count(stage.participants.length, "participant"),
    formatName(stage.series_format),
    stage.legs === 2 && stage.format === "round_robin" && "two meetings",
    stage.format === "swiss" && stage.rounds !== null && count(stage.rounds, "round"),
    stage.advance > 0 && `${count(stage.advance, "place")} ${stage.advance === 1 ? "advances" : "advance"}`,
  ];
  const show = async (/** @type {"public" | "draft"} */ visibility) => {
    await write("PATCH", path, { visibility });
    await refresh();
    return visibility === "public" ? `Everybody sees ${stage.name} now.` : `Only owners see ${stage.name} now.`;
  };
  const next = nextRoundOf(stage);
  return [
    h("p", {}, stageState(stage)),
    h("p", { class: "meta" }, about.filter(Boolean).join(" · ")),
    !isStarted && h("p", {}, FORMATS[stage.format].start),
    next?.text && h("p", {}, next.text),
    h("div", { class: "actions" },
      !isStarted && startButton(path, stage, refresh),
      next?.round && proposal.button(next.round),
      takeBackButton(path, facts, refresh),
      stage.visibility === "draft"
        ? actionButton("Publish", { id: "visibility", class: isStarted ? "primary" : null }, () => show("public"))
        : actionButton("Make it a draft", { id: "visibility" }, () => show("draft")),
      h("a", { class: "button", id: "edit", href: `#/t/${slug}/stages/${stage.stage_id}/edit` }, "Change"),
      stage.format === "manual" && isStarted
        && h("a", { class: "button", id: "paste", href: `#/t/${slug}/schedule` }, "Paste its schedule"),
      !isStarted && actionButton("Delete", { id: "delete", class: "danger" }, async () => {
        if (!(await confirmed(`Delete ${stage.name}? This cannot be undone.`, "Delete"))) return;
        await write("DELETE", path);
        go(`#/t/${slug}/stages`);
        return `${stage.name} is deleted.`;
      })),
  ];
}

/**
 * @param {string} path
 * @param {import("./facts.js").Stage} stage
 * @param {() => Promise<void>} refresh
 */
function startButton(path, stage, refresh) {
  return actionButton("Start", { id: "start", class: "primary" }, async () => {
    if (!(await confirmed(`Start ${stage.name}? ${FORMATS[stage.format].start}`, "Start it"))) return;
    await write("POST", `${path}/start`);
    await refresh();
    return `${stage.name} is started.`;
  });
}
