// One series: its result, its games, when and where it is played, and what a host decides about it.
import { read, write } from "../api.js";
import { confirmed, h, replace } from "../dom.js";
import { pathOf } from "../event.js";
import { follow, SERIES_EVENTS } from "../live.js";
import { actionButton } from "../notices.js";
import { when } from "../time.js";
import { detailsForm } from "./details.js";
import { findStage, formatName, idOf, seriesState, stagesHeading, titleOf } from "./facts.js";
import { addGameForms, gameList } from "./games.js";
import { resultSection } from "./result.js";

/** @typedef {import("./facts.js").Series} Series */
/** @typedef {import("./facts.js").Stage} Stage */

/** @param {import("../main.js").Context} context */
export async function seriesView({ slug, id, signal, go, reload }) {
  const path = `${pathOf(slug)}/series/${id}`;
  const load = async () => /** @type {Series} */ ((await read(path, signal)).body);
  const [tournament, first] = await Promise.all([read(pathOf(slug), signal), load()]);
  const stage = first.stage_id === null ? null : await findStage(slug, first.stage_id, signal);
  const name = h("h2", { tabindex: -1 }, titleOf(first));
  const [result, games] = [h("div", {}), h("div", {})];
  const back = stage ? `#/t/${slug}/stages/${stage.stage_id}` : `#/t/${slug}/series`;
  const draw = (/** @type {Series} */ shown) => {
    replace(result, stateOf(shown, stage), resultSection(shown, patch));
    replace(games, gameList(shown, patch));
  };
  const patch = async (/** @type {Record<string, unknown>} */ change) => {
    await refresh((await write("PATCH", path, change)).body);
    if (signal.aborted) return;
    // What was pressed may be gone.
    if (document.activeElement === document.body) name.focus({ preventScroll: true });
  };
  draw(first);
  const page = h("div", {}, result, games, addGameForms(slug, first, patch), detailsForm(slug, first, reload));
  const refresh = follow(slug, signal, { region: page, load, draw, events: SERIES_EVENTS });
  return [
    ...stagesHeading(tournament.body, ""),
    name,
    h("p", {}, h("a", { href: back }, stage ? `Back to ${stage.name}` : "Series outside of stages")),
    page,
    (stage === null || stage.format === "manual") && h("section", {}, actionButton("Delete this series",
      { class: "danger", id: "delete" }, async () => {
        if (!(await confirmed(`Delete ${titleOf(first)}? Only a series without games can be deleted.`, "Delete"))) return;
        await write("DELETE", path);
        go(back);
        return "The series is deleted.";
      })),
  ];
}

/**
 * What is known of the series.
 *
 * @param {Series} series
 * @param {Stage | null} stage
 */
function stateOf(series, stage) {
  const { round, group, label, scheduled_at, status, stream_url, sides } = series;
  const seeds = stage?.participants.filter(({ side }) => sides.some((one) => idOf(one) === idOf(side) && one.team_id === side.team_id));
  const hasGroups = stage?.participants.some(({ group }) => (group ?? 1) > 1);
  const about = [
    stage?.name,
    round !== null && `Round ${round}`,
    group !== null && hasGroups && `Group ${group}`,
    label,
    formatName(series.format),
    seeds?.some(({ withdrawn }) => withdrawn)
      && `${seeds.filter(({ withdrawn }) => withdrawn).map(({ side }) => side.name).join(" and ")} withdrew`,
  ];
  return h("div", {},
    h("p", { class: "meta" }, about.filter(Boolean).join(" · ")),
    h("p", { class: "result" }, status !== "scheduled" && h("strong", { class: "score" }, series.score.join(" : ")), " ",
      seriesState(series),
      status !== "scheduled" && scheduled_at && h("span", { class: "hint" }, ` · scheduled ${when(scheduled_at)}`),
      stream_url && /^https?:/.test(stream_url) && [" · ", h("a", { href: stream_url, rel: "noreferrer", target: "_blank" },
        "Broadcast")]));
}
