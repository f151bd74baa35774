// Pages and overlays follow the service while it, the network or a cache on the way is in trouble, and ask no oftener
// for that.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { Page, Route } from "playwright-core";
import { fixedInBrowser } from "./fixed-in-browser.ts";
import { pause, until } from "./wait.ts";

const PAGE = "/t/crowd";
const EMBED = "/t/crowd/embed";
const TICKER = "/t/cup/overlay/ticker";
const STREAM = "**/v1/tournaments/*/stream";
const HTML = "text/html; charset=utf-8";
/** A stream that says that something changed, and ends for good. */
const ONE_EVENT = { contentType: "text/event-stream", body: "retry: 600000\nid: 7\nevent: standings\ndata: {}\n\n" };
const SHOW_SECONDS = 15;
const MINUTE = 60_000;

const fixed = fixedInBrowser();

test("a page asks no oftener while the fixed.service is in trouble", { timeout: 60_000 }, async (t) => {
  let fetches = 0;
  const fetched = (route: Route) => {
    fetches += 1;
    return route.fulfill({ status: 503 });
  };
  const page = await open(t, fetched, (route) => route.abort());
  await pass(page, 10 * MINUTE, 5_000);
  assert.ok(fetches >= 5 && fetches <= 35, `${fetches} fetches in ten minutes`);
});

test("a page that is there no more asks less and less", { timeout: 60_000 }, async (t) => {
  let requests = 0;
  const missing = (route: Route) => {
    requests += 1;
    return route.fulfill({ status: 404 });
  };
  const page = await open(t, missing, missing);
  await pass(page, 60 * MINUTE, 30_000);
  assert.ok(requests >= 6 && requests <= 50, `${requests} requests in an hour`);
});

test("a frame on a website asks no oftener while it gets no stream", { timeout: 60_000 }, async (t) => {
  let [fetches, streams] = [0, 0];
  const fetched = (route: Route) => {
    fetches += 1;
    return route.continue();
  };
  const refused = (route: Route) => {
    streams += 1;
    return route.fulfill({ status: 503 });
  };
  const page = await open(t, fetched, refused, EMBED);
  await pass(page, 10 * MINUTE, 2_500);
  assert.ok(fetches >= 10 && fetches <= 70, `${fetches} fetches in ten minutes`);
  assert.ok(streams >= 10 && streams <= 70, `${streams} streams in ten minutes`);
});

test("a fetch that never ends holds nothing up", { timeout: 60_000 }, async (t) => {
  const newer = await changed();
  const streams: Route[] = [];
  let fetches = 0;
  const fetched = async (route: Route) => {
    fetches += 1;
    // The first one is never answered.
    if (fetches > 1) await newer(route);
  };
  const page = await open(t, fetched, async (route) => void streams.push(route));
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await asked(page, () => fetches === 1);
  await until("the page opens its stream", SHOW_SECONDS, async () => streams.length > 0);
  await streams[0]?.fulfill(ONE_EVENT);
  await page.locator("#connection.live").waitFor();
  await pass(page, 15_000, 1_000);
  await shows(page);
});

test("a page reads what changed before its stream opened, and what a cache has kept once more", { timeout: 60_000 }, async (t) => {
  const newer = await changed();
  let fetches = 0;
  const fetched = (route: Route) => {
    fetches += 1;
    return newer(route, { age: fetches === 1 ? "9" : "0" });
  };
  const page = await open(t, fetched, (route) => route.continue());
  await page.locator("#connection.live").waitFor();
  await asked(page, () => fetches >= 1);
  await shows(page);
  await pass(page, 2_000, 1_000);
  assert.equal(fetches, 1, "the cache keeps it for six more seconds");
  await pass(page, 8_000, 1_000);
  assert.equal(fetches, 2);
  await pass(page, MINUTE, 10_000);
  assert.equal(fetches, 2, "the second answer is new");
  await pass(page, 5.5 * MINUTE, 10_000);
  assert.equal(fetches, 3, "nothing was heard for some minutes");
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await pass(page, 3_000, 1_000);
  assert.equal(fetches, 4, "the network is back");
});

