// The fields of a stage, and what a request says of them.
import { wrong } from "../api.js";
import { h } from "../dom.js";
import { field, grid, input, RESTORED, select } from "../forms.js";
import { ADMITS, choicesOf, FORMATS, formatOf, formatValue, SERIES_FORMATS, TIE_BREAKS } from "./facts.js";
import { participantsField, participantsOf } from "./participants.js";

/** @typedef {import("../forms.js").Field} Field */
/** @typedef {import("./facts.js").Stage} Stage */
/** @typedef {import("./facts.js").TournamentEvent} TournamentEvent */

/** How many tie-breaks can be chosen at least. */
const TIE_BREAK_FIELDS = 4;
/** The formats of stages that have a field. */
const ONLY_OF = /** @type {Record<string, Stage["format"]>} */ ({
  groups: "round_robin",
  legs: "round_robin",
  rounds: "swiss",
  half_pairing: "swiss",
  "points.bye": "swiss",
});
/** The tie-breaks of a stage without any chosen, by format. */
const USUAL = /** @type {Record<Stage["format"], (keyof typeof TIE_BREAKS)[]>} */ ({
  round_robin: ["head_to_head", "game_difference", "games_won"],
  swiss: ["buchholz_cut1", "buchholz", "head_to_head", "game_difference"],
  manual: ["game_difference", "games_won"],
});
const POINTS = /** @type {const} */ ({ win: "a win", draw: "a draw", loss: "a loss", bye: "a bye" });
const POINTS_AT_FIRST = { win: 1, draw: 0.5, loss: 0, bye: 1 };

/**
 * The fields of a stage as it is, or as it begins. Those that a started stage cannot change are left out.
 *
 * @param {TournamentEvent} event
 * @param {Stage | null} stage
 */
export function stageFields(event, stage) {
  const isStarted = stage !== null && stage.status !== "not_started";
  const value = (/** @type {keyof Stage} */ name, /** @type {string} */ first) => valueOf(stage, name, first);
  const name = field("name", "Name", input({ value: stage?.name ?? "", maxlength: 100, required: true }),
    "Such as Groups, or Swiss rounds.");
  const visibility = field("visibility", "Who sees it", select([
    ["draft", "Only owners: a draft"],
    ["public", "Everybody"],
  ], value("visibility", "draft")));
  const format = field("format", "Format", select(options(FORMATS, ({ name }) => name), value("format", "round_robin")));
  const kind = field("sides", "Who takes part", select([["entries", "Entries of the roster"], ["teams", "Teams"]],
    value("sides", "entries")));
  const about = h("p", { class: "hint", role: "status" });
  const participants = participantsField(() => choicesOf(event, kindOf(kind.control.value)), stage);
  const structure = structureFields(stage);
  const swiss = swissFields(stage);
  const games = field("series_format", "Games of a series",
    select(SERIES_FORMATS, stage ? formatValue(stage.series_format) : "best_of:3"),
    "Best of: the first with more than half wins. Play all: every game is played, and there may be draws.");
  const series = seriesFields(stage);
  const points = pointFields(stage);
  const ties = tieBreakFields(stage);
  const usual = h("p", { class: "hint" });
  const fixed = [format, kind];
  const unstarted = [participants, ...structure, games];
  const fields = [name, visibility, ...(stage ? [] : fixed), ...(isStarted ? [] : unstarted), ...swiss, ...series,
    ...points, ...ties];
  const follow = () => {
    const chosen = /** @type {Stage["format"]} */ (format.control.value);
    for (const one of fields) one.element.hidden = (ONLY_OF[one.name] ?? chosen) !== chosen;
    about.textContent = FORMATS[chosen].about;
    usual.textContent = `Without any: ${USUAL[chosen].map((one) => TIE_BREAKS[one].toLowerCase()).join(", then ")}. `
      + "Sides that tie in everything stand in the order of seeds, until you order them.";
  };
  for (const event of ["change", RESTORED]) format.control.addEventListener(event, follow);
  for (const event of ["change", RESTORED]) {
    kind.control.addEventListener(event, () => participants.control.dispatchEvent(new Event(RESTORED)));
  }
  follow();
  const shown = (/** @type {Field[]} */ ...some) => grid(some.filter((one) => fields.includes(one)));
  const body = [
    shown(name, visibility),
    !stage && grid(fixed), about,
    shown(participants, ...structure, ...swiss, games, ...series),
    h("details", { class: "more" }, h("summary", {}, "Points and tie-breaks"), grid(points),
      h("p", {}, "Sides with equal points are ordered by:"), grid(ties), usual),
  ];
  return { fields, body: body.filter((part) => part !== false) };
}

/**
 * @param {Stage | null} stage
 * @param {keyof Stage} name
 * @param {string} first
 */
const valueOf = (stage, name, first) => String(stage?.[name] ?? first);

/** @param {Stage | null} stage */
const structureFields = (stage) => [
  field("groups", "Groups", input({ type: "number", min: 1, max: 64, value: groupsOf(stage) }),
    "Seeds are dealt out evenly: first, second, third group, then backwards."),
  field("legs", "Meetings", select([["1", "Each pair meets once"], ["2", "Each pair meets twice"]],
    valueOf(stage, "legs", "1"))),
];

