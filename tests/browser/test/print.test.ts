// The standings on paper: the facts and the whole table in dark ink on white, whatever the screen looks like.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { dress } from "./fixed.ts";
import { fixedInBrowser } from "./fixed-in-browser.ts";

/** What paper has no use for. */
const ON_SCREEN_ONLY = ["nav", "footer", "#connection", "#polled", ".skip", ".export", ".cards", ".beside", "th.now", "td.now"];
/** A4 between margins of a centimetre, in CSS pixels. */
const PAPER = { width: 718, height: 1_047 };
/** The least contrast of letters on paper. */
const LEAST_CONTRAST = 4.5;

const fixed = fixedInBrowser();

for (const colorScheme of ["light", "dark"] as const) {
  for (const [slug, entries, sheets] of [["cup", 9, 1], ["crowd", 32, 2]] as const) {
    test(`the standings of ${entries} are printed from a ${colorScheme} screen`, { timeout: 60_000 }, async () => {
      const context = await fixed.service.context(fixed.browser, { viewport: PAPER, colorScheme });
      const page = await context.newPage();
      await page.goto(`/t/${slug}`);
      await page.locator("#connection.live").waitFor();
      await dress(page);
      await page.emulateMedia({ media: "print" });
      for (const selector of ON_SCREEN_ONLY) {
        for (const one of await page.locator(selector).all()) assert.ok(!(await one.isVisible()), selector);
      }
      for (const selector of ["h1", ".facts", ".standings thead"]) assert.ok(await page.locator(selector).isVisible(), selector);
      const rows = page.locator(".standings tbody tr");
      assert.equal(await rows.count(), entries);
      assert.equal(await rows.locator("visible=true").count(), entries);
      assert.deepEqual(await flaws(page), []);
      await page.screenshot({ path: `artifacts/print-${slug}-${colorScheme}.png`, fullPage: true });
      const file = `artifacts/print-${slug}-${colorScheme}.pdf`;
      const printed = await page.pdf({ path: file, format: "A4", margin: margins("1cm") });
      assert.equal(printed.toString("latin1").match(/\/Type \/Page\b/g)?.length, sheets, file);
      await context.close();
    });
  }
}

function margins(width: string) {
  return { top: width, right: width, bottom: width, left: width };
}

/** What would be cut off, torn apart, or hard to read on paper. */
function flaws(page: Page): Promise<string[]> {
  return page.evaluate((leastContrast) => {
    const found: string[] = [];
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const luminance = (color: string) => {
      if (!canvas) throw new Error("no canvas");
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = color;
      canvas.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((channel) => {
        const share = channel / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    for (const element of document.querySelectorAll("body, body *")) {
      if (!element.checkVisibility() || element.matches(".unseen, .unseen *")) continue;
      const name = `${element.tagName} ${element.className} ${element.textContent?.trim().slice(0, 20)}`;
      const style = getComputedStyle(element);
      if (element.getBoundingClientRect().right > window.innerWidth + 1) found.push(`${name} is cut off`);
      const isTransparent = style.backgroundColor === "rgba(0, 0, 0, 0)";
      if (!isTransparent && luminance(style.backgroundColor) < 0.99) found.push(`${name} has a background`);
      const contrast = 1.05 / (luminance(style.color) + 0.05);
      if (contrast < leastContrast) found.push(`${name} has a contrast of ${contrast.toFixed(1)}`);
      if (element.tagName === "TR" && style.breakInside !== "avoid") found.push(`${name} may be torn apart`);
      if (element.tagName === "THEAD" && style.display !== "table-header-group") found.push(`${name} is not repeated`);
      const isCell = ["TH", "TD"].includes(element.tagName);
      if (isCell && element.scrollWidth > element.clientWidth + 1) found.push(`${name} sticks out of its column`);
    }
    return found;
  }, LEAST_CONTRAST);
}
