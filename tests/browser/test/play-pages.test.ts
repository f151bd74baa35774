// The pages of what was played, in a browser, against the demo: everybody can read them, at each width, light and dark.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import type { ListEnvelopeMatchRead, ListEnvelopeStandingRow, StandingsHistory } from "../generated/client.ts";
import { launch } from "./browser.ts";
import { Demo } from "./demo.ts";
import { freePort } from "./service.ts";
import { until } from "./wait.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CUP = "/v1/tournaments/demo-cup";
/** Games of the demo last less than a minute. */
const PLAY_SECONDS = 120;
/** A desk and a telephone. */
const WIDTHS = [1_400, 360];

interface Violation {
  id: string;
  nodes: { html: string; failureSummary: string }[];
}

const demo = new Demo(await freePort());
let browser: Browser;
let player: number;

before(async () => {
  [browser] = await Promise.all([launch(), demo.start()]);
  await until("some games have been played", PLAY_SECONDS, async () => {
    return (await demo.get<ListEnvelopeMatchRead>(`${CUP}/matches`)).items.length > 10;
  });
  const { items } = await demo.get<ListEnvelopeStandingRow>(`${CUP}/standings`);
  player = items.find(({ tournament_record }) => tournament_record.games_played > 1)?.tournament_player_id ?? 0;
});

after(async () => {
  await browser?.close();
  await demo.stop();
});

for (const width of WIDTHS) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`everybody can read them at ${width} pixels, ${colorScheme}`, { timeout: 120_000 }, async () => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      // Scripts of the context are not bound by the page's policy, which stays in force.
      await context.addInitScript({ content: AXE });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(message.text());
      });
      for (const path of ["history", "stats", "matches", `players/${player}`]) {
        await page.goto(`${demo.origin}/t/demo-cup/${path}`);
        await page.locator("main h1").waitFor();
        const name = path.replace(/\/.*/, "");
        await page.screenshot({ path: `artifacts/play-${name}-${width}-${colorScheme}.png`, fullPage: true });
        await look(page, `${path} at ${width} pixels, ${colorScheme}`);
      }
      await context.close();
      assert.deepEqual(complaints, []);
    });
  }
}

test("a chart shows its exact values to a pointer, and draws within its page", async () => {
  const page = await browser.newPage({ viewport: { width: 1_400, height: 900 } });
  await page.goto(`${demo.origin}/t/demo-cup/history`);
  const history = await demo.get<StandingsHistory>(`${CUP}/standings/history`);
  const chart = page.locator("figure.bump").first();
  assert.equal(await chart.locator(".line").count(), history.players.length);
  const [plot, labels] = await Promise.all([chart.boundingBox(), chart.locator(".label").last().boundingBox()]);
  assert.ok(plot && labels && labels.x + labels.width <= plot.x + plot.width, "labels are within the figure");
  const titles = await chart.locator(".line > title").allTextContents();
  for (const title of titles) assert.match(title, /: place \d+, began at \d+, best \d+, worst \d+$/);
  await page.close();
});

/** Nothing keeps anybody from using the page, closed and opened up, and it fits the window. */
async function look(page: Page, where: string): Promise<void> {
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  const violations = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run: () => Promise<{ violations: Violation[] }> } };
    return (await axe.run()).violations;
  });
  const told = violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => [id, html, failureSummary]));
  assert.deepEqual(told, [], where);
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(beyond <= 0, `${where} is ${beyond} pixels wider`);
}
