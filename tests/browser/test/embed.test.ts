// The table that a script puts into another website's page: what it reads late, and after it was taken out.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { Page, Route } from "playwright-core";
import { fixedInBrowser } from "./fixed-in-browser.ts";
import { Host } from "./host-page.ts";
import { pause, until } from "./wait.ts";

const STANDINGS = "**/v1/tournaments/cup/standings";
const SHOW_SECONDS = 15;

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
  const headers = { "access-control-allow-origin": "*" };
  await reads[0]?.fulfill({ headers, json: { last_polled_at: null, items: [] } });
  await (await answered).finished();
  await pause(250);
  assert.equal(await rows.count(), count);
});

/** Opens a website's page whose clock the test can move on. Reads of the standings are answered so. */
async function open(t: TestContext, standings: (route: Route) => Promise<void>): Promise<Page> {
  const host = await Host.start(fixed.service.origin, "cup");
  t.after(() => host.close());
  const page = await fixed.browser.newPage();
  t.after(() => page.close());
  await page.clock.install();
  await page.route(STANDINGS, standings);
  await page.goto(host.origin);
  return page;
}
