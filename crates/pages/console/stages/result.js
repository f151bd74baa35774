// The result of a series as a host decides it, and the way back to what its games say.
import { h } from "../dom.js";
import { lastingSelect } from "../forms.js";
import { actionButton } from "../notices.js";
import { namesOf } from "./facts.js";
import { isRuled, scoresOf } from "./scores.js";

/** @typedef {import("./facts.js").Series} Series */
/** @typedef {import("./scores.js").Score} Score */

/**
 * @param {Series} series
 * @param {(change: Record<string, unknown>) => Promise<void>} patch
 */
export function resultSection(series, patch) {
  const names = namesOf(series);
  const { final, partial } = scoresOf(series.format);
  const by = (/** @type {(lead: number) => boolean} */ is) => final.filter(([one, other]) => is(one - other));
  const rows = /** @type {[string, Score[]][]} */ ([
    [`${names[0]} won`, by((lead) => lead > 0)],
    [`${names[1]} won`, by((lead) => lead < 0)],
    ["A draw", by((lead) => lead === 0)],
  ]);
  const back = async () => {
    await patch({ score: null, walkover: null, cancelled: null });
    return "The result follows from the games again.";
  };
  return h("section", { class: "card" },
    h("h3", {}, "Report the result"),
    isRuled(series)
      ? h("div", { class: "ruled" }, h("p", {}, "A host decided this result. Games that are played do not change it."),
        actionButton("Back to what the games say", { id: "hand-back" }, back))
      : h("p", { class: "hint" }, "The games decide it by themselves. What you report here takes precedence over them."),
    rows.filter(([, scores]) => scores.length > 0).map(([label, scores]) => h("div", { class: "scores" },
      h("span", { class: "who" }, label), scores.map((score) => scoreButton(series, score, patch)))),
    h("div", { class: "scores" }, h("span", { class: "who" }, "Without playing"), names.map((name, side) =>
      actionButton(`Walkover for ${name}`, {
        id: `walkover-${side}`, "aria-pressed": String(series.status === "walkover" && series.winner === side), class: "toggle",
      }, async () => {
        await patch({ walkover: side });
        return `${name} wins by walkover.`;
      })),
      actionButton("Cancelled", {
        id: "cancel", class: "toggle", "aria-pressed": String(series.status === "cancelled"),
        "aria-label": "Cancelled: it does not take place",
      }, async () => {
        await patch({ cancelled: true });
        return "The series is cancelled.";
      })),
    partial.length > 0 && partialScore(partial, patch));
}

/**
 * @param {Series} series
 * @param {Score} score
 * @param {(change: Record<string, unknown>) => Promise<void>} patch
 */
function scoreButton(series, score, patch) {
  const [first, second] = namesOf(series);
  const isIt = series.status === "completed" && String(series.score) === String(score);
  return actionButton(score.join(" : "), {
    id: `score-${score.join("-")}`,
    class: "toggle",
    "aria-pressed": String(isIt),
    "aria-label": `${first} – ${second} ${score.join(" : ")}`,
  }, async () => {
    await patch({ score });
    return `Reported: ${first} ${score[0]}, ${second} ${score[1]}.`;
  });
}

/**
 * A score while the series goes on.
 *
 * @param {Score[]} scores
 * @param {(change: Record<string, unknown>) => Promise<void>} patch
 */
function partialScore(scores, patch) {
  const options = scores.map((score) => /** @type {[string, string]} */ ([score.join(), score.join(" : ")]));
  const chosen = lastingSelect("partial", options, "0,0", { "aria-label": "The score so far" });
  const isOpen = document.getElementById("so-far")?.hasAttribute("open");
  return h("details", { id: "so-far", open: isOpen }, h("summary", { id: "so-far-summary" }, "It is not over: set the score so far"),
    h("div", { class: "scores" }, chosen, actionButton("Set", { id: "set-partial", "aria-label": "Set the score so far" },
      async () => {
        await patch({ score: chosen.value.split(",").map(Number) });
        return "The score so far is set.";
      })));
}
