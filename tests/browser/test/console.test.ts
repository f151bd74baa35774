// The console for hosts, in a browser, against the whole service: an event from its first day to its last.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import type { ListEnvelopePlayerRead, PlayerRead, SeriesRead } from "../generated/client.ts";
import { launch } from "./browser.ts";
import { Console } from "./console.ts";
import { Demo } from "./demo.ts";
import { freePort } from "./service.ts";
import { until } from "./wait.ts";

const DEMO_CUP = "demo-cup";
/** A name that would run a program if it were read as HTML. */
const HOSTILE = `<img src=x onerror="alert('run')">`;
const RIVAL = "5f0c6f0e-2f3b-4a57-9d0b-6a1f1c0a0001";
const ENTRIES = 32;
/** A desk and a telephone. */
const WIDTHS = [1_400, 360];
const DAY = 86_400_000;
/** Most of the console needs a tournament's document, which a service may not have. */
const HAS_DOCUMENTS = readFileSync("../../docs/openapi.json", "utf8").includes("/document\"");
const skip = HAS_DOCUMENTS ? false : "this service has no documents of tournaments";

const demo = new Demo(await freePort());
let browser: Browser;

before(async () => {
  [browser] = await Promise.all([launch(), demo.start()]);
});

after(async () => {
  await browser?.close();
  await demo.stop();
});

for (const width of WIDTHS) {
  test(`a host runs an event from its first day to its last, at ${width} pixels`, { skip, timeout: 300_000 }, async (t) => {
    const console = await Console.open(t, browser, demo, width);
    const slug = `winter-cup-${width}`;
    await setUp(console, slug);
    await pasteMany(console, slug);
    await arrangeTeams(console, slug);
    await excludeMatch(console, slug);
    await editEntry(console, slug);
    await shareWithOwner(console, slug);
    await endAndDelete(console, slug);
    assert.deepEqual(console.complaints, []);
    assert.deepEqual(console.refusals.sort(), ["412", "422"], "mistakes and a late change, nothing else");
  });
}

async function setUp(console: Console, slug: string): Promise<void> {
  const { page } = console;
  await console.go("");
  await console.look("list");
  await page.getByRole("link", { name: "Set up a tournament" }).click();
  await console.press("Set it up");
  await page.getByText("This is needed.").first().waitFor();
  assert.ok(await console.field("Name").evaluate((field) => field === document.activeElement), "the first mistake");
  assert.equal(await console.field("Name").getAttribute("aria-invalid"), "true");
  await console.look("create-mistakes");
  await console.field("Name").fill(`Winter Cup ${HOSTILE}`);
  assert.match(await console.field("Address").inputValue(), /^winter-cup-img/);
  await console.field("Address").fill(slug);
  await console.field("Start").fill(dayFromNow(-2));
  await console.field("End").fill(dayFromNow(10));
  await console.field("Prize money").fill("1500.50");
  await console.look("create");
  await console.press("Set it up");
  await console.says("is set up");
  await page.getByRole("heading", { level: 1, name: `Winter Cup ${HOSTILE}` }).waitFor();
  await console.look("roster-empty");
}

async function pasteMany(console: Console, slug: string): Promise<void> {
  const { page } = console;
  const lines = await rosterLines();
  const mistaken = lines.with(4, "Guest 30").with(19, "Somebody, https://example.org/me, Reds");
  await page.getByRole("link", { name: "Add many" }).click();
  await console.look("paste");
  await console.field("Lines").fill(mistaken.join("\n"));
  await console.press("Preview");
  await page.getByRole("heading", { name: "2 mistakes to put right" }).waitFor();
  await console.look("paste-mistakes");
  await page.getByRole("button", { name: "Go to line 20" }).click();
  const selected = await console.field("Lines").evaluate((field) => {
    const { selectionStart, selectionEnd, value } = field as HTMLTextAreaElement;
    return value.slice(selectionStart, selectionEnd);
  });
  assert.equal(selected, mistaken[19]);

  // What is typed outlasts the page.
  await console.field("Lines").fill(lines.join("\n"));
  await page.reload();
  await page.getByText("What you typed before is back.").waitFor();
  assert.equal(await console.field("Lines").inputValue(), lines.join("\n"));
  await console.press("Preview");
  await page.getByRole("heading", { name: /changes to make/ }).waitFor();
  await console.look("paste-preview");
  await console.elsewhere("POST", `/tournaments/${slug}/players`, { name: "Early bird" });
  await console.press("Apply");
  await console.says("Somebody else changed the tournament meanwhile.");
  await console.press("Apply");
  await console.says(/\d+ changes made\./);
  await page.getByText(`${ENTRIES + 1} of at most 100 entries`).waitFor();
  await page.getByRole("rowheader", { name: HOSTILE }).waitFor();
  await page.getByText("Unknown to the upstream so far").first().waitFor();
  await console.look("roster");
}

