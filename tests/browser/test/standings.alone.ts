// A page with a generated client and an EventSource keeps itself up to date, in a browser, against the whole service.
import assert from "node:assert/strict";
import { after, before, test, type TestContext } from "node:test";
import type { Browser, Page } from "playwright-core";
import type { ListEnvelopeStandingRow } from "../generated/client.ts";
import { launch } from "./browser.ts";
import { Demo } from "./demo.ts";
import { freePort } from "./service.ts";
import { Pages } from "./pages.ts";
import { expected, shown } from "./table.ts";
import { Timeline } from "./timeline.ts";
import { pause, until } from "./wait.ts";

const SLUG = "demo-cup";
/** Where the api has it. */
const TOURNAMENT = `/v1/tournaments/${SLUG}`;
/** The demo's games end every few seconds; this is far more. */
const CHANGE_SECONDS = 60;
/** How long a page is watched, for what it does without being asked. */
const WATCHED_SECONDS = 10;
/** How long a page may take to show what the api answers. */
const SHOW_SECONDS = 15;
/** An id that the demo's stream reaches within half a minute, and not before a page has come back. */
const OLD_ID = 25;
/** What a browser says about a connection that is gone. */
const CONNECTION_LOST = /net::ERR_(CONNECTION_\w+|EMPTY_RESPONSE|INCOMPLETE_CHUNKED_ENCODING)/;

const demo = new Demo(await freePort());
let browser: Browser;

before(async () => {
  [browser] = await Promise.all([launch(), demo.start()]);
});

after(async () => {
  await browser?.close();
  await demo.stop();
});

for (const [party, pagesOf, query] of [
  ["its own party, with cookies", Pages.ofOwnParty, "&cookie"],
  ["a third party", Pages.ofThirdParty, ""],
] as const) {
  test(`a page of ${party} shows standings that update by themselves`, { timeout: 300_000 }, async (t) => {
    const { page, timeline, complaints, origin } = await open(t, await pagesOf(), `tournament=${SLUG}${query}`);
    let rows = await agreed(page);
    assert.ok(rows.length > 20, "the demo's roster is shown");

    for (let change = 0; change < 3; change += 1) {
      await changed(page, rows);
      rows = await agreed(page);
    }
    const heardOf = (event: string) => timeline.heard[event] !== undefined;
    await until("a frame of each event", CHANGE_SECONDS, async () => ["standings", "live", "matches"].every(heardOf));
    await until("a change lights up", CHANGE_SECONDS, () => page.evaluate(() => document.getAnimations().length > 0));
    await pause(WATCHED_SECONDS * 1_000);
    await page.screenshot({ path: "artifacts/standings.png", fullPage: true });

    assert.deepEqual(complaints, []);
    assert.deepEqual(timeline.unprompted(), [], "nothing is read unless a frame asks for it");
    assert.deepEqual(timeline.unanswered(), [], "every frame has what it concerns read again");
    assert.equal(timeline.loads, 1, "the page was loaded once");
    assert.deepEqual([...timeline.origins].sort(), [demo.origin, origin].sort());
    t.diagnostic(`heard ${JSON.stringify(timeline.heard)}, read ${JSON.stringify(timeline.reads)}`);
  });
}

test("a page reads nothing until told, and everything when told to start over", { timeout: 180_000 }, async (t) => {
  const quiet = "retry: 3000\n\n";
  const startOver = "retry: 600000\nid: 7\nevent: resync\ndata: {}\n\n";
  const streams = [quiet, quiet, quiet, startOver];
  const { page, timeline } = await open(t, await Pages.ofThirdParty(), `tournament=${SLUG}`, streams);
  const readOf = (times: number) => ({ "": times, "/head-to-head": times, "/standings": times });
  await until("the table has rows", SHOW_SECONDS, async () => (await shown(page)).length > 0);
  await until("the stream has come three times", CHANGE_SECONDS, async () => streams.length === 1);
  await pause(2_000);
  assert.deepEqual(timeline.reads, readOf(1), "each was read once, when the first stream opened");

  await until("the page hears that it has to start over", CHANGE_SECONDS, async () => timeline.heard.resync);
  await pause(2_000);
  assert.deepEqual(timeline.reads, readOf(2), "each was read once more");
});

test("a page that is refused its stream says why, and asks again later", { timeout: 60_000 }, async (t) => {
  const { page } = await open(t, await Pages.ofThirdParty(), "tournament=nowhere");
  await page.getByText("Tournament not found").waitFor({ timeout: SHOW_SECONDS * 1_000 });
  await page.waitForRequest(/\/v1\/stream/, { timeout: SHOW_SECONDS * 1_000 });
});

test("a page comes back by itself after the service was away", { timeout: 300_000 }, async (t) => {
  const { page, timeline, complaints } = await open(t, await Pages.ofThirdParty(), `tournament=${SLUG}`);
  const rows = await agreed(page);
  await changed(page, rows);
  await until("ids a new database has not reached", CHANGE_SECONDS, async () => timeline.lastEventId > OLD_ID);

  await demo.stop();
  await page.getByText("reconnecting").waitFor({ timeout: SHOW_SECONDS * 1_000 });
  assert.equal((await shown(page)).length, rows.length, "what was known is still shown");

  await demo.start();
  await page.getByText("live", { exact: true }).waitFor({ timeout: CHANGE_SECONDS * 1_000 });
  const rowsAfter = await agreed(page);
  assert.ok((timeline.heard.resync ?? 0) > 0, "the new demo has another database: the page is told to start over");
  await changed(page, rowsAfter);
  await agreed(page);

  assert.deepEqual(timeline.unprompted(), []);
  assert.deepEqual(timeline.unanswered(), []);
  assert.equal(timeline.loads, 1, "the page was loaded once");
  assert.deepEqual(complaints.filter((complaint) => !CONNECTION_LOST.test(complaint)), []);
});

/**
 * Opens the page with a timeline of what it does, and a list of what the browser complains about. With `streams`, those
 * are what the page hears one after another, instead of the api's.
 */
async function open(t: TestContext, pages: Pages, query: string, streams?: string[]) {
  t.after(() => pages.close());
  const page = await browser.newPage();
  t.after(() => page.close());
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  if (streams) {
    const headers = { "Content-Type": "text/event-stream", "Access-Control-Allow-Origin": "*" };
    await page.route("**/v1/stream?*", (route) => route.fulfill({ headers, body: streams.shift() ?? "" }));
  }
  const timeline = await Timeline.of(page, demo.origin + TOURNAMENT);
  await page.goto(`${pages.origin}/?${query}&api=${demo.origin}`, { timeout: 15_000 });
  return { page, timeline, complaints, origin: pages.origin };
}

/** Waits until the table says what the api answers, row by row, and returns its rows. */
async function agreed(page: Page): Promise<string[]> {
  let difference: [string[], string[]] = [[], []];
  const ask = async () => {
    const { items } = await demo.get<ListEnvelopeStandingRow>(`${TOURNAMENT}/standings`);
    difference = [await shown(page), expected(items)];
    const [table, answer] = difference;
    return table.length > 0 && table.join("\n") === answer.join("\n") && table;
  };
  return until("the table says what the api answers", SHOW_SECONDS, ask, 500).catch((error: unknown) => {
    assert.deepEqual(...difference, String(error));
    throw error;
  });
}

/** Waits until the table says something else than `rows`. */
async function changed(page: Page, rows: string[]): Promise<void> {
  const before = rows.join("\n");
  await until("the table changes", CHANGE_SECONDS, async () => (await shown(page)).join("\n") !== before);
}
