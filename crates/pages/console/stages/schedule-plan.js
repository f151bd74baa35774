// What the lines of a pasted schedule do to the series of a stage, or to those outside of stages.
import { folded } from "../lines.js";
import { byName } from "./facts.js";

/** @typedef {import("./schedule-lines.js").Line} Line */
/** @typedef {import("./facts.js").Series} Series */
/** @typedef {import("./facts.js").Choice} Choice */
/** @typedef {import("./facts.js").SideKind} SideKind */

/**
 * Where the lines belong.
 *
 * @typedef {object} Target
 * @property {number | null} stage null for series outside of stages
 * @property {boolean} canCreate whether series can be made there
 * @property {{ kind: SideKind, choices: Choice[] }[]} sides who can be named
 * @property {Series[]} series those that are there
 * @property {Record<string, unknown> | null} format of new series, unless the stage says it
 */
/**
 * @typedef {object} Step
 * @property {Line} line
 * @property {"schedule" | "create" | "same" | "wrong"} action
 * @property {Series | null} series the one that it is about
 * @property {string} text what it does, or why it does nothing
 * @property {Record<string, unknown> | null} body of the request that does it
 */

/**
 * What the lines do. One that says what is so already does nothing, so that a schedule can be applied again.
 *
 * @param {Line[]} lines
 * @param {Target} target
 * @returns {Step[]}
 */
export function planSchedule(lines, target) {
  /** @type {Set<number>} */
  const taken = new Set();
  const found = lines.map((line) => ({ line, ...pairOf(line, target) }));
  const steps = found.map((one) => {
    if (!one.pair) return wrong(one.line, one.problem ?? "");
    const twin = found.find((other) => other.line.number < one.line.number && other.line.instant === one.line.instant
      && other.pair && isPair(other.pair.ids, one.pair?.ids ?? []));
    if (twin) return wrong(one.line, `It says the same as line ${twin.line.number}.`);
    const same = target.series.find((series) => isOf(series, one.pair) && isAt(series, one.line.instant));
    if (!same) return null;
    taken.add(same.series_id);
    return schedule(one.line, same);
  });
  return found.map(({ line, pair }, index) => {
    const step = steps[index];
    if (step || !pair) return step ?? wrong(line, "");
    const free = target.series.filter((series) => isOf(series, pair) && !taken.has(series.series_id));
    const open = free.filter(({ status }) => status === "scheduled" || status === "live");
    const series = open.find(({ scheduled_at }) => scheduled_at === null) ?? open[0];
    if (series) {
      taken.add(series.series_id);
      return schedule(line, series);
    }
    if (target.canCreate) return create(line, pair, target);
    const isOver = free.length > 0;
    return wrong(line, isOver ? "Their series is decided already." : "The stage has no open series of these two.");
  });
}

/**
 * @param {Line} line
 * @param {string} text
 * @returns {Step}
 */
const wrong = (line, text) => ({ line, action: "wrong", series: null, text, body: null });

/**
 * @param {Line} line
 * @param {Series} series
 * @returns {Step}
 */
function schedule(line, series) {
  const isMoved = !isAt(series, line.instant);
  const isLinked = line.url !== null && line.url !== series.stream_url;
  const body = { ...(isMoved && { scheduled_at: line.instant }), ...(isLinked && { stream_url: line.url }) };
  if (!isMoved && !isLinked) return { line, action: "same", series, text: "Nothing changes: it is so already.", body: null };
  const text = !isMoved ? "Gets the link" : series.scheduled_at ? "Moves" : "Schedules";
  return { line, action: "schedule", series, text, body };
}

/** @typedef {{ kind: SideKind, ids: number[] }} Pair */

/**
 * @param {Line} line
 * @param {Pair} pair
 * @param {Target} target
 * @returns {Step}
 */
function create(line, { kind, ids }, { stage, format }) {
  const body = {
    ...(stage === null ? { kind } : { stage_id: stage }),
    sides: ids,
    ...(format && { format }),
    scheduled_at: line.instant,
    ...(line.url && { stream_url: line.url }),
  };
  return { line, action: "create", series: null, text: "Makes a series", body };
}

/**
 * Who is meant by the names of a line.
 *
 * @param {Line} line
 * @param {Target} target
 * @returns {{ pair: Pair | null, problem: string | null }}
 */
function pairOf(line, { sides, stage }) {
  if (line.problem) return { pair: null, problem: line.problem };
  for (const { kind, choices } of sides) {
    const known = byName(choices);
    for (const names of line.sides) {
      const ids = names.map((name) => known.get(folded(name))?.id ?? 0);
      if (ids[0] && ids[0] === ids[1]) return { pair: null, problem: "Both sides are the same." };
      if (ids.every((id) => id > 0)) return { pair: { kind, ids }, problem: null };
    }
  }
  const all = byName(sides.flatMap(({ choices }) => choices));
  const unknown = (line.sides[0] ?? []).filter((name) => !all.has(folded(name)));
  const where = stage === null ? "on the roster, and no team" : "in this stage";
  const verb = unknown.length > 1 ? "are" : "is";
  return { pair: null, problem: unknown.length > 0
    ? `${unknown.join(" and ")} ${verb} not ${where}.`
    : "An entry cannot play against a team." };
}

/**
 * @param {number[]} one
 * @param {number[]} other
 */
const isPair = (one, other) => one.length === other.length && one.every((id) => other.includes(id));

/**
 * @param {Series} series
 * @param {Pair | null} pair
 */
function isOf({ sides }, pair) {
  if (!pair) return false;
  return isPair(sides.map((side) => (pair.kind === "teams" ? side.team_id : side.tournament_player_id) ?? 0), pair.ids);
}

/**
 * @param {Series} series
 * @param {string | null} instant
 */
const isAt = ({ scheduled_at }, instant) =>
  scheduled_at !== null && instant !== null && Date.parse(scheduled_at) === Date.parse(instant);
