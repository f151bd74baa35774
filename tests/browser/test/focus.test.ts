// Whoever has reached a link by keyboard, or scrolled within a table, stays there while the page follows the data.
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { fixedInBrowser } from "./fixed-in-browser.ts";

const SHOW_MILLISECONDS = 40_000;

const fixed = fixedInBrowser();

/** Pages with a part that is not replaced, a link in it, and a text of it that changes. */
const PAGES = [
  {
    path: "/t/cup/stats",
    kept: ".scroll:has(.matrix)",
    link: ".matrix tbody tr:nth-child(2) a",
    before: /(?<=<td class="(?:ahead|behind|even)">)[^<]*/,
    after: "99–0",
  },
  { path: "/t/cup/matches", kept: "main", link: "p.soft a", before: /of the newest \d+/, after: "of the newest 99" },
  { path: "/t/crowd/embed", kept: "#overlay", link: "tbody tr a", before: /Player number 7(?=<)/g, after: "A new name" },
];

for (const { path, kept, link, before, after } of PAGES) {
  test(`the focus and what scrolls stay while ${path} changes`, { timeout: 60_000 }, async (t) => {
    const html = await text(path);
    const body = html.replace(before, after);
    assert.notEqual(body, html);
    const { page, update } = await open(t, path, html, body);
    const shown = page.locator(kept);
    await shown.evaluate((element) => element.setAttribute("data-seen", ""));
    await shown.locator(link).first().focus();
    const reached = () => page.evaluate(() => document.activeElement?.getAttribute("href") ?? null);
    const address = await reached();
    assert.ok(address);
    update();
    await shown.getByText(after).first().waitFor({ timeout: SHOW_MILLISECONDS });
    assert.equal(await page.locator("[data-seen]").count(), 1, "what scrolls is not replaced");
    assert.equal(await reached(), address);
  });
}

test("the focus goes nowhere else when what had it is gone", { timeout: 60_000 }, async (t) => {
  const path = "/t/cup/stats";
  const body = (await text(path)).replace("</main>", '<button type="button">Another</button></main>');
  const html = body.replace("</main>", '<p data-key="gone"><button type="button">Gone</button></p></main>');
  const { page, update } = await open(t, path, html, body);
  const gone = page.getByRole("button", { name: "Gone" });
  await gone.focus();
  update();
  await gone.waitFor({ state: "detached", timeout: SHOW_MILLISECONDS });
  assert.equal(await page.evaluate(() => document.activeElement?.localName), "body");
});

/** The document at a path. */
async function text(path: string): Promise<string> {
  return (await fetch(`${fixed.service.origin}${path}`, { headers: { accept: "text/html" } })).text();
}

/** Opens a page with a document; what it fetches is the other one, and comes once `update` is called. */
async function open(t: TestContext, path: string, first: string, next: string) {
  const page = await fixed.browser.newPage({ baseURL: fixed.service.origin });
  t.after(() => page.close());
  let update = () => {};
  const isNewer = new Promise<void>((resolve) => (update = resolve));
  const contentType = "text/html; charset=utf-8";
  await page.route(`**${path}`, async (route) => {
    if (route.request().resourceType() !== "fetch") return route.fulfill({ contentType, body: first });
    await isNewer;
    await route.fulfill({ contentType, headers: { etag: '"newer"' }, body: next });
  });
  await page.goto(path);
  return { page, update };
}
