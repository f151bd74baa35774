// Sessions that the service ends while a host types in the console: nothing of it is lost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, BrowserContext } from "playwright-core";
import type { ListEnvelopePlayerRead } from "../generated/client.ts";
import { launch } from "./browser.ts";
import { Console } from "./console.ts";
import { Demo } from "./demo.ts";
import { freePort } from "./service.ts";
import { until } from "./wait.ts";

const CUP = "demo-cup";
const LINES = ["Late one", "Late two, , Latecomers", "Late three"].join("\n");
/** As the console says it. */
const ENDED = /your session has ended.*What you typed is kept.*Sign in again/;
const KNOWN_SECONDS = 60;

const demo = new Demo(await freePort());
let browser: Browser;
let host: string;

before(async () => {
  [browser] = await Promise.all([launch(), demo.start()]);
  host = /hosts link (\S+?)`/.exec(demo.output)?.[1] ?? "";
  assert.notEqual(host, "");
});

after(async () => {
  await browser?.close();
  await demo.stop();
});

test("who signs out elsewhere meanwhile sends what is in a form once signed in again", { timeout: 120_000 }, async (t) => {
  const console = await Console.open(t, browser, demo, 1_400);
  await signIn(console.context, await link());
  await console.go(`#/t/${CUP}`);
  await console.field("Name").fill("Late guest");
  await signOutElsewhere(console);
  await console.press("Add");
  await console.says(ENDED);
  assert.equal(await console.field("Name").inputValue(), "Late guest");
  await console.look("ended-form");
  await signIn(console.context, await link());
  await console.press("Add");
  await console.says("Late guest is on the roster.");
  assert.deepEqual(await entries("Late guest"), ["Late guest"]);

  await console.go(`#/t/${CUP}/settings`);
  const name = await console.field("Name").inputValue();
  await console.field("Name").fill(`${name} again`);
  await console.field("Prize money").fill("12.50");
  await signOutElsewhere(console);
  await console.press("Save");
  await console.says(ENDED);
  // Whoever reloads finds it again after signing in.
  await console.page.reload();
  await console.page.getByRole("heading", { name: "Sign in" }).waitFor();
  await signIn(console.context, await link());
  await console.press("I have signed in");
  await console.page.getByText("What you typed before is back.").waitFor();
  await console.press("Save");
  await console.says("Saved.");
  const stored = await demo.get<{ name: string; prize_pool_cents: number }>(`/v1/tournaments/${CUP}`);
  assert.deepEqual([stored.name, stored.prize_pool_cents], [`${name} again`, 1_250]);
  assert.deepEqual([console.complaints, new Set(console.refusals)], [[], new Set(["401"])]);
});

test("who is removed and added anew meanwhile applies the lines that were pasted", { timeout: 180_000 }, async (t) => {
  const console = await Console.open(t, browser, demo, 1_400);
  const { page } = console;
  await signIn(console.context, await link());
  await console.go(`#/t/${CUP}/add`);
  await console.field("Lines").fill(LINES);
  await console.press("Preview");
  await page.getByRole("heading", { name: "5 changes to make" }).waitFor();
  await demo.command("hosts", "remove", host);
  await until("the session has ended", KNOWN_SECONDS, async () => {
    return (await console.context.request.get(`${demo.origin}/v1/me`)).status() === 401;
  });
  for (const button of ["Apply", "Preview"]) {
    await console.press(button);
    await console.says(ENDED);
    assert.equal(await console.field("Lines").inputValue(), LINES);
  }
  await console.look("ended-lines");
  assert.deepEqual(await entries("Late one"), []);

  const added = await demo.command("hosts", "add", host);
  const [user = ""] = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/.exec(added) ?? [];
  await demo.command("owners", "add", CUP, user);
  await signIn(console.context, linkOf(added));
  assert.equal(await console.field("Lines").inputValue(), LINES);
  await console.press("Preview");
  await page.getByRole("heading", { name: "5 changes to make" }).waitFor();
  await console.press("Apply");
  await console.says("5 changes made.");
  assert.deepEqual(await entries("Late one", "Late two", "Late three"), ["Late one", "Late three", "Late two"]);
  assert.deepEqual([console.complaints, new Set(console.refusals)], [[], new Set(["401"])]);
});

/** Those of these entries that the cup has. */
async function entries(...names: string[]): Promise<string[]> {
  const { items } = await demo.get<ListEnvelopePlayerRead>(`/v1/tournaments/${CUP}/players`);
  return items.flatMap(({ name }) => (name !== null && names.includes(name) ? [name] : [])).sort();
}

/** A new link for the demo's host, as an operator gets it. */
async function link(): Promise<string> {
  return linkOf(await demo.command("hosts", "link", host));
}

function linkOf(printed: string): string {
  const [found] = /http:\S+\/auth\/sign-in\/[\w-]+/.exec(printed) ?? [];
  assert.ok(found, printed);
  return found;
}

/** Opens a link in another tab, and presses its button. */
async function signIn(context: BrowserContext, link: string): Promise<void> {
  const page = await context.newPage();
  await page.goto(link);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`${demo.origin}/host**`);
  await page.close();
}

/** Ends the console's session at the service, from another browser with the same cookie. */
async function signOutElsewhere(console: Console): Promise<void> {
  const cookies = await console.context.cookies(demo.origin);
  const Cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  const answer = await fetch(`${demo.origin}/auth/sign-out`, { method: "POST", redirect: "manual", headers: { Cookie } });
  assert.equal(answer.status, 303);
}
