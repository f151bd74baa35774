// The fields of a tournament, and the form that sets one up.
import { parseJson, read, write, wrong } from "./api.js";
import { h } from "./dom.js";
import { knownLadders, ladderName } from "./event.js";
import { area, field, form, input, select } from "./forms.js";
import { fromField, timeZone, toField } from "./time.js";

/** @typedef {import("#client").TournamentRead} Tournament */
/** @typedef {import("./forms.js").Field} Field */

/** How the text of a field becomes what the request says; the text itself for those that are not here. */
const READERS = /** @type {Record<string, (text: string) => unknown>} */ ({
  name: (text) => given("name", text),
  slug: (text) => given("slug", text),
  leaderboard_id: Number,
  start_date: fromField,
  end_date: fromField,
  prize_pool_cents: cents,
  host_stream_urls: lines,
  presentation: (text) => json("presentation", text),
});

/**
 * @param {string} name
 * @param {string} text
 */
function given(name, text) {
  if (text.trim() === "") throw wrong(name, "This is needed.");
  return text.trim();
}

/** @param {string} text */
function cents(text) {
  if (text.trim() === "") return null;
  const [, whole, part = ""] = /^(\d+)(?:[.,](\d{1,2}))?$/.exec(text.replace(/[\s']/g, "")) ?? [];
  if (whole === undefined) throw wrong("prize_pool_cents", "Write an amount such as 1500 or 99.50.");
  return Number(whole) * 100 + Number(part.padEnd(2, "0"));
}

/**
 * The lines of a text that are not empty.
 *
 * @param {string} text
 */
export function lines(text) {
  return text.split("\n").map((line) => line.trim()).filter(Boolean);
}

/**
 * A JSON object.
 *
 * @param {string} name
 * @param {string} text
 */
export function json(name, text) {
  try {
    const value = parseJson(text.trim() || "{}");
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Told below.
  }
  throw wrong(name, "This has to be a JSON object, such as {\"color\": \"red\"}.");
}

/**
 * What the request says of these fields. Every mistake is told.
 *
 * @param {Field[]} fields
 */
export function bodyOf(fields) {
  const mistakes = [];
  const body = /** @type {Record<string, unknown>} */ ({});
  for (const { name, control } of fields) {
    try {
      body[name] = READERS[name]?.(control.value) ?? (READERS[name] ? null : control.value);
    } catch (error) {
      mistakes.push(error);
    }
  }
  const [first, ...others] = /** @type {import("./api.js").Refused[]} */ (mistakes);
  if (!first) return body;
  first.fields.push(...others.flatMap(({ fields }) => fields));
  throw first;
}

/**
 * The fields of a tournament, as it is or as it begins.
 *
 * @param {Tournament | null} tournament
 */
export async function tournamentFields(tournament) {
  const { body } = await read("/v1/leaderboards");
  /** @type {[number, string][]} */
  const listed = body.items
    .filter((/** @type {any} */ ladder) => ladder.is_ranked)
    .map((/** @type {any} */ { leaderboard_id: id, name }) => [id, ladderName(id, name)]);
  const ladders = new Map(listed.length > 0 ? listed : knownLadders().map((id) => [id, ladderName(id)]));
  const ladder = tournament?.leaderboard_id ?? 3;
  if (!ladders.has(ladder)) ladders.set(ladder, ladderName(ladder));
  const prize = tournament?.prize_pool_cents;
  return [
    field("name", "Name", input({ value: tournament?.name ?? "", maxlength: 200, required: true })),
    field("leaderboard_id", "Ladder", select([...ladders].map(([id, name]) => [String(id), name]), String(ladder)),
      "Only games on this ladder count."),
    field("rank_by", "Ranked by", select([
      ["peak_rating", "Highest rating held"],
      ["current_rating", "Rating now"],
    ], tournament?.rank_by ?? "peak_rating")),
    field("prize_pool_cents", "Prize money", input({
      inputmode: "decimal",
      value: typeof prize === "number" ? (prize / 100).toFixed(2).replace(/\.00$/, "") : "",
    })),
    field("start_date", "Start", input({ type: "datetime-local", value: toField(tournament?.start_date) }),
      `In your time zone, ${timeZone()}. Games that start before do not count.`),
    field("end_date", "End", input({ type: "datetime-local", value: toField(tournament?.end_date) }),
      "From then on the standings are final."),
    field("host_stream_urls", "Hosts' broadcasts", area((tournament?.host_stream_urls ?? []).join("\n")),
      "Links to channels at Twitch or YouTube, one a line, five at most."),
    field("presentation", "Presentation", area(JSON.stringify(tournament?.presentation ?? {}, null, 2), { rows: 4 }),
      "JSON that your event's own site reads, if it asks you for any."),
  ];
}

/** @param {import("./main.js").Context} context */
export async function createView({ me, go }) {
  const fields = await tournamentFields(null);
  const slug = field("slug", "Address", input({ maxlength: 64, required: true, autocapitalize: "none" }),
    "Lower-case letters, digits and hyphens. It stands in links and cannot be changed later.");
  const [name, ...others] = fields;
  if (!name) return [];
  name.control.addEventListener("input", () => {
    if (slug.control.dataset.isOwn) return;
    slug.control.value = name.control.value.normalize("NFD").toLowerCase().replace(/[\u0300-\u036f'’]/g, "")
      .replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 64);
  });
  slug.control.addEventListener("input", () => (slug.control.dataset.isOwn = "yes"));
  const all = [name, slug, ...others];
  return [
    h("h1", { tabindex: -1 }, "Set up a tournament"),
    !me.can_create_tournaments && h("p", { class: "error" }, "You may not set up tournaments here."),
    form({
      key: "create",
      fields: all,
      button: "Set it up",
      send: async () => {
        const { body } = await write("POST", "/v1/tournaments", bodyOf(all));
        slug.control.value = body.slug;
        return `${body.name} is set up. Add its roster now.`;
      },
      then: () => go(`#/t/${slug.control.value}`),
    }),
  ];
}