/** Entries as a host has them: accounts of the demo's players, one that nobody has, and guests without any. */
async function rosterLines(): Promise<string[]> {
  const { items } = await demo.get<ListEnvelopePlayerRead>(`/v1/tournaments/${DEMO_CUP}/players`);
  const linked = items.filter(({ profile_id }) => profile_id !== null).slice(0, 12);
  const lines = linked.map(({ profile_id }, index) => {
    const account = index % 2 === 0 ? profile_id : `https://www.aoe2insights.com/user/relic/${profile_id}/`;
    return [`Player ${index}`, account, index % 2 === 0 ? "Reds" : "Blue Knights"].join(["\t", "; ", ", "][index % 3]);
  });
  lines.push("Nobody, 4000000001", HOSTILE);
  while (lines.length < ENTRIES) lines.push(`Guest ${lines.length}`);
  return lines;
}

async function arrangeTeams(console: Console, slug: string): Promise<void> {
  const { page } = console;
  await page.getByRole("link", { name: "Teams", exact: true }).click();
  await page.getByRole("heading", { name: "Make a team" }).waitFor();
  const making = page.locator("section", { has: page.getByRole("heading", { name: "Make a team" }) });
  await making.getByLabel("Name").fill("Green Hills");
  await making.getByLabel("Initials").fill("GH");
  await console.press("Make the team");
  await console.says("Green Hills is there.");
  await console.field("Team of Guest 20").selectOption("Green Hills");
  await console.press("Move Guest 20");
  await console.says("Guest 20 is moved.");
  await console.press("Captain: Guest 20");
  await console.says("Guest 20 leads Green Hills.");
  await console.field("Team of Player 0").selectOption("Blue Knights");
  await console.press("Move Player 0");
  await console.says("Player 0 is moved.");
  await console.look("teams");
  const teams = await demo.get<{ items: { name: string; members: { alias: string; is_captain: boolean }[] }[] }>(
    `/v1/tournaments/${slug}/teams/standings`,
  );
  const green = teams.items.find(({ name }) => name === "Green Hills");
  assert.deepEqual(green?.members.map(({ alias, is_captain }) => [alias, is_captain]), [["Guest 20", true]]);
}

async function excludeMatch(console: Console, slug: string): Promise<void> {
  const { page } = console;
  const excluded = async () => {
    const path = `/v1/tournaments/${slug}/exclusions`;
    const { items } = await demo.get<{ items: { match_id: number; reason: string }[] }>(path);
    return items.map(({ reason }) => reason);
  };
  await page.getByRole("link", { name: "Matches", exact: true }).click();
  await page.getByRole("heading", { name: "Matches that count" }).waitFor();
  const exclude = page.getByRole("button", { name: /^Does not count: / });
  const count = await exclude.count();
  assert.ok(count > 1, "the demo's players have played");
  await exclude.first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await exclude.first().click();
  await console.press("Exclude it");
  const reason = console.field("Reason, which everybody can read");
  assert.ok(await reason.evaluate((field) => field.matches(":invalid")), "a reason is needed");
  assert.deepEqual(await excluded(), []);
  await reason.fill(`Restarted ${HOSTILE}`);
  await console.look("matches-reason");
  await console.press("Exclude it");
  await console.says("The match does not count any more.");
  assert.deepEqual(await excluded(), [`Restarted ${HOSTILE}`]);
  await page.getByText(`Restarted ${HOSTILE}`).waitFor();
  assert.equal(await exclude.count(), count - 1);
  await console.look("matches");
  await page.getByRole("button", { name: /^Count it again: / }).click();
  await console.says("The match counts again.");
  assert.deepEqual(await excluded(), []);
  assert.equal(await exclude.count(), count);
}

async function editEntry(console: Console, slug: string): Promise<void> {
  const { page } = console;
  await console.go(`#/t/${slug}`);
  await page.getByRole("link", { name: "Player 1", exact: true }).click();
  await page.getByRole("heading", { name: "Player 1" }).waitFor();
  await console.field("Name on the roster").fill("The First");
  await console.press("Rename");
  await console.says("Renamed to The First.");
  await page.getByRole("heading", { name: "The First" }).waitFor();
  await console.field("Flag").fill("de");
  await console.field("Broadcasts").fill("https://www.twitch.tv/the_first");
  assert.match(await console.field("All of it").inputValue(), /"flag": "🇩🇪"/u);
  await console.look("entry");
  await page.locator("section", { hasText: "How it is shown" }).getByRole("button", { name: "Save" }).click();
  await console.says("Saved.");
  const { items } = await demo.get<ListEnvelopePlayerRead>(`/v1/tournaments/${slug}/players`);
  const edited = items.find(({ name }) => name === "The First");
  assert.deepEqual(edited?.presentation, { flag: "🇩🇪", streamUrls: ["https://www.twitch.tv/the_first"] });
  await console.confirm("Unlink", "Unlink");
  await console.says("Unlinked.");
  await page.getByText("No account linked").waitFor();
  await console.confirm("Remove from the roster", "Remove");
  await console.says("The First is removed.");
  await page.getByText(`${ENTRIES} of at most 100 entries`).waitFor();
}

