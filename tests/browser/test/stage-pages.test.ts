// Pages and overlays of stages and series as their readers see them: light and dark, from a telephone to a large screen,
// with and without a script, while a host enters results.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test, type TestContext } from "node:test";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { launch } from "./browser.ts";
import { Demo } from "./demo.ts";
import { freePort } from "./service.ts";
import { until } from "./wait.ts";

const CUP = "/v1/tournaments/demo-cup";
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** How long after a change a page may take to show it. */
const SHOW_SECONDS = 15;
const HOUR = 3_600_000;

interface Violation {
  id: string;
  nodes: { html: string; failureSummary?: string }[];
}

interface Examined extends Window {
  axe: { run: () => Promise<{ violations: Violation[] }> };
}

interface List<T> {
  items: T[];
}

interface Series {
  series_id: number;
  stage_id: number | null;
  round: number | null;
  status: string;
}

const demo = new Demo(await freePort());
let browser: Browser;
/** The stage of two groups, and a running series of it. */
let groups: number;
let running: number;

before(async () => {
  [browser] = await Promise.all([launch(), demo.start()]);
  await setUp();
});

after(async () => {
  await browser?.close();
  await demo.stop();
});

/** A host's request that must succeed. */
async function host<T>(method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${demo.origin}${CUP}${path}`, {
    method,
    headers: {
      cookie: demo.hostCookie,
      origin: demo.origin,
      "idempotency-key": randomUUID(),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

async function series(stage: number): Promise<Series[]> {
  return (await demo.get<List<Series>>(`${CUP}/series?stage=${stage}`)).items;
}

/** Two groups in their last round, a Swiss stage in its second, and a show match. */
async function setUp(): Promise<void> {
  const { items } = await demo.get<List<{ tournament_player_id: number }>>(`${CUP}/standings`);
  const entries = items.slice(0, 9).map((row) => row.tournament_player_id);
  const stage = async (body: object) => {
    const { stage_id } = await host<{ stage_id: number }>("POST", "/stages", { visibility: "public", ...body });
    await host("POST", `/stages/${stage_id}/start`);
    return stage_id;
  };
  groups = await stage({
    name: "Group stage",
    format: "round_robin",
    participants: entries.slice(0, 8),
    groups: 2,
    advance: 2,
    series_format: { best_of: 3 },
    tie_breaks: ["head_to_head", "game_difference", "games_won", "sonneborn_berger"],
  });
  const soon = (hours: number) => new Date(Date.now() + hours * HOUR).toISOString();
  for (const [index, { series_id, round }] of (await series(groups)).entries()) {
    const result = index % 3 === 0 ? [2, 1] : index % 3 === 1 ? [0, 2] : [2, 0];
    const body = round === 3 ? { scheduled_at: soon(1 + index), stream_url: "https://twitch.tv/example" } : { score: result };
    await host("PATCH", `/series/${series_id}`, body);
  }
  running = (await series(groups)).find(({ round }) => round === 3)?.series_id ?? NaN;
  await host("PATCH", `/series/${running}`, { games: [{ winner: 0, map: "Arabia" }], note: "On the main stage." });
  await host("PUT", `/stages/${groups}/adjustments`, { side: entries[1], points: -0.5, reason: "Late to two series" });
  await host("POST", `/stages/${groups}/participants/${entries[7]}/withdraw`);
  const swiss = await stage({
    name: "Swiss",
    format: "swiss",
    participants: entries,
    rounds: 4,
    advance: 4,
    series_format: { play_all: 2 },
    tie_breaks: ["buchholz", "buchholz_cut1", "opponents_win_rate", "wins", "seed"],
  });
  await host("POST", `/stages/${swiss}/rounds`, { dry_run: false });
  const results = [{ score: [2, 0] }, { score: [1, 1] }, { walkover: 1 }, { score: [0, 2] }];
  for (const [index, { series_id }] of (await series(swiss)).entries()) {
    await host("PATCH", `/series/${series_id}`, results[index]);
  }
  await host("POST", `/stages/${swiss}/rounds`, { dry_run: false });
  const show = { sides: entries.slice(0, 2), format: { best_of: 5 }, label: "Show match", scheduled_at: soon(30) };
  await host("POST", "/series", show);
}

/** Opens a page, and collects what the browser complains about. */
async function open(t: TestContext, path: string, options: BrowserContextOptions): Promise<[Page, string[]]> {
  const context = await browser.newContext(options);
  t.after(() => context.close());
  await context.addInitScript({ content: AXE });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  await page.goto(`${demo.origin}/t/demo-cup${path}`);
  return [page, complaints];
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [320, 360, 1_400, 3_840]) {
    test(`stages and series are for everybody, ${colorScheme} at ${width} pixels`, { timeout: 120_000 }, async (t) => {
      const paths = { stages: "/stages", schedule: "/schedule", series: `/series/${running}` };
      for (const [name, path] of Object.entries(paths)) {
        const [page, complaints] = await open(t, path, { viewport: { width, height: 900 }, colorScheme });
        await page.locator("h1").waitFor();
        for (const summary of await page.locator("summary").all()) await summary.click();
        await page.screenshot({ path: `artifacts/stages-${name}-${colorScheme}-${width}.png`, fullPage: true });
        const violations = await page.evaluate(async () => {
          return (await (window as unknown as Examined).axe.run()).violations;
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

test("overlays show the running series and a group, as their parameters say", { timeout: 60_000 }, async (t) => {
  const viewport = { width: 900, height: 400 };
  const [bug, complaints] = await open(t, "/overlay/series?scale=1.5", { viewport });
  await bug.locator("#overlay.ready").waitFor();
  await bug.evaluate(() => void (document.body.style.background = "#4a6"));
  await bug.screenshot({ path: "artifacts/stages-overlay-series.png" });
  assert.equal(await bug.locator(".bug").getAttribute("data-key"), `series-${running}`);
  assert.deepEqual(await bug.locator(".score").allTextContents(), ["1", "0"]);
  const columns = "place,player,record,points,game_difference";
  const [table] = await open(t, `/overlay/stage/${groups}?group=2&columns=${columns}&theme=light`, { viewport });
  await table.locator("#overlay.ready").waitFor();
  await table.evaluate(() => void (document.body.style.background = "#4a6"));
  await table.screenshot({ path: "artifacts/stages-overlay-stage.png" });
  assert.equal(await table.locator("table").count(), 1);
  assert.match((await table.locator("caption").textContent()) ?? "", /Group 2$/);
  assert.deepEqual(await table.locator("thead th").allTextContents(), ["#", "Name", "W–D–L", "Points", "GD"]);
  const [all] = await open(t, `/overlay/stage/${groups}`, { viewport: { width: 1_200, height: 500 } });
  await all.locator("#overlay.ready").waitFor();
  await all.evaluate(() => void (document.body.style.background = "#357"));
  await all.screenshot({ path: "artifacts/stages-overlay-groups.png" });
  assert.equal(await all.locator("table").count(), 2);
  assert.deepEqual(complaints, []);
});

test("a page of stages is whole without a script", async (t) => {
  const [page] = await open(t, "/stages", { javaScriptEnabled: false });
  assert.equal(await page.locator("section.stage").count(), 2);
  assert.match((await page.locator(".series-list time").first().textContent()) ?? "", / UTC$/);
});

test("pages and overlays follow the results", { timeout: 120_000 }, async (t) => {
  const [stages] = await open(t, "/stages", {});
  const [overlay] = await open(t, `/overlay/series/${running}`, {});
  await stages.locator("#connection.live").waitFor();
  const details = stages.locator("details").first();
  await details.locator("summary").click();
  await host("PATCH", `/series/${running}`, { games: [{ winner: 1, map: "Arena" }] });
  const score = async () => (await overlay.locator(".score").allTextContents()).join(":");
  await until("the overlay shows the score", SHOW_SECONDS, async () => (await score()) === "1:1");
  const shown = stages.locator(`[data-key="series-${running}"] .score`);
  await until("the page shows the score", SHOW_SECONDS, async () => (await shown.textContent()) === "1–1");
  assert.equal(await details.getAttribute("open"), "", "what was opened stays open");
  await host("PATCH", `/series/${running}`, { games: [{ winner: 0, map: "Nomad" }] });
  await until("the overlay says that it is over", SHOW_SECONDS, async () => {
    return (await overlay.locator(".state").textContent()) === "Final";
  });
  await overlay.evaluate(() => void (document.body.style.background = "#357"));
  await overlay.screenshot({ path: "artifacts/stages-overlay-final.png" });
});
