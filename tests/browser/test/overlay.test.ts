// Overlays in a browser as broadcasts show them, while the service, its database and the network come and go, and the
// standings in pages of other origins.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test, type TestContext } from "node:test";
import type { Browser, Page } from "playwright-core";
import type { ListEnvelopeStandingRow } from "../generated/client.ts";
import { launch } from "./browser.ts";
import { Demo } from "./demo.ts";
import { Host } from "./host-page.ts";
import { Proxy } from "./proxy.ts";
import { freePort } from "./service.ts";
import { pause, until } from "./wait.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const TOURNAMENT = "/v1/tournaments/demo-cup";
const OVERLAY = "/t/demo-cup/overlay";
/** How long an overlay may take to be right again. */
const RIGHT_SECONDS = 5;
const CHANGE_SECONDS = 60;
/** After which an overlay without data has faded. */
const FADED_SECONDS = 75;
const ERROR_TEXT = /error|not found|unavailable|reconnect|refused|detail/i;

const demo = new Demo(await freePort());
const proxy = new Proxy(demo.port);
let browser: Browser;

before(async () => {
  [browser] = await Promise.all([launch(), demo.start(), proxy.open()]);
});

after(async () => {
  await browser?.close();
  await proxy.close();
  await demo.stop();
});

test("the parameters select rows and columns, and nothing else shows", { timeout: 120_000 }, async (t) => {
  const standings = await items();
  const page = await open(t, `${OVERLAY}?rows=5&columns=place,player,rating,nonsense&theme=light&scale=2`);
  // What only those hear who cannot see the table is left out.
  const heads = await page.locator("thead th").evaluateAll((all) =>
    all.map((head) => (head.querySelector("[aria-hidden]") ?? head).textContent ?? ""),
  );
  assert.deepEqual(heads.slice(0, 2), ["#", "Player"]);
  assert.equal(heads.length, 3);
  assert.equal(await page.locator("tbody tr").count(), 5);
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), "40px");

  const middle = standings[10];
  assert.ok(middle);
  const around = await open(t, `${OVERLAY}?around=${middle.tournament_player_id}&rows=3`);
  const entries = await around.locator("tbody tr").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-entry")));
  assert.equal(entries.length, 3);
  assert.ok(entries.includes(`${middle.tournament_player_id}`));

  const team = standings.find((row) => row.team)?.team;
  assert.ok(team);
  const members = await open(t, `${OVERLAY}?team=${encodeURIComponent(team.initials.toLowerCase())}`);
  const names = await members.locator("tbody tr").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-initials")));
  assert.deepEqual(new Set(names), new Set([team.initials]));

  const wrong = await open(t, `${OVERLAY}?rows=0&columns=&theme=x&scale=99&team=nobody&around=x&zoom=3`);
  assert.equal(await wrong.locator("tbody tr").count(), standings.length);
});

test("overlays are transparent and legible over video", { timeout: 120_000 }, async (t) => {
  const [first] = await items();
  for (const [name, path] of [
    ["table", `${OVERLAY}?rows=12`],
    ["light", `${OVERLAY}?rows=12&theme=light&columns=place,player,team,rating,change,form,now`],
    ["plain", `${OVERLAY}?rows=12&theme=plain&scale=1.25`],
    ["player", `${OVERLAY}/player/${first?.tournament_player_id}`],
    ["ticker", `${OVERLAY}/ticker`],
  ] as const) {
    const page = await open(t, path);
    // The pixels far from the overlay are fully transparent: the picture without a background is a PNG with alpha.
    const background = await page.evaluate(() => [document.documentElement, document.body].map((element) => {
      return getComputedStyle(element).backgroundColor;
    }));
    assert.deepEqual(background, ["rgba(0, 0, 0, 0)", "rgba(0, 0, 0, 0)"]);
    await page.screenshot({ path: `artifacts/overlay-${name}-transparent.png`, omitBackground: true });
    // As over video: the test paints something restless behind it.
    await page.evaluate(() => {
      document.documentElement.style.background =
        "repeating-linear-gradient(35deg, #6b8e23 0 60px, #c2b280 60px 110px, #30506b 110px 170px, #eee 170px 200px)";
    });
    await page.screenshot({ path: `artifacts/overlay-${name}-video.png` });
  }
});

