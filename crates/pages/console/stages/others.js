// Series outside of stages, such as show matches and brackets, and making one.
import { write, wrong } from "../api.js";
import { h, replace } from "../dom.js";
import { loadEvent, pathOf } from "../event.js";
import { field, form, select } from "../forms.js";
import { follow, SERIES_EVENTS } from "../live.js";
import { detailBody, detailFields } from "./details.js";
import { ADMITS, choicesOf, formatOf, loadAll, SERIES_FORMATS, stagesHeading, titleOf } from "./facts.js";
import { seriesList } from "./rounds.js";

/** @typedef {import("./facts.js").TournamentEvent} TournamentEvent */

/** @param {import("../main.js").Context} context */
export async function otherSeriesView({ slug, signal, go }) {
  const [event, first] = await Promise.all([loadEvent(slug, signal), loadAll(slug, signal)]);
  const region = h("div", {});
  const draw = (/** @type {typeof first} */ { series }) => {
    const others = series.filter(({ stage_id }) => stage_id === null);
    replace(region, others.length > 0 ? seriesList(slug, others) : h("p", {}, "There are none yet."));
  };
  draw(first);
  follow(slug, signal, { region, load: () => loadAll(slug, signal), draw, events: SERIES_EVENTS });
  return [
    ...stagesHeading(event.tournament, "/series"),
    h("h2", { tabindex: -1 }, "Series outside of stages"),
    h("p", {}, "Show matches, play-offs, and all else that belongs to no stage's table."),
    region,
    h("section", {}, h("h2", {}, "Make a series"), seriesForm(slug, event, go)),
  ];
}

/**
 * @param {string} slug
 * @param {TournamentEvent} event
 * @param {(hash: string) => void} go
 */
function seriesForm(slug, event, go) {
  const all = [...choicesOf(event, "entries").map(({ id, name }) => ({ value: `entries:${id}`, name })),
    ...choicesOf(event, "teams").map(({ id, name }) => ({ value: `teams:${id}`, name: `${name} (team)` }))];
  const options = /** @type {[string, string][]} */ ([["", "Choose"], ...all.map(({ value, name }) => [value, name])]);
  const [one, other] = [field("sides", "First side", select(options, "")), field("second", "Second side", select(options, ""))];
  const format = field("format", "Games", select(SERIES_FORMATS, "best_of:3"));
  const admits = field("admits", "Games that count", select(Object.entries(ADMITS), "lobby"));
  const details = detailFields(null);
  let created = "";
  return form({
    key: `series:${slug}`,
    fields: [one, other, format, admits, ...details],
    button: "Make the series",
    send: async () => {
      const chosen = [one, other].map(({ name, control }) => {
        if (!control.value) throw wrong(name, "This is needed.");
        const [kind, id] = control.value.split(":");
        return { kind, id: Number(id) };
      });
      if (chosen[0]?.kind !== chosen[1]?.kind) throw wrong("second", "Both are entries, or both are teams.");
      const body = {
        kind: chosen[0]?.kind,
        sides: chosen.map(({ id }) => id),
        format: formatOf(format.control.value),
        admits: admits.control.value,
        ...detailBody(details),
      };
      const answer = await write("POST", `${pathOf(slug)}/series`, body);
      created = answer.body.series_id;
      return `${titleOf(answer.body)} is there.`;
    },
    then: () => go(`#/t/${slug}/series/${created}`),
  });
}
