// Stages and series in the console, in a browser, against the whole service: set up, started, reported, corrected.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import type { ListEnvelopePlayerRead, MatchRead, SeriesRead, StageRead, StageTableRow } from "../generated/client.ts";
import { launch } from "./browser.ts";
import { Console } from "./console.ts";
import { Demo } from "./demo.ts";
import { freePort } from "./service.ts";
import { until } from "./wait.ts";

/** A desk and a telephone. */
const WIDTHS = [1_400, 360];
/** A name that would run a program if it were read as HTML. */
const HOSTILE = `<img src=x onerror="alert('run')">`;
const NAMES = ["Anna", "Bert", "Carl", "Dora", "Emil", "Jean-Luc", HOSTILE];

// Hosts are not as quick as these tests.
const demo = new Demo(await freePort(), { RATE_LIMIT_PER_MINUTE: "0" });
let browser: Browser;

before(async () => {
  [browser] = await Promise.all([launch(), demo.start()]);
  for (const width of WIDTHS) await setUp(slugOf(width));
});

after(async () => {
  await browser?.close();
  await demo.stop();
});

const slugOf = (width: number) => `league-${width}`;

/** Asks as the host; the body of the answer. */
async function host<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${demo.origin}/v1${path}`, {
    method,
    headers: { "Content-Type": "application/json", Cookie: demo.hostCookie },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  assert.ok(answer.ok, `${method} ${path} answered ${answer.status}`);
  return (answer.status === 204 ? null : await answer.json()) as T;
}

async function setUp(slug: string): Promise<void> {
  const start_date = new Date(Date.now() - 86_400_000).toISOString();
  await host("POST", "/tournaments", { slug, name: "The League", leaderboard_id: 3, start_date });
  for (const name of NAMES) {
    // Viewers see another name of him.
    const presentation = name === "Jean-Luc" ? { displayName: "The Captain" } : {};
    await host("POST", `/tournaments/${slug}/players`, { name, presentation });
  }
}

/** The number of an entry. */
async function numberOf(slug: string, name: string): Promise<number> {
  const { items } = await host<ListEnvelopePlayerRead>("GET", `/tournaments/${slug}/players`);
  const entry = items.find((one) => one.name === name);
  assert.ok(entry, name);
  return entry.tournament_player_id;
}

async function stageNamed(slug: string, name: string): Promise<StageRead> {
  const { items } = await host<{ items: StageRead[] }>("GET", `/tournaments/${slug}/stages?drafts=true`);
  const stage = items.find((stage) => stage.name === name);
  assert.ok(stage, name);
  return stage;
}

async function seriesOf(slug: string, stage: number | null): Promise<SeriesRead[]> {
  const { items } = await host<{ items: SeriesRead[] }>("GET", `/tournaments/${slug}/series?drafts=true`);
  return items.filter(({ stage_id }) => stage_id === stage);
}

const titleOf = ({ sides }: SeriesRead) => sides.map(({ name }) => name).join(" – ");

/** What somebody who is not signed in gets. */
const statusOf = async (path: string) => (await fetch(`${demo.origin}/v1${path}`)).status;

for (const width of WIDTHS) {
  test(`a round robin in two groups is set up, reported and corrected, at ${width} pixels`, { timeout: 240_000 }, async (t) => {
    const console = await Console.open(t, browser, demo, width);
    const slug = slugOf(width);
    await createGroups(console, slug);
    await publishAndStart(console, slug);
    await reportSeries(console, slug);
    await scheduleOne(console, slug);
    await decideGames(console, slug);
    assert.deepEqual([console.complaints, console.refusals], [[], []]);
  });

  test(`rounds of a Swiss stage are proposed, changed, started and taken back, at ${width} pixels`, { timeout: 240_000 }, async (t) => {
    const console = await Console.open(t, browser, demo, width);
    const slug = slugOf(width);
    const stage = await createSwiss(console, slug);
    await startChangedRound(console, slug, stage);
    await reportRound(console, slug, stage);
    await correctTable(console, slug, stage);
    assert.deepEqual([console.complaints, console.refusals], [[], []]);
  });

  test(`a pasted schedule is previewed, applied and applied again, at ${width} pixels`, { timeout: 240_000 }, async (t) => {
    const console = await Console.open(t, browser, demo, width);
    await pasteSchedule(console, slugOf(width));
    assert.deepEqual(console.complaints, []);
    assert.deepEqual(console.refusals, ["429"], "the pause that the test asked for");
  });
}

async function createGroups(console: Console, slug: string): Promise<void> {
  const { page } = console;
  await console.go(`#/t/${slug}/stages`);
  await console.look("stages-none");
  await page.getByRole("link", { name: "Set up a stage" }).click();
  await page.getByRole("heading", { name: "Set up a stage" }).waitFor();
  await console.press("Set it up");
  await page.getByText("This is needed.").waitFor();
  assert.ok(await console.field("Name").evaluate((field) => field === document.activeElement), "the mistake");
  await console.field("Name").fill("Groups");
  await console.field("Participants").fill("Anna\nBert\nCarl\nNobody");
  await console.press("Set it up");
  await page.getByText("Nobody is not among those who can take part.").waitFor();
  await console.look("stage-form-mistake");
  await console.field("Participants").fill("Anna\nBert\nCarl\n dora");
  // By keys alone: the focus goes along with whom it moves.
  await page.getByRole("button", { name: "Move dora up" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  assert.equal(await console.field("Participants").inputValue(), "Anna\ndora\nBert\nCarl");
  await page.getByRole("button", { name: "Move dora down" }).click();
  assert.equal(await console.field("Participants").inputValue(), "Anna\nBert\ndora\nCarl");
  await console.field("Groups").fill("2");
  await console.field("Places that advance").fill("1");
  // What is typed outlasts the page, and the lists that go with it.
  await page.reload();
  await page.getByText("What you typed before is back.").waitFor();
  await page.getByRole("button", { name: "Take dora out" }).waitFor();
  await page.getByText("Points and tie-breaks").click();
  await console.field("Points for a win").fill("3");
  await console.field("Points for a draw").fill("1,5");
  await console.field("Tie-break 1").selectOption("Game difference");
  await console.look("stage-form");
  await console.press("Set it up");
  await console.says("Groups is set up. It begins when you start it.");
  await page.getByRole("heading", { name: "Groups", exact: true }).waitFor();
  const stage = await stageNamed(slug, "Groups");
  assert.deepEqual(stage.participants.map(({ side, group }) => [side.name, group]),
    [["Anna", 1], ["Bert", 2], ["Dora", 2], ["Carl", 1]]);
  assert.deepEqual([stage.points, stage.tie_breaks, stage.advance, stage.visibility],
    [{ win: 3, draw: 1.5, loss: 0, bye: 1 }, ["game_difference"], 1, "draft"]);
}

async function publishAndStart(console: Console, slug: string): Promise<void> {
  const { page } = console;
  const { stage_id } = await stageNamed(slug, "Groups");
  const path = `/tournaments/${slug}/stages/${stage_id}`;
  await page.getByText("Draft: only owners see it").waitFor();
  await console.look("stage-draft");
  await page.getByRole("link", { name: "Change", exact: true }).click();
  await page.getByRole("heading", { name: "Change Groups" }).waitFor();
  assert.equal(await console.field("Participants").inputValue(), "Anna\nBert\nDora\nCarl");
  assert.equal(await console.field("Groups").inputValue(), "2");
  await console.field("Participants").fill("Anna\nthe captain\n\nBert\nCarl");
  await console.press("Save");
  await console.says("Saved.");
  await page.getByRole("rowheader", { name: "The Captain" }).waitFor();
  await page.getByRole("link", { name: "Change", exact: true }).click();
  await page.getByRole("heading", { name: "Change Groups" }).waitFor();
  assert.equal(await console.field("Participants").inputValue(), "Anna\nJean-Luc\n\nBert\nCarl", "seeds do not explain the groups");
  await console.field("Participants").fill("Anna\nBert\nDora\nCarl");
  await console.press("Save");
  await page.getByRole("rowheader", { name: "Dora" }).waitFor();
  await console.confirm("Start", "Start it");
  await console.says("Groups is started.");
  // A draft is invisible to everybody else, in each of the ways in which it could be asked for.
  const [own] = await seriesOf(slug, stage_id);
  for (const hidden of [path, `${path}/table`, `/tournaments/${slug}/series/${own?.series_id}`]) {
    assert.equal(await statusOf(hidden), 404, hidden);
  }
  for (const list of ["stages", "series"]) {
    const { items } = await demo.get<{ items: { stage_id: number }[] }>(`/v1/tournaments/${slug}/${list}`);
    assert.ok(items.every((one) => one.stage_id !== stage_id), list);
  }
  assert.equal(await statusOf(`/tournaments/${slug}/stages?drafts=true`), 401);
  await console.press("Publish");
  await console.says("Everybody sees Groups now.");
  assert.equal(await statusOf(path), 200);
  assert.equal(await page.getByRole("button", { name: "Delete" }).count(), 0, "it is started");
  const shown = page.getByRole("link", { name: "the page of all stages" });
  assert.equal(await statusOf(`/..${await shown.getAttribute("href")}`), 200);
  await console.look("stage-groups");
  await page.getByRole("link", { name: "Change", exact: true }).click();
  await page.getByText("It has been started").waitFor();
  await console.field("Name").fill("Group stage");
  await console.look("stage-edit");
  await console.press("Save");
  await page.getByRole("heading", { name: "Group stage" }).waitFor();
}

/** Opens the first series of the stage. */
async function openSeries(console: Console, slug: string, name: string): Promise<SeriesRead> {
  const stage = await stageNamed(slug, name);
  const [series] = await seriesOf(slug, stage.stage_id);
  assert.ok(series);
  await console.page.getByRole("link", { name: titleOf(series) }).click();
  await console.page.getByRole("heading", { name: titleOf(series), level: 2 }).waitFor();
  return series;
}

async function reportSeries(console: Console, slug: string): Promise<void> {
  const { page } = console;
  const series = await openSeries(console, slug, "Group stage");
  const [first, second] = series.sides.map(({ name }) => name);
  const result = async () => {
    const { status, score, decided_by } = await host<SeriesRead>("GET", `/tournaments/${slug}/series/${series.series_id}`);
    return [status, ...score, decided_by];
  };
  const scores = page.getByRole("button", { name: new RegExp(`^${first} – ${second} \\d : \\d$`) });
  assert.deepEqual(await scores.allInnerTexts(), ["2 : 0", "2 : 1", "1 : 2", "0 : 2"]);
  await console.press(`${first} – ${second} 2 : 1`);
  await console.says(`Reported: ${first} 2, ${second} 1.`);
  assert.deepEqual(await result(), ["completed", 2, 1, "host"]);
  await page.getByText("A host decided this result.").waitFor();
  await console.look("series-reported");
  await console.press(`${first} – ${second} 0 : 2`);
  await console.says(`Reported: ${first} 0, ${second} 2.`);
  assert.deepEqual(await result(), ["completed", 0, 2, "host"]);
  await console.press(`Walkover for ${first}`);
  await console.says(`${first} wins by walkover.`);
  assert.deepEqual((await result())[0], "walkover");
  await page.getByText("It is not over: set the score so far").click();
  await console.field("The score so far").selectOption("1 : 0");
  // What is chosen outlasts what happens elsewhere.
  await host("PATCH", `/tournaments/${slug}/series/${series.series_id}`, { label: "From elsewhere" });
  await page.getByText("From elsewhere").waitFor();
  await console.press("Set the score so far");
  await console.says("The score so far is set.");
  assert.deepEqual(await result(), ["live", 1, 0, null]);
  await console.press("Cancelled: it does not take place");
  await console.says("The series is cancelled.");
  assert.deepEqual((await result())[0], "cancelled");
  await console.press("Back to what the games say");
  await console.says("The result follows from the games again.");
  assert.deepEqual(await result(), ["scheduled", 0, 0, null]);
  assert.ok(await page.evaluate(() => document.activeElement !== document.body), "the focus is somewhere");
}

async function scheduleOne(console: Console, slug: string): Promise<void> {
  const { page } = console;
  const stage = await stageNamed(slug, "Group stage");
  const [series] = await seriesOf(slug, stage.stage_id);
  await console.field("Scheduled for").fill("2026-12-01T18:00");
  await page.getByText(/^In your time zone, \S+, then UTC[+-]\d\d:\d\d\.$/).waitFor();
  await console.field("Label").fill(`Opening ${HOSTILE}`);
  await console.field("Broadcast").fill("twitch");
  const save = page.locator("section", { hasText: "Schedule and details" }).getByRole("button", { name: "Save" });
  await save.click();
  await page.getByText("Links begin with https://.").waitFor();
  await page.reload();
  await page.getByText("What you typed before is back.").waitFor();
  await console.field("Broadcast").fill("https://www.twitch.tv/league");
  await save.click();
  await console.says("Saved.");
  const stored = await host<SeriesRead>("GET", `/tournaments/${slug}/series/${series?.series_id}`);
  const scheduled = await page.evaluate(() => new Date("2026-12-01T18:00").toISOString());
  assert.deepEqual([Date.parse(stored.scheduled_at ?? ""), stored.label, stored.stream_url],
    [Date.parse(scheduled), `Opening ${HOSTILE}`, "https://www.twitch.tv/league"]);
}

async function decideGames(console: Console, slug: string): Promise<void> {
  const { page } = console;
  const stage = await stageNamed(slug, "Group stage");
  const series = (await seriesOf(slug, stage.stage_id)).find(({ label }) => label !== null);
  assert.ok(series);
  const [first, second] = series.sides.map(({ name }) => name);
  const result = async () => {
    const { status, score, decided_by } = await host<SeriesRead>("GET", `/tournaments/${slug}/series/${series.series_id}`);
    return [status, ...score, decided_by];
  };
  for (const [winner = "", map] of [[second, "Arabia"], [first, "Arena"], [second, "Nomad"]]) {
    const form = page.locator("details", { hasText: "Add a game" });
    if (!(await form.evaluate((details) => details.hasAttribute("open")))) await page.getByText("Add a game", { exact: true }).click();
    await console.field("Who won it").selectOption(winner);
    await console.field("Map").fill(map ?? "");
    await console.press("Add the game");
    await page.getByText(`${map} · added by a host`).waitFor();
  }
  assert.deepEqual(await result(), ["completed", 1, 2, "games"]);
  await console.look("series-games");
  await console.press("Take it out: game 3");
  await console.says("Game 3 is taken out.");
  assert.deepEqual(await result(), ["live", 1, 1, null]);
  await page.getByRole("link", { name: "Back to Group stage" }).click();
  await page.getByRole("heading", { name: "Group stage" }).waitFor();
  // What happens elsewhere shows by itself.
  await host("PATCH", `/tournaments/${slug}/series/${series.series_id}`, { score: [2, 1] });
  await page.getByRole("listitem").filter({ hasText: "Decided by a host" }).getByText("2 : 1").waitFor();
  await page.getByRole("row", { name: new RegExp(`^1 ${first} 1 1–0–0 2–1 3 1 Advances$`) }).waitFor();
  await console.look("stage-table");
  await console.go(`#/t/${slug}/stages`);
  await page.getByText("1 of 2 series open").waitFor();
  await console.look("stages");
}

async function createSwiss(console: Console, slug: string): Promise<StageRead> {
  const { page } = console;
  await console.go(`#/t/${slug}/stages/new`);
  await console.field("Name").fill("Swiss");
  await console.field("Format").selectOption("Swiss");
  await page.getByText("Every round pairs sides with equal points").waitFor();
  assert.equal(await console.field("Groups").isVisible(), false);
  await page.getByRole("button", { name: `Add all ${NAMES.length}` }).click();
  for (const name of ["Jean-Luc", HOSTILE]) await console.press(`Take ${name} out`);
  await console.field("Rounds").fill("3");
  await console.field("Who sees it").selectOption("Everybody");
  await console.press("Set it up");
  await console.says("Swiss is set up.");
  await console.confirm("Start", "Start it");
  await console.says("Swiss is started.");
  const stage = await stageNamed(slug, "Swiss");
  assert.deepEqual(stage.participants.map(({ side }) => side.name), ["Anna", "Bert", "Carl", "Dora", "Emil"]);
  return stage;
}

async function startChangedRound(console: Console, slug: string, { stage_id }: StageRead): Promise<void> {
  const { page } = console;
  const places = page.locator(".pairings select");
  const chosen = async () => places.evaluateAll((all) =>
    all.map((one) => (one as HTMLSelectElement).selectedOptions[0]?.textContent ?? ""));
  await console.press("Propose round 1");
  await page.getByRole("heading", { name: "Round 1, proposed" }).waitFor();
  assert.deepEqual(await seriesOf(slug, stage_id), [], "nothing is started yet");
  const proposed = await chosen();
  assert.deepEqual([...proposed].sort(), ["Anna", "Bert", "Carl", "Dora", "Emil"]);
  await console.look("round-proposed");
  assert.equal(proposed[4], "Emil", "the bye is the last one's");
  // The second of the first pairing and whoever has the bye change places. By keys, every name on the way is chosen.
  await console.field("Second of pairing 1").focus();
  await page.keyboard.press("Home");
  assert.deepEqual(await chosen(), [proposed[1], proposed[0], ...proposed.slice(2)]);
  await page.keyboard.press("End");
  const swapped = [proposed[0], proposed[4], proposed[2], proposed[3], proposed[1]];
  assert.deepEqual(await chosen(), swapped);
  await page.getByText("Paired by you.").waitFor();
  await page.getByText("Chosen by you.").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "place-1", "the focus stays");
  await console.look("round-changed");
  await console.press("Start round 1");
  await console.says("Round 1 is started.");
  const started = await seriesOf(slug, stage_id);
  const expected = [swapped.slice(0, 2), swapped.slice(2, 4)].map((pair) => pair.join(" – "));
  assert.deepEqual(started.map(titleOf).sort(), expected.sort());
  await console.confirm("Take back round 1", "Take it back");
  await console.says("Round 1 is taken back.");
  assert.deepEqual(await seriesOf(slug, stage_id), []);
  await console.press("Propose round 1");
  await page.getByRole("heading", { name: "Round 1, proposed" }).waitFor();
  assert.deepEqual(await chosen(), proposed);
  await console.press("Start round 1");
  await console.says("Round 1 is started.");
  assert.ok((await seriesOf(slug, stage_id)).every(({ pairing_reason }) => pairing_reason !== "paired by the host"));
  await page.getByText("has a bye.").waitFor();
  await console.look("round-started");
}