for (const path of ["/t/crowd/overlay", EMBED]) {
  test(`${path} reads once more what a cache has kept since before a change`, { timeout: 60_000 }, async (t) => {
    const newer = await changed(path);
    let fetches = 0;
    let end = () => {};
    const isFetched = new Promise<void>((resolve) => (end = resolve));
    const fetched = async (route: Route) => {
      fetches += 1;
      await newer(route, fetches === 2 ? { age: "13" } : {});
      end();
    };
    // When its stream opens, the page is read for the second time.
    const page = await open(t, fetched, (route) => isFetched.then(() => route.continue()), path);
    await asked(page, () => fetches >= 2);
    await pass(page, 4_000, 250);
    assert.equal(fetches, 3, "the cache asks the service again after a second or two");
    await shows(page);
  });
}

for (const path of ["", "/overlay"]) {
  test(`/t/current${path} turns to the next tournament`, { timeout: 60_000 }, async (t) => {
    const answer = await fetch(`${fixed.service.origin}/v1/tournaments/current`);
    const { slug } = (await answer.json()) as { slug: string };
    const next = slug === "cup" ? "crowd" : "cup";
    const body = await text(`/t/${next}${path}`);
    const page = await fixed.browser.newPage({ baseURL: fixed.service.origin });
    t.after(() => page.close());
    let isOver = false;
    await page.route(`**/t/current${path}`, (route) => (isOver ? route.fulfill({ contentType: HTML, body }) : route.continue()));
    await page.goto(`/t/current${path}`);
    const stream = (of: string) => `/v1/tournaments/${of}/stream`;
    assert.equal(await page.locator("main").getAttribute("data-stream"), stream(slug));
    isOver = true;
    const listens = page.waitForRequest(`${fixed.service.origin}${stream(next)}`, { timeout: SHOW_SECONDS * 1_000 });
    const wake = page.evaluate(() => {
      document.dispatchEvent(new Event("visibilitychange"));
      window.dispatchEvent(new Event("online"));
    });
    // It may be loading the next page already.
    await Promise.all([listens, wake.catch(() => {})]);
    await page.locator(`main[data-stream="${stream(next)}"] tbody tr`).first().waitFor();
    const links = await page.locator("nav.tabs a").evaluateAll((all) => all.map((link) => link.getAttribute("href") ?? ""));
    assert.deepEqual(links.filter((link) => !link.startsWith(`/t/${next}`)), [], "all of the page is of one tournament");
  });
}

test("a win that counts no more leaves the ticker, and no older one is news", { timeout: 60_000 }, async (t) => {
  const [cup, crowd] = await Promise.all([text(TICKER), text("/t/crowd/overlay/ticker")]);
  const [wins, others] = [itemsOf(cup), itemsOf(crowd)];
  assert.equal(wins.length, 5);
  const page = await fixed.browser.newPage({ baseURL: fixed.service.origin });
  t.after(() => page.close());
  await page.goto(TICKER);
  let body = cup;
  await page.route(`**${TICKER}`, (route) => route.fulfill({ contentType: HTML, body }));
  const becomes = async (what: string, expected: string[], isNew: number) => {
    await page.evaluate(() => window.dispatchEvent(new Event("online")));
    const items = page.locator(".news li");
    const keys = () => items.evaluateAll((all) => all.map((item) => item.getAttribute("data-key")));
    await until(what, SHOW_SECONDS, async () => String(await keys()) === String(expected.map(keyOf)));
    assert.equal(await page.locator(".news .new").count(), isNew, what);
  };
  await becomes("the three latest wins", wins.slice(0, 3), 0);

  const older = '<li class="win" data-key="win-1-2026-01-01T00:00:00Z">An old win</li>';
  const without = [...wins.slice(1), older];
  body = cup.replace(wins.join(""), without.join(""));
  await becomes("without the latest win", wins.slice(1, 3), 0);

  const newer = '<li class="win" data-key="win-1-2026-06-10T12:00:00Z">A new win</li>';
  body = cup.replace(wins.join(""), [newer, ...without.slice(0, 4)].join(""));
  await becomes("with a new win", [newer, ...wins.slice(1, 3)], 1);

  body = crowd;
  await becomes("the wins of another tournament", others.slice(0, 3), 0);
});

