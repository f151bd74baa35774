// Stages and series as the console reads them, who may take part in them, and what people call their parts.
import { read, Refused } from "../api.js";
import { h } from "../dom.js";
import { eventHeading, loadEvent, pathOf } from "../event.js";
import { folded } from "../lines.js";
import { when } from "../time.js";

/** @typedef {import("../event.js").TournamentEvent} TournamentEvent */
/** @typedef {import("#client").StageRead} Stage */
/** @typedef {import("#client").StageTableRow} Row */
/** @typedef {import("#client").SeriesRead} Series */
/** @typedef {import("#client").SideRead} Side */
/** @typedef {import("#client").SeriesFormat} SeriesFormat */
/** @typedef {import("#client").SideKind} SideKind */

/**
 * Somebody who can take part: an entry, or a team. Viewers may see another name than the roster's.
 * @typedef {{ id: number, name: string, shown?: string }} Choice
 */

/** What the formats of stages are called, and what they do. */
export const FORMATS = /** @type {Record<Stage["format"], { name: string, about: string, start: string }>} */ ({
  round_robin: {
    name: "Round robin",
    about: "All of a group meet each other, once or twice. The whole schedule is made when the stage starts.",
    start: "This makes all series of all rounds. Participants, groups and the number of games cannot be changed after it, "
      + "and the stage cannot be deleted.",
  },
  swiss: {
    name: "Swiss",
    about: "Every round pairs sides with equal points that have not met so far. You start each round yourself.",
    start: "After it you start the first round. Late participants can still be added; the stage cannot be deleted.",
  },
  manual: {
    name: "By hand",
    about: "You make each series yourself, for example from a pasted schedule. Only the table is computed.",
    start: "After it you can add series to the stage. Late participants can still be added; the stage cannot be deleted.",
  },
});

/** What tie-breaks are called. */
export const TIE_BREAKS = /** @type {Record<import("#client").TieBreak, string>} */ ({
  head_to_head: "Head to head",
  game_difference: "Game difference",
  games_won: "Games won",
  buchholz: "Buchholz",
  buchholz_cut1: "Buchholz cut 1",
  sonneborn_berger: "Sonneborn-Berger",
  wins: "Series won",
  opponents_win_rate: "Opponents' win rate",
  seed: "Seed",
});

/** What kinds of match are called. */
export const ADMITS = /** @type {Record<import("#client").Admits, string>} */ ({
  lobby: "Games from lobbies",
  ranked: "Ranked games",
  any: "All games",
});

/**
 * A stage with all that is shown of it.
 *
 * @param {string} slug
 * @param {string} id
 * @param {AbortSignal} signal
 * @param {TournamentEvent} [known] the tournament, as long as its roster need not be the newest
 */
export async function loadStage(slug, id, signal, known) {
  const [event, stage, table, series] = await Promise.all([
    known ?? loadEvent(slug, signal),
    findStage(slug, Number(id), signal),
    read(`${pathOf(slug)}/stages/${id}/table`, signal),
    read(`${pathOf(slug)}/series?drafts=true&stage=${id}`, signal),
  ]);
  return {
    event,
    stage,
    table: /** @type {Row[]} */ (table.body.items),
    series: /** @type {Series[]} */ (series.body.items),
  };
}

/** @typedef {Awaited<ReturnType<typeof loadStage>>} StageFacts */

/**
 * The stage of this number, out of the list: single ones that nobody asked for since a change are limited by the minute.
 *
 * @param {string} slug
 * @param {number} id
 * @param {AbortSignal} signal
 */
export async function findStage(slug, id, signal) {
  const { body } = await read(`${pathOf(slug)}/stages?drafts=true`, signal);
  const stage = body.items.find((/** @type {Stage} */ { stage_id }) => stage_id === id);
  if (!stage) throw new Refused(404, "There is no such stage. It may have been deleted.");
  return /** @type {Stage} */ (stage);
}

/**
 * All stages and series, drafts too.
 *
 * @param {string} slug
 * @param {AbortSignal} [signal]
 */
export async function loadAll(slug, signal) {
  const [stages, series] = await Promise.all([
    read(`${pathOf(slug)}/stages?drafts=true`, signal),
    read(`${pathOf(slug)}/series?drafts=true`, signal),
  ]);
  return {
    stages: /** @type {Stage[]} */ (stages.body.items),
    series: /** @type {Series[]} */ (series.body.items),
  };
}