async function reportRound(console: Console, slug: string, { stage_id }: StageRead): Promise<void> {
  const { page } = console;
  const [first, second] = await seriesOf(slug, stage_id);
  assert.ok(first && second);
  await page.getByText("Round 1 is under way: 2 of its series are not decided.").waitFor();
  await page.getByRole("link", { name: titleOf(first) }).click();
  const [winner, loser] = first.sides.map(({ name }) => name);
  await console.press(`${winner} – ${loser} 2 : 0`);
  await console.says("Reported:");
  await page.getByRole("link", { name: "Back to Swiss" }).click();
  await page.getByText("Round 1 is under way: 1 of its series is not decided.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Take back round 1" }).count(), 1, "no game is played");
  await host("PATCH", `/tournaments/${slug}/series/${second.series_id}`, { score: [2, 0] });
  await page.getByRole("button", { name: "Propose round 2" }).waitFor();
  await orderTie(console, slug, stage_id);
  await console.press("Propose round 2");
  await page.getByRole("heading", { name: "Round 2, proposed" }).waitFor();
  await console.press("Start round 2");
  await console.says("Round 2 is started.");
  const met = (await seriesOf(slug, stage_id)).map(({ sides }) => sides.map(({ name }) => name).sort().join());
  assert.equal(new Set(met).size, 4, "nobody meets twice");
}

