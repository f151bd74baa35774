// When and where a series is played, what it is called, and the host's note.
import { write, wrong } from "../api.js";
import { h } from "../dom.js";
import { pathOf } from "../event.js";
import { area, field, form, input, RESTORED } from "../forms.js";
import { fromField, offsetOf, timeZone, toField } from "../time.js";

/** @typedef {import("./facts.js").Series} Series */
/** @typedef {import("../forms.js").Field} Field */

/**
 * The fields that a host may fill of any series.
 *
 * @param {Series | null} series
 */
export function detailFields(series) {
  const control = input({ type: "datetime-local", value: toField(series?.scheduled_at) });
  const offset = h("p", { class: "hint" });
  const say = () => {
    const instant = fromField(control.value);
    offset.textContent = `In your time zone, ${timeZone()}${instant ? `, then ${offsetOf(new Date(instant))}` : ""}.`;
  };
  for (const event of ["input", "change", RESTORED]) control.addEventListener(event, say);
  say();
  return [
    field("scheduled_at", "Scheduled for", control, "Games count from 30 minutes before.", offset),
    field("stream_url", "Broadcast", input({ type: "url", value: series?.stream_url ?? "", maxlength: 256 }),
      "A link that begins with https://."),
    field("label", "Label", input({ value: series?.label ?? "", maxlength: 100 }), "Such as Semi-final. Everybody sees it."),
    field("note", "Note", area(series?.note ?? "", { rows: 2, maxlength: 1_000 }), "Everybody can read it."),
  ];
}

/**
 * What a request says of these fields.
 *
 * @param {Field[]} fields
 */
export function detailBody(fields) {
  return Object.fromEntries(fields.map(({ name, control }) => {
    const text = control.value.trim();
    if (name === "stream_url" && text && !/^https?:\/\/\S+$/.test(text)) throw wrong(name, "Links begin with https://.");
    return [name, name === "scheduled_at" ? fromField(text) : text || null];
  }));
}

/**
 * @param {string} slug
 * @param {Series} series
 * @param {() => void} reload
 */
export function detailsForm(slug, series, reload) {
  const fields = detailFields(series);
  const before = new Map(fields.map((field) => [field, field.control.value]));
  return h("section", {}, h("h3", {}, "Schedule and details"), form({
    key: `series:${slug}:${series.series_id}`,
    fields,
    button: "Save",
    send: async () => {
      // What others changed meanwhile stays.
      const changed = fields.filter((field) => field.control.value !== before.get(field));
      if (changed.length === 0) return "Nothing has changed.";
      await write("PATCH", `${pathOf(slug)}/series/${series.series_id}`, detailBody(changed));
      return "Saved.";
    },
    then: reload,
  }));
}