async function shareWithOwner(console: Console, slug: string): Promise<void> {
  const { page } = console;
  await console.go(`#/t/${slug}/owners`);
  await console.field("User id").fill(RIVAL);
  await console.press("Add");
  await console.says("They are an owner now.");
  const owners = page.getByRole("main").getByRole("listitem");
  await owners.nth(1).waitFor();
  await console.look("owners");
  await owners.filter({ hasText: RIVAL }).getByRole("button").click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await console.says("is no owner any more.");
  await until("one owner is left", 10, async () => (await owners.count()) === 1);
}

async function endAndDelete(console: Console, slug: string): Promise<void> {
  const { page } = console;
  await console.go(`#/t/${slug}/settings`);
  const end = dayFromNow(5);
  await console.field("End").fill(end);
  await console.press("Save");
  await console.says("Saved.");
  await console.look("settings");
  const stored = await demo.get<{ end_date: string; prize_pool_cents: number }>(`/v1/tournaments/${slug}`);
  assert.deepEqual([Date.parse(stored.end_date), stored.prize_pool_cents], [Date.parse(end), 150_050]);
  await console.confirm("End it now", "End it");
  await page.getByText(/^Random map 1v1 · Ended/).waitFor();
  await console.field(`Type ${slug} to delete it`).fill("another");
  await console.press("Delete it");
  await page.getByText(`This is not ${slug}.`).waitFor();
  await console.look("delete-mistake");
  await console.field(`Type ${slug} to delete it`).fill(slug);
  await console.press("Delete it");
  await console.says("is deleted.");
  await page.getByRole("heading", { name: "My tournaments" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "Winter Cup" }).count(), 0);
}

test("a session that ends keeps what was typed, and goes on once signed in again", { skip, timeout: 60_000 }, async (t) => {
  const console = await Console.open(t, browser, demo, 1_400);
  const { page } = console;
  await console.go(`#/t/${DEMO_CUP}`);
  await console.field("Name").fill("Late guest");
  await console.context.clearCookies();
  await console.press("Add");
  await console.says(/your session has ended.*kept/);
  await page.reload();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await console.look("sign-in");
  await console.signIn();
  await console.press("I have signed in");
  await page.getByText("What you typed before is back.").waitFor();
  assert.equal(await console.field("Name").inputValue(), "Late guest");
  await console.press("Add");
  await console.says("Late guest is on the roster.");
  assert.deepEqual(console.complaints, []);
  assert.deepEqual(new Set(console.refusals), new Set(["401"]));
});

test("a write whose answer was lost is done once when it is repeated", { timeout: 60_000 }, async (t) => {
  const console = await Console.open(t, browser, demo, 1_400);
  const { page } = console;
  // As on an origin without TLS.
  await console.context.addInitScript(() => Reflect.deleteProperty(Crypto.prototype, "randomUUID"));
  await console.go(`#/t/${DEMO_CUP}`);
  const keys: (string | undefined)[] = [];
  await page.route(`**/v1/tournaments/${DEMO_CUP}/players`, async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    keys.push(route.request().headers()["idempotency-key"]);
    const answer = await route.fetch();
    return keys.length === 1 ? route.abort("connectionreset") : route.fulfill({ response: answer });
  });
  for (const name of ["Once alone", "Another one"]) {
    await console.field("Name").fill(name);
    await console.press("Add");
    if (keys.length < 2) {
      await page.getByText("The service did not answer.").waitFor();
      await console.press("Add");
    }
    await console.says(`${name} is on the roster.`);
  }
  assert.equal(keys[0], keys[1], "the same write");
  assert.notEqual(keys[1], keys[2], "another write");
  for (const key of keys) assert.match(key ?? "", /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  const { items } = await demo.get<ListEnvelopePlayerRead>(`/v1/tournaments/${DEMO_CUP}/players`);
  assert.equal(items.filter(({ name }) => name === "Once alone").length, 1);
  await decideThreeTimes(console, items);
});

