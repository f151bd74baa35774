// The table that a script puts into another website's page: what it reads late, and after it was taken out.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { Page, Route } from "playwright-core";
import type { ListEnvelopeStandingRow } from "../generated/client.ts";
import { fixedInBrowser } from "./fixed-in-browser.ts";
import { Host } from "./host-page.ts";
import { pause, until } from "./wait.ts";

const STANDINGS = "**/v1/tournaments/cup/standings";
const STREAM = "**/v1/tournaments/cup/stream";
const SHOW_SECONDS = 15;
/** The headers by which pages of other origins may read an answer. */
const ANYBODY = { "access-control-allow-origin": "*", "access-control-expose-headers": "Age, Warning" };

const fixed = fixedInBrowser();

test("a table that was taken out asks for nothing any more", { timeout: 60_000 }, async (t) => {
  const held: Route[] = [];
  const page = await open(t, async (route) => void held.push(route));
  await until("the standings are asked for", SHOW_SECONDS, async () => held.length > 0);
  await page.evaluate(() => document.querySelectorAll("aoe2-standings, iframe").forEach((element) => element.remove()));
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  const answered = page.waitForResponse(STANDINGS);
  await Promise.all(held.map((route) => route.continue()));
  await (await answered).finished();
  for (let minute = 0; minute < 30; minute += 1) {
    await page.clock.runFor(60_000);
    await pause(25);
  }
  assert.deepEqual(asked, []);
});

test("an answer that is late does not replace a newer one", { timeout: 60_000 }, async (t) => {
  const reads: Route[] = [];
  const page = await open(t, async (route) => {
    reads.push(route);
    // The first one waits.
    if (reads.length > 1) await route.continue();
  });
  const rows = page.locator("aoe2-standings tbody tr");
  // They are read again when the stream opens.
  await rows.first().waitFor({ timeout: SHOW_SECONDS * 1_000 });
  const count = await rows.count();
  const answered = page.waitForResponse(STANDINGS);
  await reads[0]?.fulfill({ headers: ANYBODY, json: { last_polled_at: null, items: [] } });
  await (await answered).finished();
  await pause(250);
  assert.equal(await rows.count(), count);
});

const KEPT: [string, Record<string, string>][] = [
  ["from before a change", { age: "9" }],
  ["that is the last good one", { warning: '110 - "Response is Stale"' }],
];

for (const [what, header] of KEPT) {
  test(`an answer ${what} is read again soon`, { timeout: 60_000 }, async (t) => {
    let reads = 0;
    // The second one is read when the stream opens.
    const page = await open(t, async (route) => {
      reads += 1;
      await answer(route, reads === 2 ? header : {});
    });
    await until("the stream opens", SHOW_SECONDS, async () => reads >= 2);
    // Otherwise minutes pass.
    await page.clock.runFor(9_000);
    await until("it is read again", SHOW_SECONDS, async () => reads >= 3);
  });
}

test("whoever has reached a link stays there while the table changes", { timeout: 60_000 }, async (t) => {
  let games = 0;
  const page = await open(t, (route) => answer(route, {}, games));
  const links = page.locator("aoe2-standings tbody a");
  const played = page.locator("aoe2-standings tbody tr:first-child td").nth(2);
  const reached = () => page.evaluate(() => {
    return document.querySelector("aoe2-standings")?.shadowRoot?.activeElement?.getAttribute("href") ?? null;
  });
  await links.nth(1).focus();
  const link = await reached();
  assert.ok(link);
  games = 1_000;
  await until("the table changes", SHOW_SECONDS, async () => {
    await page.clock.runFor(30_000);
    return Number(await played.textContent()) >= games;
  });
  assert.equal(await reached(), link);
});

test("a table of a tournament that is gone asks less and less", { timeout: 60_000 }, async (t) => {
  let [reads, streams] = [0, 0];
  const page = await open(t, async (route) => {
    reads += 1;
    await route.fulfill({ status: 404, headers: ANYBODY });
  }, async (route) => {
    // The frame on the same page has a stream of its own.
    if (route.request().frame().parentFrame() === null) streams += 1;
    await route.fulfill({ status: 404, headers: ANYBODY });
  });
  for (let step = 0; step < 120; step += 1) {
    await page.clock.runFor(30_000);
    await pause(25);
  }
  assert.ok(reads >= 6 && reads <= 60, `${reads} reads in an hour`);
  assert.ok(streams >= 6 && streams <= 60, `${streams} streams in an hour`);
});

test("a table that gets no stream asks seldom for one", { timeout: 60_000 }, async (t) => {
  let [reads, streams] = [0, 0];
  const page = await open(t, async (route) => {
    reads += 1;
    await route.continue();
  }, async (route) => {
    if (route.request().frame().parentFrame() === null) streams += 1;
    await route.fulfill({ status: 503, headers: ANYBODY });
  });
  await page.locator("aoe2-standings tbody tr").first().waitFor({ timeout: SHOW_SECONDS * 1_000 });
  for (let step = 0; step < 120; step += 1) {
    await page.clock.runFor(5_000);
    await pause(25);
  }
  assert.ok(reads >= 2 && reads <= 10, `${reads} reads in ten minutes`);
  assert.ok(streams >= 5 && streams <= 50, `${streams} streams in ten minutes`);
});

/** Answers with the service's standings, in which everybody has played so many games more. */
async function answer(route: Route, headers: Record<string, string>, games = 0): Promise<void> {
  // What is asked for while the test ends is lost with the browser.
  const json = await route.fetch().then((asked) => asked.json() as Promise<ListEnvelopeStandingRow>).catch(() => null);
  if (json === null) return;
  for (const row of json.items) row.tournament_record.games_played += games;
  await route.fulfill({ headers: { ...ANYBODY, ...headers }, json });
}

/** Opens a website's page whose clock the test can move on. Reads of the standings are answered so, and its streams. */
async function open(
  t: TestContext,
  standings: (route: Route) => Promise<void>,
  stream = (route: Route) => route.continue(),
): Promise<Page> {
  const host = await Host.start(fixed.service.origin, "cup");
  t.after(() => host.close());
  const page = await fixed.browser.newPage();
  t.after(() => page.close());
  await page.clock.install();
  await page.route(STANDINGS, standings);
  await page.route(STREAM, stream);
  await page.goto(host.origin);
  return page;
}