/** @param {Stage | null} stage */
const swissFields = (stage) => [
  field("rounds", "Rounds", input({ type: "number", min: 1, max: 100, value: valueOf(stage, "rounds", "") }),
    "How many in all. Left empty, you decide as you go."),
  field("half_pairing", "Pairing of equal points", select([
    ["slide", "Slide: the first of the upper half meets the first of the lower"],
    ["fold", "Fold: the best meets the last"],
  ], valueOf(stage, "half_pairing", "slide"))),
];

/** @param {Stage | null} stage */
const seriesFields = (stage) => [
  field("admits", "Games that count", select(options(ADMITS, (name) => name), valueOf(stage, "admits", "lobby")),
    "Other games of the same two sides are not counted."),
  field("advance", "Places that advance",
    input({ type: "number", min: 0, max: 256, value: valueOf(stage, "advance", "0") }),
    "Of each group. They are marked in the table."),
];

/** @param {Stage | null} stage */
const pointFields = (stage) => Object.entries(POINTS).map(([name, label]) => {
  const key = /** @type {keyof typeof POINTS} */ (name);
  const value = stage?.points[key] ?? POINTS_AT_FIRST[key];
  return field(`points.${key}`, `Points for ${label}`, input({ inputmode: "decimal", value }));
});

/** @param {string} value */
const kindOf = (value) => /** @type {import("./facts.js").SideKind} */ (value);

/**
 * @template T
 * @param {Record<string, T>} named
 * @param {(one: T) => string} label
 */
const options = (named, label) => Object.entries(named).map(([value, one]) =>
  /** @type {[string, string]} */ ([value, label(one)]));

/** @param {Stage | null} stage */
const groupsOf = (stage) => Math.max(1, ...(stage?.participants ?? []).map(({ group }) => group ?? 1));

/** @param {Stage | null} stage */
function tieBreakFields(stage) {
  const chosen = stage?.tie_breaks ?? [];
  const numbers = Array.from({ length: Math.max(TIE_BREAK_FIELDS, chosen.length) }, (_, index) => index);
  const all = options(TIE_BREAKS, (name) => name);
  return numbers.map((index) => field(index === 0 ? "tie_breaks" : `tie_break_${index}`, `Tie-break ${index + 1}`,
    select([["", "–"], ...all], chosen[index] ?? "")));
}

/**
 * What the request says of these fields.
 *
 * @param {Field[]} fields those of the whole stage
 * @param {Field[]} changed those to send
 * @param {Stage["format"]} format
 * @param {import("./facts.js").Choice[]} choices who can take part
 */
export function stageBody(fields, changed, format, choices) {
  const body = /** @type {Record<string, any>} */ ({});
  const isSent = (/** @type {(name: string) => boolean} */ of) => changed.some(({ name }) => of(name));
  for (const { name, control, element } of changed) {
    const text = control.value.trim();
    if (element.hidden) continue;
    if (name === "name" && text === "") throw wrong("name", "This is needed.");
    if (["name", "visibility", "format", "sides", "half_pairing", "admits"].includes(name)) body[name] = text;
    if (["legs", "advance"].includes(name)) body[name] = whole(name, text);
    if (name === "rounds") body.rounds = text === "" ? null : whole(name, text);
    if (name === "series_format") body.series_format = formatOf(text);
  }
  if (isSent((name) => name === "participants" || name === "groups")) {
    const [given, groups] = ["participants", "groups"].map((name) => fields.find((one) => one.name === name));
    const read = participantsOf(given?.control.value ?? "", choices);
    body.participants = read.ids;
    if (groups && !groups.element.hidden) body.groups = read.groups ?? whole("groups", groups.control.value);
    else if (read.groups) throw wrong("participants", "Only a round robin has groups: leave no line empty.");
  }
  if (isSent((name) => name.startsWith("points."))) {
    const of = (/** @type {Field} */ { name, control }) => [name.slice("points.".length), decimal(name, control.value)];
    body.points = Object.fromEntries(fields.filter(({ name }) => name.startsWith("points.")).map(of));
  }
  if (isSent((name) => name.startsWith("tie_break"))) {
    const chosen = fields.filter(({ name }) => name.startsWith("tie_break")).map(({ control }) => control.value);
    const given = chosen.filter(Boolean);
    body.tie_breaks = given.length > 0 ? given : USUAL[format];
  }
  return body;
}

/**
 * @param {string} name
 * @param {string} text
 */
function whole(name, text) {
  if (!/^\d+$/.test(text.trim())) throw wrong(name, "Write a whole number.");
  return Number(text);
}

/**
 * @param {string} name
 * @param {string} text
 */
export function decimal(name, text) {
  const given = text.trim().replace(",", ".").replace("−", "-");
  if (!/^-?\d+(\.\d{1,2})?$/.test(given)) throw wrong(name, "Write a number with at most two decimals, such as 0.5.");
  return Number(given);
}