/** Only sides that tie in everything are offered; the first two won their series by the same score. */
async function orderTie(console: Console, slug: string, stage: number): Promise<void> {
  const table = async () => {
    const { items } = await host<{ items: StageTableRow[] }>("GET", `/tournaments/${slug}/stages/${stage}/table`);
    return items;
  };
  const rows = await table();
  const tied = rows.filter(({ tied_with }) => tied_with.length > 0);
  assert.ok(tied.length > 0 && tied.length < rows.length, "some tie, and some do not");
  await console.page.getByText("Order of those who tie in everything").click();
  const higher = console.page.getByRole("button", { name: /^Put .* one place higher$/ });
  const offered = tied.filter(({ rank, tied_with }) => tied_with.some((side) =>
    rows.some((row) => row.rank < rank && row.side.name === side.name)));
  assert.deepEqual(await higher.evaluateAll((all) => all.map((one) => one.getAttribute("aria-label"))),
    offered.map(({ side }) => `Put ${side.name} one place higher`));
  const [first] = offered;
  assert.ok(first);
  await console.press(`Put ${first.side.name} one place higher`);
  await console.says(`${first.side.name} stands one place higher.`);
  assert.equal((await table()).find(({ side }) => side.name === first.side.name)?.rank, first.rank - 1);
  await console.press("Order them all by seed again");
  await console.says("They stand by seed again.");
  assert.deepEqual((await table()).map(({ side }) => side.name), rows.map(({ side }) => side.name));
}

