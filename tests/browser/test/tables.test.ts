// Tables as screen readers go through them: each has a name, and a name for each of its columns and rows. All that a
// reader can follow or press has a name, and no text sticks out of its column.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Page } from "playwright-core";
import type { ListEnvelopeStandingRow } from "../generated/client.ts";
import { tree } from "./accessibility.ts";
import { dress } from "./fixed.ts";
import { fixedInBrowser } from "./fixed-in-browser.ts";

/** A table that a page has to have: the names of its columns, and the number of its rows. */
interface Due {
  columns: string[];
  rows: number;
}

const ENTRIES = 9;
/** The entries that have played. */
const PLAYERS = 8;
const CIVILIZATIONS = 7;
const BARS = ["Civilization", "Picks", "Wins", "Win rate"];
const OVERLAY = ["Place", "Player", "Peak", "Today", "Games", "Streak", "Now"];

/** The pages with the tables that each has to have, by name. */
const PAGES: Record<string, Record<string, Due>> = {
  "/": {},
  "/t/cup": {
    "Standings of The Summer Cup": {
      columns: [
        "Place", "Places gained since midnight UTC", "Player", "Peak", "Current", "Games", "Won", "Streak", "Form", "Now",
      ],
      rows: ENTRIES,
    },
    "Teams of The Summer Cup": { columns: ["Place", "Team", "Sum", "Average", "Games", "Won"], rows: 2 },
  },
  "/t/cup/history": {
    "Places and ratings by day": {
      columns: ["Player", "10 Jun 2026, 09:51", "9 Jun 2026, 20:25", "8 Jun 2026, 23:45"],
      rows: ENTRIES,
    },
    "Ratings in numbers": {
      columns: ["Player", "Games", "First", "Lowest", "Highest", "Last", "Change"],
      rows: PLAYERS,
    },
  },
  "/t/cup/stats": {
    "Results of all pairs": {
      columns: ["", "Dora of the Very Long Name That Needs Two Lines", "Greta", "Bert", "Carl", "Fritz", "Anna", "Hans", "Émile"],
      rows: PLAYERS,
    },
    "Picks and wins by civilization": { columns: BARS, rows: CIVILIZATIONS },
    "Civilizations by player, with their picks and wins": { columns: ["Player", "Most picked"], rows: PLAYERS },
  },
  "/t/cup/matches": {},
  "/t/cup/players/101": {
    "Picks and wins by civilization": { columns: BARS, rows: 6 },
    "Results against players of the tournament": { columns: ["Opponent", "Games", "Won", "Lost"], rows: 7 },
  },
  // The tree has the letters that are shown.
  "/t/cup/overlay": { "Standings of The Summer Cup": { columns: OVERLAY.map((name) => name.toUpperCase()), rows: ENTRIES } },
  "/t/cup/overlay/player/101": {},
  "/t/cup/overlay/ticker": {},
  "/t/cup/embed": { "Standings of The Summer Cup": { columns: OVERLAY, rows: ENTRIES } },
  "/host": {},
};

const fixed = fixedInBrowser();

for (const [path, due] of Object.entries(PAGES)) {
  test(`${path} can be gone through by ear`, { timeout: 60_000 }, async () => {
    const context = await fixed.service.context(fixed.browser, { viewport: { width: 1_400, height: 900 } });
    const page = await opened(await context.newPage(), path);
    const { tables, controls } = await tree(page);
    assert.deepEqual(tables.map(({ name }) => name).sort(), Object.keys(due).sort());
    for (const { name, columns, rows } of tables) {
      assert.deepEqual(columns, due[name]?.columns, name);
      assert.equal(rows.length, due[name]?.rows, name);
      for (const { headers, cells } of rows) {
        assert.equal(headers.length, 1, `${name}: ${headers}`);
        assert.notEqual(headers[0], "", name);
        assert.equal(headers.length + cells, columns.length, `${name}: ${headers}`);
      }
    }
    assert.deepEqual(controls.filter(({ name }) => name === ""), []);
    for (const width of [1_400, 360]) {
      await page.setViewportSize({ width, height: 900 });
      assert.deepEqual(await protruding(page), [], `at ${width} pixels`);
    }
    await context.close();
  });
}

test("rows are called as the api calls their entries", async () => {
  const context = await fixed.service.context(fixed.browser, { viewport: { width: 1_400, height: 900 } });
  const page = await opened(await context.newPage(), "/t/cup");
  const { tables } = await tree(page);
  const answer = await fetch(`${fixed.service.origin}/v1/tournaments/cup/standings`);
  const { items } = (await answer.json()) as ListEnvelopeStandingRow;
  const due = items.map(({ name, country, team }) => {
    return [country?.toUpperCase(), name, team?.initials].filter((part) => part !== undefined).join(" ");
  });
  assert.deepEqual(tables[0]?.rows.map(({ headers }) => headers[0]), due);
  await context.close();
});

async function opened(page: Page, path: string): Promise<Page> {
  await page.goto(path);
  await page.locator("#connection.live, #overlay.ready, main h1").first().waitFor();
  await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
  await dress(page);
  return page;
}

/** The texts of cells that need more room than their column has, unless the style cuts them. */
function protruding(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cells = [...document.querySelectorAll("th, td")].filter((cell) => {
      return getComputedStyle(cell).overflow === "visible" && cell.scrollWidth > cell.clientWidth + 1;
    });
    return cells.map((cell) => `${cell.textContent}: ${cell.scrollWidth} pixels in ${cell.clientWidth}`);
  });
}
