// The games of a series: which count, and those that the service does not know.
import { wrong } from "../api.js";
import { h } from "../dom.js";
import { field, form, input, select } from "../forms.js";
import { actionButton } from "../notices.js";
import { agoElement } from "../time.js";
import { namesOf } from "./facts.js";

/** @typedef {import("./facts.js").Series} Series */
/** @typedef {Series["games"][number]} Game */
/** @typedef {(change: Record<string, unknown>) => Promise<void>} Patch */

/** Why a game does not count. */
const WHY = /** @type {Record<import("#client").NotCounted, string>} */ ({
  running: "it is being played",
  no_outcome: "its result is not known so far",
  short: "it took less than five minutes, as a restart does",
  host: "a host says so",
  excluded: "the match is excluded from the tournament",
  after_decision: "the series was decided before",
});

/**
 * @param {Series} series
 * @param {Patch} patch
 */
export function gameList(series, patch) {
  return h("section", {}, h("h3", {}, "Games"),
    series.games.length === 0
      ? h("p", {}, "There are none yet. They appear when the two sides play.")
      : h("ul", { class: "cards" }, series.games.map((game, index) => gameRow(game, index, series, patch))));
}

/**
 * @param {Game} game
 * @param {number} index
 * @param {Series} series
 * @param {Patch} patch
 */
function gameRow(game, index, series, patch) {
  const { match_id, counts, why, winner, map_name, started_at, decision_id } = game;
  const winnerName = winner === null ? null : namesOf(series)[winner];
  const title = winnerName === null ? "No winner known" : `${winnerName} won`;
  const about = [map_name, match_id === null ? "added by a host" : `match ${match_id}`].filter(Boolean).join(" · ");
  return h("li", { class: "row" },
    h("div", {}, h("strong", {}, `Game ${index + 1}: ${title}`),
      h("p", { class: "hint" }, about, started_at && [" · started ", agoElement(started_at)]),
      h("p", {}, counts ? h("span", { class: "state live" }, "Counts") : h("span", { class: "state warning" }, "Does not count",
        why && `: ${WHY[why]}`),
        decision_id !== null && match_id !== null && h("span", { class: "hint" }, " · decided by a host"))),
    h("div", { class: "actions" }, match_id === null
      ? actionButton("Take it out", { id: `game-out-${index}`, "aria-label": `Take it out: game ${index + 1}` }, async () => {
        await patch({ games: [{ decision_id, counts: null }] });
        return `Game ${index + 1} is taken out.`;
      })
      : matchButtons({ match_id, counts, decision_id }, index, series, patch)));
}

/**
 * @param {{ match_id: number, counts: boolean, decision_id: number | null }} game
 * @param {number} index
 * @param {Series} series
 * @param {Patch} patch
 */
function matchButtons({ match_id, counts, decision_id }, index, series, patch) {
  const decide = (/** @type {string} */ label, /** @type {string} */ id, /** @type {object} */ decision) =>
    actionButton(label, { id: `${id}-${match_id}`, "aria-label": `${label}: game ${index + 1}` }, async () => {
      await patch({ games: [{ match_id, ...decision }] });
      return "Saved.";
    });
  return [
    counts ? decide("Does not count", "discount", { counts: false }) : decide("Count it", "count", { counts: true }),
    ...namesOf(series).map((name, side) => decide(`${name} won it`, `won-${side}`, { counts: true, winner: side })),
    decision_id !== null && decide("Back to what is known", "known", { counts: null }),
  ];
}

/**
 * Forms that add a game, or a match that the service did not see as one of this series.
 *
 * @param {string} slug
 * @param {Series} series
 * @param {Patch} patch
 */
export function addGameForms(slug, series, patch) {
  const names = namesOf(series);
  const winner = field("winner", "Who won it", select(names.map((name, side) => [String(side), name]), "0"));
  const map = field("map", "Map", input({ maxlength: 100 }), "It may be left out.");
  const match = field("match_id", "Number of the match", input({ inputmode: "numeric" }),
    "As the section Matches shows it, for example of a game that was played too early to be found.");
  const adding = form({
    key: `game:${slug}:${series.series_id}`,
    fields: [winner, map],
    button: "Add the game",
    send: async () => {
      const name = map.control.value.trim();
      await patch({ games: [{ winner: Number(winner.control.value), ...(name && { map: name }) }] });
      return "The game is added.";
    },
    then: () => adding.reset(),
  });
  const counting = form({
    key: `match:${slug}:${series.series_id}`,
    fields: [match],
    button: "Count the match",
    send: async () => {
      const text = match.control.value.trim();
      if (!/^\d{1,15}$/.test(text)) throw wrong("match_id", "This is a whole number.");
      await patch({ games: [{ match_id: Number(text), counts: true }] });
      return "The match counts for this series.";
    },
    then: () => counting.reset(),
  });
  return h("details", { class: "more" }, h("summary", {}, "Add a game"),
    h("p", {}, "A game that the service does not know:"), adding,
    h("p", {}, "Or a match that it knows and does not count for this series:"), counting);
}