async function correctTable(console: Console, slug: string, { stage_id }: StageRead): Promise<void> {
  const { page } = console;
  const table = async () => {
    const { items } = await host<{ items: StageTableRow[] }>("GET", `/tournaments/${slug}/stages/${stage_id}/table`);
    return items;
  };
  await page.getByText("Give or take points").click();
  await console.field("Whose").selectOption("Carl");
  await console.field("Points").fill("half");
  await console.field("Reason").fill("A late start");
  const save = page.locator("details", { hasText: "Give or take points" }).getByRole("button", { name: "Save" });
  await save.click();
  await page.getByText("Write a number with at most two decimals").waitFor();
  await console.field("Points").fill("-0,25");
  await save.click();
  await console.says("Saved.");
  assert.equal((await table()).find(({ side }) => side.name === "Carl")?.adjustments, -0.25);
  await page.getByText("Carl −0.25").waitFor();
  await console.press("Take back the points of Carl");
  await console.says("The points of Carl are taken back.");
  assert.equal((await table()).find(({ side }) => side.name === "Carl")?.adjustments, 0);

  await page.getByText("Participants (5)").click();
  await console.confirm("Withdraw Emil", "Withdraw");
  await console.says("Emil has withdrawn.");
  assert.equal((await table()).find(({ side }) => side.name === "Emil")?.withdrawn, true);
  await console.press("Readmit Emil");
  await console.says("Emil takes part again.");
  await console.field("Who comes late").selectOption("Jean-Luc");
  await console.press("Add a late participant");
  await console.says("Jean-Luc takes part, with 0 points so far.");
  await page.getByText("Participants (6)").waitFor();
  await console.field("Whose").selectOption("The Captain");
  await console.look("stage-swiss");
}