test("an overlay outlives the service, its database and the network", { timeout: 600_000 }, async (t) => {
  const page = await open(t, `${OVERLAY}?rows=10`);
  await agrees(page, CHANGE_SECONDS);
  const before = await shown(page);
  await until("the table follows", CHANGE_SECONDS, async () => (await shown(page)) !== before);

  await t.test("the network is cut", async () => {
    await proxy.close();
    const kept = await shown(page);
    await pause(15_000);
    assert.equal(await shown(page), kept, "the last picture stays");
    await healthy(page, "network-away");
    await proxy.open();
    await agrees(page, RIGHT_SECONDS);
    await healthy(page, "network-back");
  });

  await t.test("the network swallows everything", async () => {
    proxy.swallow(true);
    await pause(20_000);
    await healthy(page, "network-silent");
    proxy.swallow(false);
    await agrees(page, RIGHT_SECONDS);
  });

  await t.test("the database is away", async () => {
    const processes = postgres();
    assert.ok(processes.length > 0, "the demo's database was found");
    for (const pid of processes) process.kill(pid, "SIGSTOP");
    try {
      await pause(60_000);
      await healthy(page, "database-away");
    } finally {
      for (const pid of processes.reverse()) process.kill(pid, "SIGCONT");
    }
    await until("the service is ready again", 30, () => fetch(`${demo.origin}/health/ready`).then(({ ok }) => ok));
    await agrees(page, RIGHT_SECONDS);
    await healthy(page, "database-back");
  });

  await t.test("the service is restarted", async () => {
    await demo.stop();
    await pause(2_000);
    await healthy(page, "service-away");
    await demo.start();
    await agrees(page, RIGHT_SECONDS);
    await healthy(page, "service-back");
  });

  await t.test("the tournament is deleted", async () => {
    const answer = await fetch(`${demo.origin}${TOURNAMENT}`, { method: "DELETE", headers: { Cookie: demo.hostCookie } });
    assert.equal(answer.status, 204);
    await pause(10_000);
    await healthy(page, "deleted");
    await page.locator("#overlay.gone").waitFor({ timeout: FADED_SECONDS * 1_000, state: "attached" });
    await pause(2_500);
    assert.equal(await page.evaluate(() => getComputedStyle(document.getElementById("overlay") as HTMLElement).opacity), "0");
    await page.screenshot({ path: "artifacts/overlay-faded.png" });
    // Opened anew, it shows nothing at all.
    const blank = await open(t, OVERLAY);
    await pause(4_000);
    assert.equal(await blank.locator("body").innerText(), "");
  });
  await demo.stop();
  await demo.start();
});

test("websites show the standings by the script and in a frame", { timeout: 180_000 }, async (t) => {
  const host = await Host.start(demo.origin);
  t.after(() => host.close());
  for (const colorScheme of ["light", "dark"] as const) {
    const context = await browser.newContext({ viewport: { width: 900, height: 1_200 }, colorScheme });
    t.after(() => context.close());
    await context.addInitScript({ content: AXE });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => void (["error", "warning"].includes(message.type()) && complaints.push(message.text())));
    await page.goto(host.origin);
    const rows = page.locator("aoe2-standings tbody tr");
    await rows.first().waitFor();
    await until("the table says what the api answers", CHANGE_SECONDS, async () => {
      const names = await page.locator("aoe2-standings tbody th").allTextContents();
      return JSON.stringify(names) === JSON.stringify((await items()).map(({ name }) => name));
    });
    const frame = page.frameLocator("iframe");
    await frame.locator("tbody tr").first().waitFor();
    assert.equal(await frame.locator("base").getAttribute("target"), "_blank");
    assert.equal(await frame.locator("tbody tr").count(), 8);
    await page.screenshot({ path: `artifacts/embed-${colorScheme}.png`, fullPage: true });
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as { axe: { run: () => Promise<{ violations: { id: string }[] }> } };
      return (await axe.run()).violations;
    });
    assert.deepEqual(violations, []);
    assert.deepEqual(complaints, []);
    const before = await rows.allTextContents();
    await until("the table follows", CHANGE_SECONDS, async () => `${await rows.allTextContents()}` !== `${before}`);
  }
});

