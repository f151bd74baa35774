// Who takes part in a stage: withdrawing, readmitting, and adding those who come late.
import { write } from "../api.js";
import { confirmed, h } from "../dom.js";
import { pathOf } from "../event.js";
import { lastingSelect } from "../forms.js";
import { actionButton } from "../notices.js";
import { choicesOf, idOf } from "./facts.js";

/** @typedef {import("./facts.js").StageFacts} StageFacts */

/**
 * @param {string} slug
 * @param {StageFacts} facts
 * @param {() => Promise<void>} refresh
 */
export function participantSection(slug, { stage }, refresh) {
  const path = `${pathOf(slug)}/stages/${stage.stage_id}/participants`;
  const hasGroups = stage.participants.some(({ group }) => (group ?? 1) > 1);
  return h("section", {}, h("details", { id: "participants", open: isOpen("participants") },
    h("summary", { id: "participants-summary" }, `Participants (${stage.participants.length})`),
    h("p", {}, "Who withdraws keeps the place in the table, is not paired any more, and does not advance. "
      + "Open series stay: give them to the opponents as walkovers."),
    h("ol", { class: "seed-list" }, stage.participants.map(({ side, seed, group, withdrawn }) => {
      const id = idOf(side);
      const change = actionButton(withdrawn ? "Readmit" : "Withdraw", {
        id: `withdraw-${id}`, "aria-label": `${withdrawn ? "Readmit" : "Withdraw"} ${side.name}`,
      }, async () => {
        if (!withdrawn && !(await confirmed(`Does ${side.name} withdraw?`, "Withdraw"))) return;
        await write(withdrawn ? "DELETE" : "POST", `${path}/${id}/withdraw`);
        await refresh();
        return withdrawn ? `${side.name} takes part again.` : `${side.name} has withdrawn.`;
      });
      return h("li", { value: seed }, h("span", { class: "who" }, side.name,
        hasGroups && h("span", { class: "hint" }, ` group ${group}`),
        withdrawn && h("span", { class: "hint" }, " withdrawn")), change);
    }))));
}

/** @param {string} id of details */
const isOpen = (id) => document.getElementById(id)?.hasAttribute("open");

/**
 * Adds somebody to a stage that has been started.
 *
 * @param {string} slug
 * @param {StageFacts} facts
 * @param {() => Promise<void>} refresh
 */
export function lateForm(slug, { event, stage }, refresh) {
  if (stage.status === "not_started" || stage.format === "round_robin") return null;
  const present = stage.participants.map(({ side }) => idOf(side));
  const absent = choicesOf(event, stage.sides).filter(({ id }) => !present.includes(id));
  if (absent.length === 0) return null;
  const options = absent.map(({ id, name }) => /** @type {[string, string]} */ ([String(id), name]));
  const chosen = lastingSelect("late", options, "", { "aria-label": "Who comes late" });
  const add = actionButton("Add", { id: "add-late", "aria-label": "Add a late participant" }, async () => {
    const name = absent.find(({ id }) => String(id) === chosen.value)?.name;
    const participants = [...present, Number(chosen.value)];
    await write("PATCH", `${pathOf(slug)}/stages/${stage.stage_id}`, { participants });
    await refresh();
    return `${name} takes part, with 0 points so far.`;
  });
  return h("section", {}, h("h3", {}, "Add a late participant"), h("div", { class: "actions" }, chosen, add));
}