async function pasteSchedule(console: Console, slug: string): Promise<void> {
  const { page } = console;
  const participants = await Promise.all(NAMES.map((name) => numberOf(slug, name)));
  const stage = await host<StageRead>("POST", `/tournaments/${slug}/stages`, {
    name: "League", format: "manual", participants, series_format: { play_all: 2 }, visibility: "public",
  });
  await host("POST", `/tournaments/${slug}/stages/${stage.stage_id}/start`);
  const lines = [
    "2026-12-01 18:00  Anna - Bert  https://twitch.tv/x",
    "2026-12-01 20:00  Carl - Dora",
    "02.12.2026 18:00  Emil - Anna",
    `2026-12-02 18:00  Emil vs. ${HOSTILE}`,
    "2026-12-02\t20:00\tJean-Luc\tAnna\thttps://www.youtube.com/watch?v=x",
    "2026-12-03 18:00 UTC  Bert - Carl",
    "2026-12-03 20:00  Dora - Zoe",
    "2026-12-04 18:00  Anna - Carl",
    "tomorrow  Bert - Dora",
    "2026-12-05 18:00  The Captain - Bert",
  ];
  await console.go(`#/t/${slug}/schedule`);
  await console.field("Where").selectOption("League (by hand)");
  await console.field("Games of new series").selectOption("Play all 2");
  await console.field("Lines").fill(lines.join("\n"));
  await console.press("Preview");
  await page.getByRole("heading", { name: "10 lines: 7 to make, 3 not understood" }).waitFor();
  for (const mistake of ["could be read as two dates", "Zoe is not in this stage.", "does not begin with a date"]) {
    await page.getByText(mistake).waitFor();
  }
  assert.deepEqual(await seriesOf(slug, stage.stage_id), [], "nothing is saved yet");
  await console.look("schedule-preview");

  // The service asks for a pause, and the host stops after some lines.
  let asked = 0;
  const keys: (string | undefined)[] = [];
  await page.route(`**/v1/tournaments/${slug}/series`, async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    keys.push(route.request().headers()["idempotency-key"]);
    asked += 1;
    if (asked === 2) return route.fulfill({ status: 429, headers: { "Retry-After": "1" }, json: { detail: "Too many" } });
    if (asked === 4) await page.getByRole("button", { name: "Stop" }).click();
    return route.fallback();
  });
  await console.press("Apply 7 lines");
  await page.getByText("The service takes no more for now: it goes on in 1 second.").waitFor();
  await page.getByText("3 of 7 applied. Stopped.").waitFor();
  assert.equal(keys[1], keys[2], "the same write");
  await console.look("schedule-stopped");
  await console.press("Go on with 4 lines");
  await console.says("7 lines applied.");
  const made = await seriesOf(slug, stage.stage_id);
  assert.equal(made.length, 7);
  const first = made.find((one) => titleOf(one) === "Anna – Bert");
  const expected = await page.evaluate(() => new Date("2026-12-01T18:00").getTime());
  assert.deepEqual([Date.parse(first?.scheduled_at ?? ""), first?.stream_url, first?.format],
    [expected, "https://twitch.tv/x", { play_all: 2 }]);

  await console.press("Preview");
  await page.getByRole("heading", { name: "10 lines: 7 as they are already, 3 not understood" }).waitFor();
  const moved = [...lines.filter((_, index) => ![2, 6, 8].includes(index)), "2026-12-06 18:00 Anna - Dora"];
  moved[1] = "2026-12-01 21:00  Carl - Dora";
  await console.field("Lines").fill(moved.join("\n"));
  await console.press("Preview");
  await page.getByRole("heading", { name: "8 lines: 1 to schedule, 1 to make, 6 as they are already" }).waitFor();
  await console.press("Apply 2 lines");
  await console.says("2 lines applied.");
  assert.equal((await seriesOf(slug, stage.stage_id)).length, 8);
  await console.go(`#/t/${slug}/stages/${stage.stage_id}`);
  await page.getByText("0 of 8 series decided").waitFor();
  await console.look("stage-manual");
}

