// Libraries that read event streams hear every frame once, resume where they were cut off, and raise nothing besides.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { launch } from "./browser.ts";
import { Demo } from "./demo.ts";
import { freePort } from "./service.ts";
import { Pages } from "./pages.ts";
import { CLIENTS } from "./streams/clients.ts";
import { pythonClients } from "./streams/python.ts";
import type { Heard } from "./streams/heard.ts";
import { listenTo, Recorder } from "./streams/recorder.ts";
import { until } from "./wait.ts";

const IN_BROWSER = ["EventSource", "event-source-polyfill", "fetch-event-source"];
const OUTSIDE = { ...CLIENTS, ...(await pythonClients()) };
const ALL = [...Object.keys(OUTSIDE), ...IN_BROWSER];
const HEARTBEAT = ": heartbeat\n";
/** A heartbeat comes every 15 s, a frame every few seconds, a client that was cut off after 5 s. */
const TIMEOUT = 40;

const demo = new Demo(await freePort());
let browser: Browser;
let pages: Pages;
let recorder: Recorder;
/** What each client raised. */
const heard = new Map<string, Heard[]>(ALL.map((name) => [name, []]));

before(async () => {
  [browser, pages] = await Promise.all([launch(), Pages.ofThirdParty(), demo.start()]);
  recorder = await Recorder.to(demo.origin);
});

after(async () => {
  await recorder?.close();
  await browser?.close();
  await pages?.close();
  await demo.stop();
});

test("every client hears each frame once, over a break, and nothing else", { timeout: 180_000 }, async (t) => {
  const uncut = listenTo(`${demo.origin}/v1/stream`);
  for (const [name, listen] of Object.entries(OUTSIDE)) {
    t.after(listen(recorder.stream(name), (one) => heard.get(name)?.push(one)));
  }
  const page = await browser.newPage();
  await page.exposeFunction("hear", (name: string, one: Heard) => heard.get(name)?.push(one));
  // A page of another origin, without any code of its own.
  await page.goto(`${pages.origin}/style.css`);
  await page.addScriptTag({ path: "build/streams/page.js" });
  for (const name of IN_BROWSER) {
    await page.evaluate(([name = "", url = ""]) => window.listen(name, url), [name, recorder.stream(name)]);
  }

  await everyClient("a frame and a heartbeat", (name) => {
    const [first] = recorder.connections(name);
    return recorder.frames(name).length > 0 && first?.text.includes(HEARTBEAT);
  });
  recorder.cut();
  const before = new Map(ALL.map((name) => [name, recorder.frames(name).length]));
  await everyClient("a frame after the break", (name) => recorder.frames(name).length > (before.get(name) ?? 0));
  await everyClient("all that was sent", (name) => withData(name).length >= recorder.frames(name).length);
  // The stream goes on: what comes from now on, some have heard and others have not.
  const heardSoFar = new Map(ALL.map((name) => [name, withData(name)]));
  const last = [...heardSoFar.values()].map((frames) => frames.at(-1)?.id);
  await until("all of it without a break", TIMEOUT, async () => {
    const ids = new Set(uncut.frames().map(({ id }) => id));
    return last.every((id) => id !== undefined && ids.has(id));
  });
  const every = uncut.frames();
  await uncut.end();
  await page.close();

  for (const name of ALL) {
    const [first, second, ...others] = recorder.connections(name);
    assert.deepEqual(others, [], `${name} came back once`);
    assert.ok(first?.text.includes(`\nid: ${second?.resumedFrom}\n`), `${name} says where it left off`);
    const silent = heard.get(name)?.filter(({ data }) => data === "") ?? [];
    assert.ok(silent.length <= 2, `${name} raises a message without data at most once a stream`);
    const frames = heardSoFar.get(name) ?? [];
    const start = every.findIndex(({ id }) => id === frames[0]?.id);
    assert.deepEqual(frames, every.slice(start, start + frames.length), `${name} hears every frame once`);
    t.diagnostic(`${name}: ${frames.length} frames, ${silent.length} messages without data`);
  }
});

function everyClient(awaited: string, has: (name: string) => boolean | undefined): Promise<boolean> {
  const lacking = () => ALL.filter((name) => !has(name));
  return until(`every client: ${awaited}`, TIMEOUT, async () => lacking().length === 0).catch((error: unknown) => {
    throw new Error(`${String(error)}; not so for ${lacking().join(", ")}`);
  });
}

function withData(name: string): Heard[] {
  return heard.get(name)?.filter(({ data }) => data !== "") ?? [];
}
