// What a host decides about a stage's table: points given or taken, and the order of sides that tie in everything.
import { write, wrong } from "../api.js";
import { h } from "../dom.js";
import { pathOf } from "../event.js";
import { field, form, input, select } from "../forms.js";
import { actionButton } from "../notices.js";
import { idOf } from "./facts.js";
import { decimal } from "./stage-fields.js";
import { signed } from "./table.js";

/** @typedef {import("./facts.js").Row} Row */
/** @typedef {import("./facts.js").StageFacts} StageFacts */

/** The id of the control that chooses whose points are adjusted. */
const ADJUSTED = "adjusted";
/** The reason of taking an adjustment back, which the service asks for. */
const TAKEN_BACK = "Taken back";

/**
 * Points that were given or taken.
 *
 * @param {string} slug
 * @param {StageFacts} facts
 * @param {() => Promise<void>} refresh
 */
export function adjustmentList(slug, { stage }, refresh) {
  const path = `${pathOf(slug)}/stages/${stage.stage_id}/adjustments`;
  const given = stage.adjustments.filter(({ points }) => points !== 0);
  return h("section", {}, h("h3", {}, "Points given or taken"), given.length === 0
    ? h("p", {}, "None.")
    : h("ul", { class: "cards" }, given.map(({ side, points, reason }) => h("li", { class: "row" },
      h("div", {}, h("strong", {}, `${side.name} ${signed(points)}`), h("p", {}, reason)),
      actionButton("Take back", { "aria-label": `Take back the points of ${side.name}` }, async () => {
        await write("PUT", path, { side: idOf(side), points: 0, reason: TAKEN_BACK });
        await refresh();
        return `The points of ${side.name} are taken back.`;
      })))));
}

/**
 * @param {string} slug
 * @param {StageFacts} facts
 * @param {() => Promise<void>} refresh
 */
export function adjustmentForm(slug, { stage }, refresh) {
  const path = `${pathOf(slug)}/stages/${stage.stage_id}/adjustments`;
  const side = field("side", "Whose", select(sidesOf(stage), "", { id: ADJUSTED }));
  const points = field("points", "Points", input({ inputmode: "decimal" }), "Such as -1 or 0.5. They take the place of "
    + "what was given to the same one before.");
  const reason = field("reason", "Reason", input({ maxlength: 500 }), "Everybody can read it.");
  const giving = form({
    key: `adjustment:${slug}:${stage.stage_id}`,
    fields: [side, points, reason],
    button: "Save",
    send: async () => {
      const number = decimal("points", points.control.value);
      if (!reason.control.value.trim()) throw wrong("reason", "This is needed.");
      await write("PUT", path, { side: Number(side.control.value), points: number, reason: reason.control.value.trim() });
      return "Saved.";
    },
    then: () => {
      giving.reset();
      return refresh();
    },
  });
  return h("details", { class: "more" }, h("summary", {}, "Give or take points"), giving);
}

/**
 * @param {import("./facts.js").Stage} stage
 * @returns {[string, string][]}
 */
const sidesOf = ({ participants }) => participants.map(({ side }) => [String(idOf(side)), side.name]);

/**
 * Offers those who came late in the form for points, which is not drawn anew.
 *
 * @param {import("./facts.js").Stage} stage
 */
export function offerParticipants(stage) {
  const control = document.getElementById(ADJUSTED);
  if (!(control instanceof HTMLSelectElement) || control.options.length === stage.participants.length) return;
  const { value } = control;
  control.replaceChildren(...select(sidesOf(stage), value).options);
}

/**
 * Sides that tie in everything, to be ordered. Only those are offered.
 *
 * @param {string} slug
 * @param {StageFacts} facts
 * @param {() => Promise<void>} refresh
 */
export function tieSection(slug, { stage, table }, refresh) {
  if (stage.status === "not_started" || !table.some(({ played }) => played > 0)) return null;
  const ties = tiesOf(table);
  if (ties.length === 0) return null;
  const path = `${pathOf(slug)}/stages/${stage.stage_id}/ties`;
  return h("section", {}, h("details", { id: "ties", open: document.getElementById("ties")?.hasAttribute("open") },
    h("summary", { id: "ties-summary" }, "Order of those who tie in everything"),
    h("p", {}, "Without your order they stand by seed. An order holds as long as they tie."),
    ties.map((rows) => h("ol", { class: "seed-list", "aria-label": "They tie" }, rows.map((row, index) =>
      h("li", { value: row.rank }, h("span", { class: "who" }, row.side.name),
        index > 0 && actionButton("↑", {
          id: `tie-${idOf(row.side)}`, class: "quiet", "aria-label": `Put ${row.side.name} one place higher`,
        }, async () => {
          const order = rows.map(({ side }) => idOf(side));
          order.splice(index - 1, 0, ...order.splice(index, 1));
          await write("PUT", path, { order });
          await refresh();
          return `${row.side.name} stands one place higher.`;
        }))))),
    actionButton("Order them all by seed again", { id: "untie" }, async () => {
      await write("PUT", path, { order: [] });
      await refresh();
      return "They stand by seed again.";
    })));
}

/**
 * The rows that tie with each other, by rank.
 *
 * @param {Row[]} table
 */
function tiesOf(table) {
  /** @type {Row[][]} */
  const ties = [];
  for (const row of table) {
    const first = ties.find(([one]) => one?.tied_with.some((side) => idOf(side) === idOf(row.side)));
    if (first) first.push(row);
    else if (row.tied_with.length > 0) ties.push([row]);
  }
  return ties;
}
