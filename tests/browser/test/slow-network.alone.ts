// The standings on a slow telephone in a slow network: what has to arrive before anything is shown, and whether what is
// shown stays in its place while games end.
import assert from "node:assert/strict";
import { after, before, test, type TestContext } from "node:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { launch } from "./browser.ts";
import { Demo } from "./demo.ts";
import { FixedService } from "./fixed.ts";
import { freePort } from "./service.ts";
import { type Watched, watch } from "./shifts.ts";
import { pause, until } from "./wait.ts";

const ROUND_TRIP_MILLISECONDS = 400;
const BYTES_PER_SECOND = 400_000 / 8;
const SLOWER_PROCESSOR = 4;
/** What a server may send before it hears from the reader: ten segments (RFC 6928). */
const FIRST_FLIGHT = 14_600;
/** What precedes the body of an answer. */
const HEAD_BYTES = 1_200;
/** How long the layout is watched; more by hand. */
const WATCHED_SECONDS = Number(process.env.WATCHED_SECONDS ?? 15);
/** A game of the demo ends every few seconds. */
const CHANGE_SECONDS = 60;

interface Loaded {
  firstPaint: number | undefined;
  document: { bytes: number; redirects: number };
  others: { file: string; bytes: number; isBlocking: boolean; isFromDocument: boolean }[];
}

const demo = new Demo(await freePort());
let service: FixedService;
let browser: Browser;

before(async () => {
  [browser, service] = await Promise.all([launch(), FixedService.start(), demo.start()]);
});

after(async () => {
  await browser?.close();
  await service?.stop();
  await demo.stop();
});

test("32 entries are shown after two round trips", { timeout: 60_000 }, async (t) => {
  const page = await slow(t, await browser.newContext({ viewport: { width: 360, height: 780 } }));
  await page.goto(`${service.origin}/t/crowd`);
  assert.equal(await page.locator(".standings tbody tr").count(), 32);
  const loaded = await until("something is shown", 20, async () => {
    const one = await page.evaluate(measure);
    return one.firstPaint === undefined ? null : one;
  });
  t.diagnostic(`first contentful paint after ${Math.round(loaded.firstPaint ?? NaN)} ms: ${JSON.stringify(loaded)}`);
  // The first round trip: the document.
  assert.equal(loaded.document.redirects, 0);
  assert.ok(loaded.document.bytes + HEAD_BYTES <= FIRST_FLIGHT, `${loaded.document.bytes} bytes of document`);
  // The second one: what the document names and nothing is shown without.
  const blocking = loaded.others.filter(({ isBlocking }) => isBlocking);
  assert.deepEqual(blocking.map(({ file }) => file), ["style.css"]);
  for (const { file, bytes } of blocking) assert.ok(bytes + HEAD_BYTES <= FIRST_FLIGHT, `${bytes} bytes of ${file}`);
  // Nothing waits for anything else: no file is named by another one alone.
  assert.deepEqual(loaded.others.filter(({ isFromDocument }) => !isFromDocument), []);
});

test("the layout stays where it is while games end", { timeout: 180_000 }, async (t) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 780 } });
  await context.addInitScript(watch);
  const page = await slow(t, context);
  await page.goto(`${demo.origin}/t/demo-cup`);
  await page.locator("#connection.live").waitFor({ timeout: 30_000 });
  const numbers = () => page.locator(".standings tbody .number").allTextContents();
  const first = String(await numbers());
  await pause(WATCHED_SECONDS * 1_000);
  await until("a number has changed", CHANGE_SECONDS, async () => String(await numbers()) !== first);
  assert.deepEqual(await page.evaluate(() => (window as unknown as Watched).shifts), []);
});

/** A page of a context on a slow telephone. */
async function slow(t: TestContext, context: BrowserContext): Promise<Page> {
  t.after(() => context.close());
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: ROUND_TRIP_MILLISECONDS,
    downloadThroughput: BYTES_PER_SECOND,
    uploadThroughput: BYTES_PER_SECOND,
  });
  await session.send("Emulation.setCPUThrottlingRate", { rate: SLOWER_PROCESSOR });
  return page;
}

/** Runs in the page: what was loaded until now, and when something was shown. */
function measure(): Loaded {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const files = performance.getEntriesByType("resource") as (PerformanceResourceTiming & { renderBlockingStatus: string })[];
  const named = [...document.querySelectorAll<HTMLElement>("link[href], script[src]")].map((element) => {
    return new URL(element.getAttribute("href") ?? element.getAttribute("src") ?? "", location.href).href;
  });
  return {
    firstPaint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
    document: { bytes: navigation?.encodedBodySize ?? NaN, redirects: navigation?.redirectCount ?? NaN },
    others: files.filter(({ initiatorType }) => !["fetch", "eventsource", "other"].includes(initiatorType)).map((file) => ({
      file: file.name.split("/").at(-1) ?? "",
      bytes: file.encodedBodySize,
      isBlocking: file.renderBlockingStatus === "blocking",
      isFromDocument: named.includes(file.name),
    })),
  };
}