test("a ticker's page says how many wins it has at most", { timeout: 60_000 }, async (t) => {
  const cup = await text(TICKER);
  const wins = itemsOf(cup);
  const two = cup.replace(/ data-most="\d+"/, ' data-most="2"');
  assert.notEqual(two, cup);
  const holding = (items: string[]) => two.replace(wins.join(""), items.join(""));
  const page = await fixed.browser.newPage({ baseURL: fixed.service.origin });
  t.after(() => page.close());
  let body = holding(wins.slice(0, 2));
  await page.route(`**${TICKER}`, (route) => route.fulfill({ contentType: HTML, body }));
  await page.goto(TICKER);
  const shown = page.locator(".news li");
  await until("both are shown", SHOW_SECONDS, async () => (await shown.count()) === 2);
  // The latest one does not count any more, so that an older one has room.
  body = holding([wins[1] ?? "", '<li class="win" data-key="win-1-2026-01-01T00:00:00Z">An old win</li>']);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await until("the latest one is gone", SHOW_SECONDS, async () => {
    const keys = await shown.evaluateAll((all) => all.map((item) => item.getAttribute("data-key")));
    return !keys.includes(keyOf(wins[0] ?? "") ?? "") && String(keys);
  });
  assert.equal(await page.locator(".news .new").count(), 0, "an older one is no news");
});

/** Opens the page with a clock that the test moves on. Its script's fetches of it, and its streams, are answered so. */
async function open(
  t: TestContext,
  fetched: (route: Route) => Promise<void>,
  stream: (route: Route) => Promise<void>,
  path = PAGE,
): Promise<Page> {
  const page = await fixed.browser.newPage({ baseURL: fixed.service.origin });
  t.after(() => page.close());
  await page.clock.install();
  await page.route(STREAM, stream);
  await page.route(`**${path}`, (route) => (route.request().resourceType() === "fetch" ? fetched(route) : route.continue()));
  await page.goto(path);
  return page;
}

/** Lets the page's time pass in steps, with a moment for the network after each. */
async function pass(page: Page, milliseconds: number, step: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += step) {
    await page.clock.runFor(step);
    await pause(25);
  }
}

/** Waits until the page has asked. */
async function asked(page: Page, hasAsked: () => boolean): Promise<void> {
  await until("the page is fetched", SHOW_SECONDS, async () => {
    if (!hasAsked()) await page.clock.runFor(500);
    return hasAsked();
  });
}

/** Answers with a page in which a name has changed. */
async function changed(path = PAGE): Promise<(route: Route, headers?: Record<string, string>) => Promise<void>> {
  const before = await text(path);
  const body = before.replaceAll("Player number 7<", "A new name<");
  assert.notEqual(body, before);
  return (route, headers = {}) => route.fulfill({ headers: { "content-type": HTML, etag: '"newer"', ...headers }, body });
}

/** Waits until the page shows the new name. */
async function shows(page: Page): Promise<void> {
  await page.locator("main").getByText("A new name", { exact: true }).first().waitFor({ timeout: SHOW_SECONDS * 1_000 });
}

/** What browsers get at an address. */
async function text(path: string): Promise<string> {
  const answer = await fetch(`${fixed.service.origin}${path}`, { headers: { accept: "text/html" } });
  assert.equal(answer.status, 200, path);
  return answer.text();
}

/** The wins in a ticker's page. */
function itemsOf(html: string): string[] {
  return html.match(/<li class="win".*?<\/li>/gs) ?? [];
}

function keyOf(item: string): string | undefined {
  return /data-key="([^"]*)"/.exec(item)?.[1];
}
