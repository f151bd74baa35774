// The series of a stage by round and group, and one series as a row of a list.
import { h } from "../dom.js";
import { when } from "../time.js";
import { count, isOpen, namesOf, sentence, seriesState, titleOf } from "./facts.js";

/** @typedef {import("./facts.js").Series} Series */
/** @typedef {import("./facts.js").StageFacts} StageFacts */

/**
 * A section for each round. Those that are over are closed.
 *
 * @param {string} slug
 * @param {StageFacts} facts
 */
export function roundSections(slug, { stage, series }) {
  if (stage.status === "not_started") return [];
  if (series.length === 0 && stage.rounds_played.length === 0) {
    return [h("section", {}, h("h3", {}, "Series"), h("p", {}, "There are none yet."))];
  }
  const rounds = [...new Set([...stage.rounds_played.map(({ round }) => round), ...series.map(({ round }) => round)])];
  const current = rounds.find((round) => series.some((one) => one.round === round && isOpen(one)));
  return [h("section", {}, h("h3", {}, "Series"), rounds.map((round) => {
    const own = series.filter((one) => one.round === round);
    const bye = stage.rounds_played.find((one) => one.round === round)?.bye;
    const id = `round-${round ?? 0}`;
    const shown = document.getElementById(id);
    const open = own.filter(isOpen).length;
    return h("details", {
      id, class: "round", open: shown ? shown.hasAttribute("open") : round === current || rounds.length === 1,
    },
      h("summary", { id: `${id}-summary` }, round === null ? "Without a round" : `Round ${round}`, h("span", { class: "hint" },
        ` ${open === 0 ? "decided" : `${own.length - open} of ${count(own.length, "series", "series")} decided`}`)),
      groupsOf(own).map(([group, members]) => [
        group !== null && h("h4", {}, `Group ${group}`),
        seriesList(slug, members),
      ]).flat(),
      bye && h("p", { class: "meta" }, `${bye.side.name} has a bye. ${sentence(bye.reason)}`));
  }))];
}

/**
 * Series by group, as long as there are several.
 *
 * @param {Series[]} series
 * @returns {[number | null, Series[]][]}
 */
function groupsOf(series) {
  const groups = [...new Set(series.map(({ group }) => group))].sort((one, other) => (one ?? 0) - (other ?? 0));
  if (groups.length < 2) return [[null, series]];
  return groups.map((group) => [group, series.filter((one) => one.group === group)]);
}

/**
 * @param {string} slug
 * @param {Series[]} series
 */
export function seriesList(slug, series) {
  return h("ul", { class: "series" }, series.map((one) => {
    const [first, second] = namesOf(one);
    const about = [
      one.label,
      !isOpen(one) && one.scheduled_at && when(one.scheduled_at),
      one.status === "live" && one.scheduled_at && when(one.scheduled_at),
      sentence(one.pairing_reason),
    ];
    const won = (/** @type {0 | 1} */ side) => (one.winner === side ? "won" : null);
    return h("li", {},
      h("a", { id: `series-${one.series_id}`, href: `#/t/${slug}/series/${one.series_id}`, "aria-label": titleOf(one) },
        h("span", { class: won(0) }, first), " – ", h("span", { class: won(1) }, second)),
      h("span", { class: "score" }, one.status === "scheduled" ? "" : one.score.join(" : ")),
      seriesState(one),
      h("span", { class: "hint" }, about.filter(Boolean).join(" · ")));
  }));
}
