// Pasted schedules of the console: how lines are read, and what they do to the series that are there.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Choice } from "../../../crates/pages/console/stages/facts.js";
import { placesOf, requestOf, swapped } from "../../../crates/pages/console/stages/pairings.js";
import { dealt, participantsOf } from "../../../crates/pages/console/stages/participants.js";
import { parseSchedule } from "../../../crates/pages/console/stages/schedule-lines.js";
import { planSchedule, type Target } from "../../../crates/pages/console/stages/schedule-plan.js";
import { scoresOf } from "../../../crates/pages/console/stages/scores.js";

process.env.TZ = "Europe/Berlin";

const NAMES = ["Anna", "Bert", "Jean-Luc", "A - B", "Dora"];
const choices: Choice[] = NAMES.map((name, index) => ({ id: index + 1, name, ...(name === "Dora" && { shown: "Queen Dora" }) }));
const target = (change: Partial<Target> = {}): Target => ({
  stage: 7, canCreate: false, sides: [{ kind: "entries", choices }], series: [], format: { best_of: 3 }, ...change,
});
const side = (id: number) => ({ tournament_player_id: id, team_id: null, name: NAMES[id - 1] ?? "" });
const series = (series_id: number, sides: [number, number], change = {}) => ({
  series_id, sides: sides.map(side), status: "scheduled", scheduled_at: null, stream_url: null, round: 1, ...change,
}) as unknown as Target["series"][number];
const read = (text: string) => {
  const [line] = parseSchedule(text);
  assert.ok(line, text);
  return line;
};

test("a line has a date, a time, two sides and perhaps a link", () => {
  const pair = [["Anna", "Bert"]];
  for (const text of [
    "2026-12-01 18:00  Anna - Bert",
    "2026-12-01 18:00 Anna vs. Bert",
    "2026-12-01T18:00 Anna – Bert",
    "2026/12/1 18:00 Anna v Bert\r",
    "2026-12-01\t18:00\tAnna\tBert",
    "2026-12-01\t18:00:00\tAnna\tvs\tBert\t",
    "2026-12-01; 18:00; Anna; Bert",
    "2026-12-01 18:00 +01:00 Anna - Bert",
    "2026-12-01 17:00 UTC  Anna - Bert",
    "2026-12-01 17:00Z Anna - Bert",
  ]) {
    const { instant, sides, url, problem } = read(text);
    assert.deepEqual([instant, sides, url, problem], ["2026-12-01T17:00:00Z", pair, null, null], text);
  }
  for (const [given, url] of [["https://twitch.tv/x", "https://twitch.tv/x"], ["twitch.tv/x", "https://twitch.tv/x"]]) {
    for (const between of ["  ", "\t"]) {
      const line = read(`2026-07-01 18:00${between}Anna - Bert${between}${given}`);
      assert.deepEqual([line.instant, line.sides, line.url], ["2026-07-01T16:00:00Z", pair, url]);
    }
  }
  assert.deepEqual(parseSchedule("\n \n2026-12-01 18:00 Anna - Bert\n").map(({ number }) => number), [3]);
});

test("what cannot be read is refused with a hint", () => {
  for (const [text, problem] of [
    ["01.12.2026 18:00 Anna - Bert", /could be read as two dates.*year first/],
    ["1/12/26 18:00 Anna - Bert", /could be read as two dates/],
    ["12-01-2026\t18:00\tAnna\tBert", /could be read as two dates/],
    ["2026-12-01 Anna - Bert", /date and a time/],
    ["Tuesday 18:00 Anna - Bert", /date and a time/],
    ["2026-12-01 6:00 pm Anna - Bert", /24 hours/],
    ["2026-02-30 18:00 Anna - Bert", /no such date/],
    ["2026-12-01 25:00 Anna - Bert", /no such date/],
    ["2026-13-01 18:00 Anna - Bert", /no such date/],
    ["2026-03-29 02:30 Anna - Bert", /no such date or time/],
    ["2026-12-01 18:00 Anna", /two sides/],
    ["2026-12-01\t18:00\tAnna\tBert\tCarl", /two sides/],
  ] as const) {
    assert.match(read(text).problem ?? "", problem, text);
  }
});

test("names with dashes are found where they stand", () => {
  const sides = (text: string) => {
    const [step] = planSchedule(parseSchedule(`2026-12-01 18:00 ${text}`), target({ canCreate: true }));
    return step?.body?.sides;
  };
  assert.deepEqual(sides("jean-luc - ANNA"), [3, 1]);
  assert.deepEqual(sides("A - B - Bert"), [4, 2]);
  assert.deepEqual(sides("Bert - A - B"), [2, 4]);
  assert.deepEqual(sides("Queen Dora - Bert"), [5, 2], "by the name that viewers see");
});

