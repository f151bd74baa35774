// The pages of tournaments as their readers see them: with and without a script, light and dark, from a telephone to a
// large screen, while games end.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test, type TestContext } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { ListEnvelopeStandingRow } from "../generated/client.ts";
import { launch } from "./browser.ts";
import { Demo } from "./demo.ts";
import { freePort } from "./service.ts";
import { type Watched, watch } from "./shifts.ts";
import { pause, until } from "./wait.ts";

const STANDINGS = "/v1/tournaments/demo-cup/standings";
/** The pages, by the name of their pictures. */
const PAGES = { index: "/", standings: "/t/demo-cup", missing: "/t/nothing-here" };
const WIDTHS = [320, 360, 1_400, 3_840];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** How long the layout is watched while games end every few seconds. */
const WATCHED_MILLISECONDS = 25_000;
/** How long after a change a page may take to show it: the delay of its fetch, and the demo's polls. */
const SHOW_SECONDS = 15;

interface Violation {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

interface Checked extends Window {
  axe: { run: () => Promise<{ violations: Violation[] }> };
}

const demo = new Demo(await freePort());
let browser: Browser;

before(async () => {
  [browser] = await Promise.all([launch(), demo.start()]);
});

after(async () => {
  await browser?.close();
  await demo.stop();
});

/** Opens a page, and collects what the browser complains about. */
async function open(t: TestContext, path: string, options: BrowserContextOptions): Promise<[Page, string[]]> {
  const context = await browser.newContext(options);
  t.after(() => context.close());
  await context.addInitScript({ content: AXE });
  await context.addInitScript(watch);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && !message.text().includes("status of 404")) {
      complaints.push(message.text());
    }
  });
  await page.goto(`${demo.origin}${path}`);
  return [page, complaints];
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of WIDTHS) {
    test(`every page is for everybody, ${colorScheme} at ${width} pixels`, { timeout: 120_000 }, async (t) => {
      for (const [name, path] of Object.entries(PAGES)) {
        const [page, complaints] = await open(t, path, { viewport: { width, height: 900 }, colorScheme });
        await page.locator("h1").waitFor();
        await page.screenshot({ path: `artifacts/page-${name}-${colorScheme}-${width}.png`, fullPage: true });
        const violations = await page.evaluate(async () => {
          return (await (window as unknown as Checked).axe.run()).violations;
        });
        const told = violations.flatMap(({ id, nodes }) => nodes.map((node) => [id, node.html, node.failureSummary]));
        assert.deepEqual(told, [], `${name} at ${width} pixels, ${colorScheme}`);
        const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(beyond <= 0, `${name} is ${beyond} pixels wider than ${width}`);
        assert.deepEqual(complaints, []);
      }
    });
  }
}

test("a page follows the games, and its layout never shifts", { timeout: 180_000 }, async (t) => {
  const [page, complaints] = await open(t, PAGES.standings, { viewport: { width: 1_400, height: 1_200 } });
  await page.locator("#connection.live").waitFor();
  const before = await numbers(page);
  await pause(WATCHED_MILLISECONDS);
  await until("the numbers have changed", 90, async () => String(await numbers(page)) !== String(before));
  await until("a row has moved", 90, () => page.evaluate(() => (window as unknown as Watched).moves > 0));
  await showsTheJson(page);
  const shifts = await page.evaluate(() => (window as unknown as Watched).shifts);
  assert.deepEqual(shifts, []);
  assert.deepEqual(complaints, []);
});

test("nothing moves for those who want no motion", { timeout: 180_000 }, async (t) => {
  const [page] = await open(t, PAGES.standings, { viewport: { width: 1_400, height: 1_200 }, reducedMotion: "reduce" });
  const before = await keys(page);
  await until("a game has another place", 120, async () => String(await keys(page)) !== String(before));
  assert.equal(await page.evaluate(() => (window as unknown as Watched).moves), 0);
});

test("the focus stays where it is", { timeout: 180_000 }, async (t) => {
  const [page] = await open(t, PAGES.standings, { viewport: { width: 1_400, height: 1_200 } });
  await page.locator(".standings tbody a.name").first().focus();
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute("href"));
  const [link, before] = [await focused(), await numbers(page)];
  await until("the numbers have changed", 90, async () => String(await numbers(page)) !== String(before));
  assert.equal(await focused(), link);
});

test("a page is whole without a script", async (t) => {
  const [page] = await open(t, PAGES.standings, { viewport: { width: 1_400, height: 1_200 }, javaScriptEnabled: false });
  assert.equal(await page.locator("h1").textContent(), "The Demo Cup");
  const { items } = await demo.get<ListEnvelopeStandingRow>(STANDINGS);
  assert.equal(await page.locator(".standings tbody tr").count(), items.length);
  assert.match((await page.locator("#polled").textContent()) ?? "", /^Polled .* UTC$/);
  for (const width of [320, 1_400]) {
    await page.setViewportSize({ width, height: 1_200 });
    const height = (await page.locator("#polled").boundingBox())?.height ?? Infinity;
    assert.ok(height < 30, `the status takes one line at ${width}, so that a script that shortens it moves nothing`);
  }
});

test("a page says so while it cannot follow, and catches up", { timeout: 120_000 }, async (t) => {
  const [page] = await open(t, PAGES.standings, { viewport: { width: 1_400, height: 1_200 } });
  await page.locator("#connection.live").waitFor();
  await demo.stop();
  await page.locator("#connection.reconnecting").waitFor();
  assert.notEqual(await page.locator(".standings tbody tr").count(), 0, "what was there stays");
  await demo.start();
  await page.locator("#connection.live").waitFor({ timeout: 60_000 });
});

/** The ratings that the page shows, in its order. */
function ratings(page: Page): Promise<string[]> {
  return page.locator(".standings tbody .ranking").allTextContents();
}

/** What may move on the page, in its order: rows and games. */
function keys(page: Page): Promise<(string | null)[]> {
  return page.locator("main [data-key]").evaluateAll((elements) => elements.map((one) => one.getAttribute("data-key")));
}

/** All numbers that the page shows, ratings and games, in its order. */
function numbers(page: Page): Promise<string[]> {
  return page.locator(".standings tbody .number").allTextContents();
}

/** The names that the page shows, in its order. */
function order(page: Page): Promise<string[]> {
  return page.locator(".standings tbody .name").allTextContents();
}

/** Waits until the page shows what the api answers. */
async function showsTheJson(page: Page): Promise<void> {
  await until("the page shows what the api answers", SHOW_SECONDS, async () => {
    const { items } = await demo.get<ListEnvelopeStandingRow>(STANDINGS);
    const told = items.map(({ name, max_rating }) => `${name} ${max_rating ?? "–"}`);
    const [names, peaks] = [await order(page), await ratings(page)];
    return String(told) === String(names.map((name, index) => `${name} ${peaks[index]}`));
  });
}
