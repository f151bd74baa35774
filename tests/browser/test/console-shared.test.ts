// A tournament of several hosts: what one of them changes while another one has it open in the console.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import type { ListEnvelopePlayerRead, SeriesRead, StageRead, TournamentRead } from "../generated/client.ts";
import { launch } from "./browser.ts";
import { Console } from "./console.ts";
import { Demo } from "./demo.ts";
import { freePort } from "./service.ts";
import { pause } from "./wait.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const BACK = "What you typed before is back.";
/** More digits than JavaScript's numbers have. */
const LONG_NUMBER = "123456789012345678";
/** By how much a test shortens the time within which an answer has to come. */
const FASTER = 6;
/** Longer than the console waits between two readings. */
const NEXT_READING_MILLISECONDS = 6_000;

// Hosts are not as quick as these tests.
const demo = new Demo(await freePort(), { RATE_LIMIT_PER_MINUTE: "0" });
let browser: Browser;

before(async () => {
  [browser] = await Promise.all([launch(), demo.start()]);
});

after(async () => {
  await browser?.close();
  await demo.stop();
});

/** A tournament with two entries; their numbers. */
async function setUp(console: Console, slug: string): Promise<number[]> {
  const start_date = new Date(Date.now() - DAY).toISOString();
  await console.elsewhere("POST", "/tournaments", { slug, name: "The Cup", leaderboard_id: 3, start_date });
  for (const name of ["Anna", "Bert"]) await console.elsewhere("POST", `/tournaments/${slug}/players`, { name });
  const { items } = await demo.get<ListEnvelopePlayerRead>(`/v1/tournaments/${slug}/players`);
  return items.map(({ tournament_player_id }) => tournament_player_id);
}

/** The one whose roster, teams and stages change. */
const SHARED = "shared";
let shared: Promise<number[]> | undefined;
/** Sets it up once: a host may set few tournaments up within a minute. */
const setUpShared = (console: Console) => (shared ??= setUp(console, SHARED));

test("a draft brings back what was typed, and nothing that was changed since", { timeout: 120_000 }, async (t) => {
  const console = await Console.open(t, browser, demo, 1_400);
  const sides = await setUp(console, "drafts");
  await endWhileTyping(console, "drafts");
  await moveWhileTyping(console, "drafts", sides);
  await presentWhileTyping(console, "drafts", sides[0]);
  assert.deepEqual([console.complaints, console.refusals], [[], []]);
});

async function endWhileTyping(console: Console, slug: string): Promise<void> {
  const { page } = console;
  const stored = () => demo.get<TournamentRead>(`/v1/tournaments/${slug}`);
  await console.go(`#/t/${slug}/settings`);
  await console.field("Presentation").fill(`{"color": "red"}`);
  await console.confirm("End it now", "End it");
  await page.getByText(BACK).waitFor();
  const { end_date } = await stored();
  assert.ok(end_date);
  assert.equal(await console.field("Presentation").inputValue(), `{"color": "red"}`);
  assert.notEqual(await console.field("End").inputValue(), "");
  await console.press("Save");
  await console.says("Saved.");
  const { end_date: kept, presentation } = await stored();
  assert.deepEqual([kept, presentation], [end_date, { color: "red" }]);
}

async function moveWhileTyping(console: Console, slug: string, sides: number[]): Promise<void> {
  const { page } = console;
  const [first, moved] = [1, 2].map((days) => new Date(Math.floor(Date.now() / MINUTE) * MINUTE + days * DAY).toISOString());
  const body = { sides, format: { best_of: 3 }, scheduled_at: first };
  const { series_id } = await console.elsewhere<SeriesRead>("POST", `/tournaments/${slug}/series`, body);
  await console.go(`#/t/${slug}/series/${series_id}`);
  await console.field("Label").fill("Final");
  await console.elsewhere("PATCH", `/tournaments/${slug}/series/${series_id}`, { scheduled_at: moved });
  await page.reload();
  await page.getByText(BACK).waitFor();
  await console.press("Save");
  await console.says("Saved.");
  const { scheduled_at, label } = await demo.get<SeriesRead>(`/v1/tournaments/${slug}/series/${series_id}`);
  assert.deepEqual([Date.parse(scheduled_at ?? ""), label], [Date.parse(moved ?? ""), "Final"]);
}