test("lines schedule the series of their sides, make those that are missing, and say what is wrong", () => {
  const there = target({ series: [
    series(11, [1, 2]),
    series(12, [2, 1], { round: 4 }),
    series(13, [3, 5], { scheduled_at: "2026-12-02T17:00:00Z" }),
    series(14, [2, 5], { status: "completed" }),
  ] });
  const text = [
    "2026-12-09 18:00 Bert - Anna https://twitch.tv/x",
    "2026-12-02 18:00 Jean-Luc - Dora",
    "2026-12-16 18:00 Anna - Bert",
    "2026-12-23 18:00 Anna - Bert",
    "2026-12-01 18:00 Bert - Dora",
    "2026-12-01 18:00 Anna - Zoe",
    "2026-12-01 18:00 Anna - anna",
    "2026-12-09 18:00 Anna - Bert",
  ].join("\n");
  const told = planSchedule(parseSchedule(text), there).map(({ action, series, body, text }) =>
    [action, series?.series_id ?? null, body ?? text]);
  assert.deepEqual(told, [
    ["schedule", 11, { scheduled_at: "2026-12-09T17:00:00Z", stream_url: "https://twitch.tv/x" }],
    ["same", 13, "Nothing changes: it is so already."],
    ["schedule", 12, { scheduled_at: "2026-12-16T17:00:00Z" }],
    ["wrong", null, "The stage has no open series of these two."],
    ["wrong", null, "Their series is decided already."],
    ["wrong", null, "Zoe is not in this stage."],
    ["wrong", null, "Both sides are the same."],
    ["wrong", null, "It says the same as line 1."],
  ]);
  const [made] = planSchedule(parseSchedule("2026-12-23 18:00 Anna - Dora"), { ...there, canCreate: true });
  assert.deepEqual([made?.action, made?.body],
    ["create", { stage_id: 7, sides: [1, 5], format: { best_of: 3 }, scheduled_at: "2026-12-23T17:00:00Z" }]);
});

test("a schedule that was applied does nothing when it is applied again", () => {
  const lines = parseSchedule("2026-12-16 18:00 Anna - Bert\n2026-12-09 18:00 Bert - Anna");
  const applied = target({ canCreate: true, series: [
    series(11, [1, 2], { scheduled_at: "2026-12-16T17:00:00Z" }),
    series(12, [2, 1], { scheduled_at: "2026-12-09T17:00:00.000Z", status: "completed" }),
  ] });
  assert.deepEqual(planSchedule(lines, applied).map(({ action }) => action), ["same", "same"]);
  const more = parseSchedule("2026-12-23 18:00 Anna - Bert\n2026-12-16 18:00 Anna - Bert");
  assert.deepEqual(planSchedule(more, applied).map(({ action }) => action), ["create", "same"]);
});

test("participants are names in the order of seeds, and empty lines separate groups", () => {
  assert.deepEqual(participantsOf(" bert\nANNA\n", choices), { ids: [2, 1], groups: null });
  assert.deepEqual(participantsOf("Bert\nAnna\n\n \nDora\nJean-Luc\n", choices), { ids: [2, 1, 5, 3], groups: [[2, 1], [5, 3]] });
  assert.deepEqual(participantsOf("dora\nBert", choices), participantsOf("queen dora\nBert", choices));
  assert.throws(() => participantsOf("Anna\nZoe\nAnna", choices), ({ fields }) =>
    fields[0].message === "Zoe is not among those who can take part. Anna is there twice.");
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6].map((index) => dealt(index, 3)), [1, 2, 3, 3, 2, 1, 1]);
});

test("whoever is put elsewhere in a round changes places", () => {
  const round = { pairings: [{ sides: [side(1), side(2)] }, { sides: [side(3), side(4)] }], bye: { side: side(5) } };
  const places = placesOf(round as never, (one) => one.tournament_player_id ?? 0);
  assert.deepEqual(places, [1, 2, 3, 4, 5]);
  assert.deepEqual(requestOf(swapped(places, 1, 3)), { pairings: [[1, 3], [2, 4]], bye: 5 });
  assert.deepEqual(requestOf(swapped(places, 4, 1)), { pairings: [[5, 2], [3, 4]], bye: 1 });
  assert.deepEqual(requestOf(swapped([1, 2], 0, 9)), { pairings: [[1, 2]] });
});

test("the scores of a format are those that its rules allow", () => {
  assert.deepEqual(scoresOf({ best_of: 3 }), {
    final: [[2, 0], [2, 1], [1, 2], [0, 2]], partial: [[1, 0], [0, 0], [1, 1], [0, 1]],
  });
  assert.deepEqual(scoresOf({ play_all: 2 }), { final: [[2, 0], [1, 1], [0, 2]], partial: [[1, 0], [0, 0], [0, 1]] });
});