test("hostile names stay texts, in the page and after an update", { timeout: 120_000 }, async (t) => {
  const host = await Host.start(demo.origin);
  t.after(() => host.close());
  const [first] = await items();
  assert.ok(first);
  const pages = await Promise.all([`${OVERLAY}?rows=10`, `${OVERLAY}/player/${first.tournament_player_id}`].map((path) => open(t, path)));
  const website = await browser.newPage();
  t.after(() => website.close());
  await website.goto(host.origin);
  await website.locator("aoe2-standings tbody tr").first().waitFor();
  pages.push(website);
  const dialogs: string[] = [];
  for (const page of pages) page.on("dialog", (dialog) => void (dialogs.push(dialog.message()), dialog.dismiss()));
  const name = "<img src=x onerror=alert(1)><script>alert(2)</script>";
  const answer = await fetch(`${demo.origin}${TOURNAMENT}/players/${first.tournament_player_id}`, {
    method: "PATCH",
    headers: { "Content-Type": "application/json", Cookie: demo.hostCookie },
    body: JSON.stringify({ presentation: { displayName: name } }),
  });
  assert.ok(answer.ok, `${answer.status}`);
  for (const page of pages) {
    await page.getByText(name).first().waitFor({ timeout: 15_000 });
    assert.equal(await page.locator("img").count(), 0);
    assert.equal(await page.locator("main script:not([data-tournament])").count(), 0);
  }
  assert.deepEqual(dialogs, []);
});

test("other pages cannot be framed", { timeout: 60_000 }, async () => {
  const page = await fetch(`${demo.origin}/t/demo-cup`);
  assert.match(page.headers.get("content-security-policy") ?? "", /frame-ancestors 'none'/);
});

async function open(t: TestContext, path: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1_920, height: 1_080 } });
  t.after(() => page.close());
  await page.goto(proxy.origin + path);
  return page;
}

async function items() {
  return (await demo.get<ListEnvelopeStandingRow>(`${TOURNAMENT}/standings`)).items;
}

/** What the overlay says of each entry: place, name and rating. */
async function shown(page: Page): Promise<string> {
  return page.locator("tbody tr").evaluateAll((rows) => rows.map((row) => ["place", "player", "rating", "games"].map((name) => {
    return (row.querySelector(`[data-column="${name}"] bdi`) ?? row.querySelector(`[data-column="${name}"]`))?.textContent;
  }).join(" ")).join("\n"));
}

/** Waits until the overlay says what the api answers. */
async function agrees(page: Page, seconds: number): Promise<void> {
  await until("the overlay says what the api answers", seconds, async () => {
    const wanted = (await items()).slice(0, 10).map((row, index) => {
      return [index + 1, row.name, row.max_rating ?? "–", row.tournament_record.games_played].join(" ");
    });
    return (await shown(page)) === wanted.join("\n");
  }, 100);
}

/** The overlay shows a table, and no error. */
async function healthy(page: Page, name: string): Promise<void> {
  const text = await page.locator("body").innerText();
  await page.screenshot({ path: `artifacts/overlay-${name}.png` });
  assert.doesNotMatch(text, ERROR_TEXT);
  assert.equal(await page.locator("tbody tr").count(), 10);
  assert.equal(await page.locator("#overlay.gone").count(), 0);
}

/** The processes of the demo's database: the postmaster first. */
function postgres(): number[] {
  const parents = new Map<number, { parent: number; name: string }>();
  for (const entry of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, "utf8");
      const [, name = "", parent = "0"] = /\((.*)\) \S (\d+)/.exec(stat) ?? [];
      parents.set(Number(entry), { parent: Number(parent), name });
    } catch {
      // It has ended meanwhile.
    }
  }
  const below = (pid: number): number[] => [...parents].flatMap(([child, { parent }]) => {
    return parent === pid ? [child, ...below(child)] : [];
  });
  return below(demo.pid).filter((pid) => parents.get(pid)?.name === "postgres");
}
