// What every page, overlay and frame looks like, on a telephone and on a screen, light and dark, compared with pictures
// in the repository: a change of the look that nobody meant fails here.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { launch } from "./browser.ts";
import { dress, FixedService } from "./fixed.ts";
import { accept, bytes, difference } from "./pictures.ts";

const WIDTHS = [360, 1_400];
/** The same on every machine: glyphs without hints and in shades of grey. */
const SAME_EVERYWHERE = ["--font-render-hinting=none", "--disable-lcd-text"];
/** More of the same, which would only make pictures larger. */
const SHORTENED = `
.matches > li:nth-child(n + 6), .games > li:nth-child(n + 5), .scroll tbody tr:nth-child(n + 7) { display: none; }`;
/** What overlays are shown over. */
const VIDEO = "html { background: #5a7a4a !important; }";

interface Picture {
  path: string | ((colorScheme: "light" | "dark") => string);
  /** What is there when the page is ready. */
  ready: string;
  style?: string;
}

const overlay = (path: string) => ({
  path: (theme: string) => `/t/cup/overlay${path}?theme=${theme}`,
  ready: "#overlay.ready",
  style: VIDEO,
});
/** All pictures by their names. */
const PICTURES: Record<string, Picture> = {
  index: { path: "/", ready: "#connection.live, main h1" },
  standings: { path: "/t/cup", ready: "#connection.live" },
  history: { path: "/t/cup/history", ready: "#connection.live" },
  statistics: { path: "/t/cup/stats", ready: "#connection.live" },
  matches: { path: "/t/cup/matches", ready: "#connection.live" },
  player: { path: "/t/cup/players/101", ready: "#connection.live" },
  missing: { path: "/t/nothing-here", ready: "main h1" },
  overlay: overlay(""),
  "overlay-player": overlay("/player/101"),
  "overlay-ticker": overlay("/ticker"),
  embed: { path: "/t/cup/embed", ready: "#overlay.ready" },
  console: { path: "/host", ready: "main h1" },
};

let service: FixedService;
let browser: Browser;

before(async () => {
  [browser, service] = await Promise.all([launch(SAME_EVERYWHERE), FixedService.start()]);
});

after(async () => {
  await browser?.close();
  await service?.stop();
});

for (const [name, picture] of Object.entries(PICTURES)) {
  test(`${name} looks as it did`, { timeout: 120_000 }, async () => {
    const wrong: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of WIDTHS) {
        const context = await service.context(browser, { viewport: { width, height: 640 }, colorScheme });
        const page = await context.newPage();
        const taken = await take(page, picture, colorScheme);
        await context.close();
        const file = `${name}-${width}-${colorScheme}`;
        if (process.env.ACCEPT_PICTURES) await accept(file, taken);
        else wrong.push(...([await difference(file, taken)].filter((one) => one !== null)));
      }
    }
    assert.deepEqual(wrong, [], "artifacts/pictures has them; if this is meant: npm run accept-pictures");
  });
}

test("the pictures stay a small part of the repository", () => {
  assert.ok(bytes() < 1_500_000, `${bytes()} bytes`);
});

async function take(page: Page, { path, ready, style }: Picture, colorScheme: "light" | "dark"): Promise<Buffer> {
  await page.goto(typeof path === "string" ? path : path(colorScheme));
  await page.locator(ready).first().waitFor();
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  await dress(page, SHORTENED + (style ?? ""));
  return page.screenshot({ fullPage: true, animations: "disabled" });
}