test("a host decides which of the games count that were played", { timeout: 120_000 }, async (t) => {
  const console = await Console.open(t, browser, demo, 1_400);
  const { page } = console;
  const slug = slugOf(1_400);
  const { items: entries } = await demo.get<ListEnvelopePlayerRead>("/v1/tournaments/demo-cup/players");
  const known = new Set(entries.map(({ profile_id }) => profile_id));
  const played = await until("two of the roster have played each other", 60, async () => {
    const { items } = await demo.get<{ items: MatchRead[] }>("/v1/tournaments/demo-cup/matches?state=completed&limit=100");
    return items.find(({ players }) => players.length === 2
      && players.every(({ outcome, profile_id }) => outcome !== null && known.has(profile_id)));
  });
  const sides: number[] = [];
  for (const { profile_id, outcome } of played.players) {
    const name = outcome === "win" ? "Winner" : "Loser";
    await host("POST", `/tournaments/${slug}/players`, { name, profile_id });
    sides.push(await numberOf(slug, name));
  }
  const path = `/tournaments/${slug}/series`;
  const scheduled_at = new Date(Date.now() + 86_400_000).toISOString();
  const body = { sides, format: { best_of: 1 }, admits: "any", scheduled_at };
  const { series_id } = await host<SeriesRead>("POST", path, body);
  const games = async () => (await host<SeriesRead>("GET", `${path}/${series_id}`)).games.map(({ counts, why }) => [counts, why]);
  await console.go(`#/t/${slug}/series/${series_id}`);
  await page.getByText("Add a game", { exact: true }).click();
  await console.field("Number of the match").fill(String(played.match_id));
  await console.press("Count the match");
  await console.says("The match counts for this series.");
  await page.getByText("Game 1: Winner won").waitFor();
  assert.deepEqual(await games(), [[true, null]]);
  await console.press("Does not count: game 1");
  await page.getByText("Does not count: a host says so").waitFor();
  assert.deepEqual(await games(), [[false, "host"]]);
  await console.look("series-played");
  await console.press("Loser won it: game 1");
  await page.getByText("Game 1: Loser won").waitFor();
  assert.deepEqual(await games(), [[true, null]]);
  await console.press("Back to what is known: game 1");
  await page.getByText("There are none yet.").waitFor();
  assert.deepEqual(await games(), [], "it was played before the series was scheduled");
  assert.deepEqual([console.complaints, console.refusals], [[], []]);
});