/**
 * Who can take part. Entries whose account the upstream has not told of have no number so far, and are left out.
 *
 * @param {TournamentEvent} event
 * @param {SideKind} kind
 * @returns {Choice[]}
 */
export function choicesOf(event, kind) {
  if (kind === "teams") return event.teams.map(({ team_id, name }) => ({ id: team_id, name }));
  return event.roster.filter(({ player }) => player !== null).map(({ id, name, player }) => {
    const shown = player?.presentation?.displayName;
    return { id, name, ...(typeof shown === "string" && { shown }) };
  });
}

/**
 * Those who can be chosen by their names as they are compared. Names of the roster, which are unique, go first.
 *
 * @param {Choice[]} choices
 */
export function byName(choices) {
  const shown = choices.flatMap((choice) => (choice.shown ? [/** @type {const} */ ([folded(choice.shown), choice])] : []));
  return new Map([...shown, ...choices.map((choice) => /** @type {const} */ ([folded(choice.name), choice]))]);
}

/** @param {Side} side */
export const idOf = ({ tournament_player_id, team_id }) => tournament_player_id ?? team_id ?? 0;

/** @param {Series} series */
export const namesOf = ({ sides }) => /** @type {[string, string]} */ (sides.map(({ name }) => name || "Nobody"));

/** @param {Series} series */
export const titleOf = (series) => namesOf(series).join(" – ");

/**
 * A format of series as the value of a control, and back.
 *
 * @param {SeriesFormat} format
 */
export const formatValue = (format) => ("best_of" in format ? `best_of:${format.best_of}` : `play_all:${format.play_all}`);

/** @param {string} value */
export function formatOf(value) {
  const [name = "", games] = value.split(":");
  return { [name]: Number(games) };
}

/** @param {SeriesFormat} format */
export const formatName = (format) => ("best_of" in format ? `Best of ${format.best_of}` : `Play all ${format.play_all}`);

/** The formats of series to choose from. */
export const SERIES_FORMATS = /** @type {[string, string][]} */ ([
  ...[1, 3, 5, 7, 9].map((games) => [`best_of:${games}`, `Best of ${games}`]),
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((games) => [`play_all:${games}`, `Play all ${games}`]),
]);

/**
 * How far a series is: a word for its style, and the text.
 *
 * @param {Series} series
 */
export function seriesState(series) {
  const { status, winner, decided_by, scheduled_at } = series;
  const mark = (/** @type {string} */ kind, /** @type {string} */ text) => h("span", { class: `state ${kind}` }, text);
  if (status === "live") return mark("live", "Under way");
  if (status === "cancelled") return mark("warning", "Cancelled by a host");
  if (status === "walkover") return mark("warning", `Walkover for ${namesOf(series)[winner ?? 0]}`);
  if (status === "completed") return mark("", decided_by === "host" ? "Decided by a host" : "Decided");
  return mark("quiet", scheduled_at ? when(scheduled_at) : "Not scheduled");
}

/**
 * A reason of the service as a sentence.
 *
 * @param {string | null | undefined} reason
 */
export const sentence = (reason) => (reason ? `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.` : "");

/** @param {Series} series */
export const isOpen = ({ status }) => status === "scheduled" || status === "live";

/**
 * @param {number} number
 * @param {string} what
 * @param {string} [many]
 */
export const count = (number, what, many = `${what}s`) => `${number} ${number === 1 ? what : many}`;

/**
 * What stands above the views of stages and series.
 *
 * @param {import("../event.js").Tournament} tournament
 * @param {string} current the end of the address of what is shown
 */
export function stagesHeading(tournament, current) {
  const to = `#/t/${tournament.slug}`;
  const parts = [["/stages", "All stages"], ["/series", "Series outside of stages"], ["/schedule", "Paste a schedule"]];
  return [
    ...eventHeading(tournament, "/stages"),
    h("nav", { class: "parts", "aria-label": "Stages and series" }, parts.map(([end, label]) =>
      h("a", { href: `${to}${end}`, "aria-current": end === current && "page" }, label))),
  ];
}