/** Its fields stand beside all of it as JSON, which follows from them until it is typed in itself. */
async function presentWhileTyping(console: Console, slug: string, entry: number | undefined): Promise<void> {
  const { page } = console;
  const path = `/tournaments/${slug}/players/${entry}`;
  const whole = console.field("All of it");
  await console.go(`#/t/${slug}/entries/${entry}`);
  await console.field("About").fill("A few words");
  await console.elsewhere("PATCH", path, { presentation: { flag: "🇩🇪", seat: 4 } });
  await page.reload();
  await page.getByText(BACK).waitFor();
  assert.deepEqual(JSON.parse(await whole.inputValue()), { flag: "🇩🇪", seat: 4, bio: "A few words" });
  await whole.fill(`{"bio": "Others", "seat": 5}`);
  await page.reload();
  await page.getByText(BACK).waitFor();
  assert.equal(await whole.inputValue(), `{"bio": "Others", "seat": 5}`);
  assert.deepEqual([await console.field("About").inputValue(), await console.field("Flag").inputValue()], ["Others", ""]);
  await page.locator("section", { hasText: "How it is shown" }).getByRole("button", { name: "Save" }).click();
  await console.says("Saved.");
  const { presentation } = await demo.get<{ presentation: unknown }>(`/v1${path}`);
  assert.deepEqual(presentation, { bio: "Others", seat: 5 });
}

test("hosts who change a presentation at the same time keep each other's keys", { timeout: 120_000 }, async (t) => {
  const slug = "presented";
  const [one, other] = [await Console.open(t, browser, demo, 1_400), await Console.open(t, browser, demo, 1_400)];
  const [anna, bert] = await setUp(one, slug);
  const path = `/tournaments/${slug}/players/${anna}`;
  await one.elsewhere("PATCH", path, { presentation: { flag: "🇩🇪", seat: 4 } });
  await one.elsewhere("PATCH", `/tournaments/${slug}`, { presentation: { logo: "a.png" } });
  await numberOf(slug, bert, LONG_NUMBER);
  for (const console of [one, other]) await console.go(`#/t/${slug}/entries/${anna}`);
  await one.field("About").fill("A few words");
  await other.field("Displayed name").fill("Anna the First");
  const save = async (console: Console) => {
    await console.page.locator("section", { hasText: "How it is shown" }).getByRole("button", { name: "Save" }).click();
    await console.says("Saved.");
  };
  let isFirst = true;
  await one.page.route(/\/document\?/, async (route) => {
    // The other one saves after this one has read what there is, and before it writes.
    if (isFirst) await save(other);
    isFirst = false;
    await route.continue();
  });
  await save(one);
  const { presentation } = await demo.get<{ presentation: unknown }>(`/v1${path}`);
  assert.deepEqual(presentation, { flag: "🇩🇪", seat: 4, bio: "A few words", displayName: "Anna the First" });
  const others = await fetch(`${demo.origin}/v1/tournaments/${slug}/players/${bert}`);
  assert.match(await others.text(), new RegExp(`\\b${LONG_NUMBER}\\b`), "other entries stay as they are, to the digit");
  await setTogether(one, slug);
  assert.deepEqual([one.complaints, one.refusals, other.complaints, other.refusals], [[], ["412"], [], []]);
});

/** Gives an entry a presentation with a number that JavaScript would round. */
async function numberOf(slug: string, entry: number | undefined, number: string): Promise<void> {
  const answer = await fetch(`${demo.origin}/v1/tournaments/${slug}/players/${entry}`, {
    method: "PATCH",
    headers: { "Content-Type": "application/json", Cookie: demo.hostCookie },
    body: `{"presentation": {"discord": ${number}}}`,
  });
  assert.equal(answer.status, 204);
}

/** The same of the tournament's own presentation, together with another field. */
async function setTogether(console: Console, slug: string): Promise<void> {
  await console.go(`#/t/${slug}/settings`);
  await console.field("Presentation").fill(`{"logo": "a.png", "color": "red"}`);
  await console.field("Prize money").fill("10");
  await console.elsewhere("PATCH", `/tournaments/${slug}`, { presentation: { logo: "b.png" } });
  await console.press("Save");
  await console.says("Saved.");
  const { presentation, prize_pool_cents } = await demo.get<TournamentRead>(`/v1/tournaments/${slug}`);
  assert.deepEqual([presentation, prize_pool_cents], [{ logo: "b.png", color: "red" }, 1_000]);
}

test("a presentation is saved although an old name would be refused today", { timeout: 60_000 }, async (t) => {
  const console = await Console.open(t, browser, demo, 1_400);
  const [anna] = await setUpShared(console);
  const detail = [{ type: "value_error", loc: ["body", "entries", 1, "name"], msg: "Value error, not such a name" }];
  await console.page.route(/\/document\?/, (route) => route.fulfill({ status: 422, json: { detail } }));
  await console.go(`#/t/${SHARED}/entries/${anna}`);
  await console.field("About").fill("A few words");
  await console.page.locator("section", { hasText: "How it is shown" }).getByRole("button", { name: "Save" }).click();
  await console.says("Saved.");
  const { presentation } = await demo.get<{ presentation: unknown }>(`/v1/tournaments/${SHARED}/players/${anna}`);
  assert.deepEqual(presentation, { bio: "A few words" });
  assert.deepEqual([console.complaints, console.refusals], [[], ["422"]]);
});