test("a series outside of stages is made, opened and deleted", { timeout: 120_000 }, async (t) => {
  const console = await Console.open(t, browser, demo, 360);
  const { page } = console;
  const slug = slugOf(360);
  await console.go(`#/t/${slug}/series`);
  await console.field("First side").selectOption("Anna");
  await console.press("Make the series");
  await page.getByText("This is needed.").waitFor();
  await console.field("Second side").selectOption(HOSTILE);
  await console.field("Games").selectOption("Best of 5");
  await console.field("Label").fill("Show match");
  await console.look("series-outside");
  // A read that came too soon is repeated.
  let reads = 0;
  await page.route(`**/v1/tournaments/${slug}/series/*`, (route) => {
    reads += route.request().method() === "GET" ? 1 : 0;
    if (reads !== 1) return route.fallback();
    return route.fulfill({ status: 429, headers: { "Retry-After": "1" }, json: { detail: "Too many" } });
  });
  await console.press("Make the series");
  await console.says(`Anna – ${HOSTILE} is there.`);
  await page.getByRole("heading", { name: `Anna – ${HOSTILE}` }).waitFor();
  const [made] = await seriesOf(slug, null);
  assert.deepEqual([made?.format, made?.label], [{ best_of: 5 }, "Show match"]);
  // A mistake of the service is told where it happened, and what was typed stays.
  await page.getByText("Add a game", { exact: true }).click();
  await console.field("Number of the match").fill("999999999");
  await console.press("Count the match");
  await page.getByText("Match 999999999 is not known.").waitFor();
  assert.equal(await console.field("Number of the match").inputValue(), "999999999");
  await console.field("Number of the match").fill("");
  await console.confirm("Delete this series", "Delete");
  await console.says("The series is deleted.");
  await until("it is gone", 10, async () => (await seriesOf(slug, null)).length === 0);
  assert.deepEqual([console.complaints, console.refusals], [[], ["429", "422"]]);
});