/** The answer to the first decision is lost. The third one is the same, and no repetition of it. */
async function decideThreeTimes(console: Console, entries: PlayerRead[]): Promise<void> {
  const { page } = console;
  const sides = ["Once alone", "Another one"].map((name) => entries.find((one) => one.name === name)?.tournament_player_id);
  const body = { sides, format: { best_of: 3 } };
  const { series_id } = await console.elsewhere<SeriesRead>("POST", `/tournaments/${DEMO_CUP}/series`, body);
  const path = `/v1/tournaments/${DEMO_CUP}/series/${series_id}`;
  let writes = 0;
  await page.route(`**${path}`, async (route) => {
    if (route.request().method() !== "PATCH") return route.fallback();
    writes += 1;
    const isLost = writes === 1;
    const answer = await route.fetch();
    return isLost ? route.abort("connectionreset") : route.fulfill({ response: answer });
  });
  await console.go(`#/t/${DEMO_CUP}/series/${series_id}`);
  await console.press("Once alone – Another one 2 : 1");
  await console.says("The service did not answer.");
  for (const [one, other] of [[1, 2], [2, 1]]) {
    await console.press(`Once alone – Another one ${one} : ${other}`);
    await console.says(`Reported: Once alone ${one}, Another one ${other}.`);
  }
  const { score } = await demo.get<SeriesRead>(path);
  assert.deepEqual([score, writes], [[2, 1], 3]);
}

test("what others do shows by itself", { skip, timeout: 60_000 }, async (t) => {
  const console = await Console.open(t, browser, demo, 1_400);
  await console.go(`#/t/${DEMO_CUP}`);
  await console.page.getByText("Up to date by itself").waitFor();
  await console.elsewhere("POST", `/tournaments/${DEMO_CUP}/players`, { name: "From elsewhere" });
  await console.page.getByRole("rowheader", { name: "From elsewhere" }).waitFor();
  assert.deepEqual([console.complaints, console.refusals], [[], []]);
});

test("an account is looked for and chosen by keys alone", { timeout: 60_000 }, async (t) => {
  const console = await Console.open(t, browser, demo, 360);
  const { page } = console;
  const rating = { leaderboard_id: 3, rating: 2_400, max_rating: 2_500, rank: 4, games: 900 };
  const account = { country: "de", ratings: [rating], last_match_at: null, tournaments: [DEMO_CUP] };
  const items = ["TheViper", HOSTILE].map((alias, index) => ({ ...account, alias, profile_id: 196_240 + index }));
  await page.route("**/v1/accounts?*", (route) => route.fulfill({ json: { items, upstream: "asked" } }));
  await console.go(`#/t/${DEMO_CUP}`);
  const field = page.getByRole("combobox", { name: "Account" });
  await field.focus();
  await page.keyboard.type("viper");
  await page.getByText("2 accounts found.").waitFor();
  assert.equal(await field.getAttribute("aria-expanded"), "true");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  const active = page.locator(`#${await field.getAttribute("aria-activedescendant")}`);
  assert.equal(await active.getAttribute("aria-selected"), "true");
  assert.match(await active.innerText(), /onerror.*DE · rated 2400 .* number 196241 · in demo-cup/s);
  await console.look("accounts");
  await page.keyboard.press("Escape");
  assert.equal(await field.getAttribute("aria-expanded"), "false");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.equal(await field.inputValue(), "196240");
  assert.equal(await field.getAttribute("aria-expanded"), "false");
  assert.deepEqual(console.complaints, []);
});

test("what the service does not have is told", { timeout: 60_000 }, async (t) => {
  const console = await Console.open(t, browser, demo, 1_400);
  const { page } = console;
  const nothing = { status: 404, json: { detail: "Not Found" } };
  for (const path of ["v1/accounts?*", "v1/tournaments/*/document**", "auth/**"]) {
    await page.route(`**/${path}`, (route) => route.fulfill(nothing));
  }
  await console.go(`#/t/${DEMO_CUP}`);
  await page.getByRole("rowheader", { name: "Bramblewick" }).waitFor();
  await page.getByRole("combobox", { name: "Account" }).fill("viper");
  await page.getByText("Accounts cannot be looked for here.").waitFor();
  await console.press("Add");
  await page.getByText("Choose an account from the list, or give its number").waitFor();
  await page.getByRole("link", { name: "Bramblewick", exact: true }).click();
  await console.field("Name on the roster").fill("Another name");
  await console.press("Rename");
  await page.getByText("This service cannot do that yet.").waitFor();
  await page.getByRole("link", { name: "Add many" }).click();
  await console.field("Lines").fill("Somebody");
  await console.press("Preview");
  await page.getByText("This service cannot take many entries at once yet.").waitFor();
  await console.press("Sign out");
  await console.says("You signed in at another site");
  await console.look("lacking");
  assert.deepEqual(console.complaints, []);
});

/** A time of the day that is so many days away, as a field for local time holds it. */
function dayFromNow(days: number): string {
  const date = new Date(Date.now() + days * DAY);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