test("a write without an answer is told of, and repeated safely", { timeout: 60_000 }, async (t) => {
  const console = await Console.open(t, browser, demo, 1_400);
  const { page } = console;
  await setUpShared(console);
  // As if time passed faster.
  await page.addInitScript((times) => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    AbortSignal.timeout = (milliseconds) => timeout(milliseconds / times);
  }, FASTER);
  await console.go(`#/t/${SHARED}/settings`);
  const keys: (string | undefined)[] = [];
  await page.route(`**/v1/tournaments/${SHARED}`, async (route) => {
    const isWrite = route.request().method() === "PATCH";
    if (isWrite) keys.push(route.request().headers()["idempotency-key"]);
    // The first one is never answered.
    if (!isWrite || keys.length > 1) await route.continue();
  });
  await console.field("Prize money").fill("20");
  await console.press("Save");
  await page.getByText("The service did not answer.").waitFor();
  await console.press("Save");
  await console.says("Saved.");
  assert.equal(keys.length, 2);
  assert.equal(keys[0], keys[1]);
  assert.deepEqual(console.refusals, []);
});

for (const minutes of [5, -5]) {
  test(`a tournament ends now on a computer whose clock is off by ${minutes} minutes`, { timeout: 60_000 }, async (t) => {
    const console = await Console.open(t, browser, demo, 1_400);
    const slug = minutes > 0 ? "clock-ahead" : "clock-behind";
    await setUp(console, slug);
    await console.page.clock.setFixedTime(Date.now() + minutes * MINUTE);
    await console.go(`#/t/${slug}/settings`);
    await console.confirm("End it now", "End it");
    await console.page.getByText(/^Random map 1v1 · Ended/).waitFor();
    const { end_date } = await demo.get<TournamentRead>(`/v1/tournaments/${slug}`);
    const late = Date.now() - Date.parse(end_date ?? "");
    assert.ok(late >= 0 && late < MINUTE, `it ended ${late / 1_000} s ago`);
    assert.deepEqual([console.complaints, console.refusals], [[], []]);
  });
}

test("what changes before the stream is open shows by itself", { timeout: 60_000 }, async (t) => {
  const console = await Console.open(t, browser, demo, 1_400);
  await setUpShared(console);
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  await console.page.route(/\/stream\?/, async (route) => {
    await opened;
    await route.fallback();
  });
  await console.go(`#/t/${SHARED}`);
  await console.page.getByRole("rowheader", { name: "Bert" }).waitFor();
  await console.elsewhere("POST", `/tournaments/${SHARED}/players`, { name: "Carl" });
  // Its event is over.
  await pause(1_000);
  open();
  await console.page.getByRole("rowheader", { name: "Carl" }).waitFor();
  assert.deepEqual([console.complaints, console.refusals], [[], []]);
});

test("what a host chose stays chosen while others change the teams", { timeout: 60_000 }, async (t) => {
  const console = await Console.open(t, browser, demo, 1_400);
  await setUpShared(console);
  await console.elsewhere("POST", `/tournaments/${SHARED}/teams`, { name: "Reds", initials: "RED" });
  await console.go(`#/t/${SHARED}/teams`);
  await console.field("Team of Anna").selectOption("Reds");
  await console.elsewhere("POST", `/tournaments/${SHARED}/players`, { name: "Dora" });
  await console.field("Team of Dora").waitFor();
  await console.press("Move Anna");
  await console.says("Anna is moved.");
  assert.deepEqual([console.complaints, console.refusals], [[], []]);
});

test("a stage that is deleted while it is open is told of, and not asked for again", { timeout: 60_000 }, async (t) => {
  const console = await Console.open(t, browser, demo, 1_400);
  const { page } = console;
  const stages = `/tournaments/${SHARED}/stages`;
  const participants = await setUpShared(console);
  const series_format = { best_of: 3 };
  const body = { name: "Groups", format: "manual", participants, series_format, visibility: "public" };
  const { stage_id } = await console.elsewhere<StageRead>("POST", stages, body);
  await console.go(`#/t/${SHARED}/stages/${stage_id}`);
  await page.getByRole("heading", { name: "Groups" }).waitFor();
  await console.elsewhere("DELETE", `${stages}/${stage_id}`);
  await console.says("Somebody else may have deleted it.");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await pause(NEXT_READING_MILLISECONDS);
  assert.deepEqual(asked, []);
  assert.deepEqual([console.complaints, [...new Set(console.refusals)]], [[], ["404"]]);
});
