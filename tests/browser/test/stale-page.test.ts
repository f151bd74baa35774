// A page whose answer says that it is the last good one asks again by itself.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fixedInBrowser } from "./fixed-in-browser.ts";
import { until } from "./wait.ts";

const fixed = fixedInBrowser();

test("the last good page is replaced without an event", { timeout: 60_000 }, async () => {
  const page = await fixed.browser.newPage({ baseURL: fixed.service.origin });
  await page.clock.install();
  let fetches = 0;
  await page.route("**/t/crowd", async (route) => {
    if (route.request().resourceType() !== "fetch") return route.continue();
    const response = await route.fetch();
    fetches += 1;
    const headers = { ...response.headers() };
    if (fetches === 1) headers.warning = '110 - "Response is Stale"';
    await route.fulfill({ response, headers });
  });
  await page.goto("/t/crowd");
  await page.locator("#connection.live").waitFor();
  const isFetched = (times: number) => async () => {
    await page.clock.runFor(5_000);
    return fetches >= times;
  };
  await until("the page is fetched when its stream opens", 10, isFetched(1));
  await until("it is fetched again", 20, isFetched(2));
  await page.clock.runFor(90_000);
  assert.equal(fetches, 2, "the second answer is new");
});
