// How the console follows a tournament: when it reads again, when it draws, and when it gives up.
import assert from "node:assert/strict";
import { beforeEach, test, type TestContext } from "node:test";
import { Refused } from "../../../crates/pages/console/api.js";
import { follow } from "../../../crates/pages/console/live.js";

/** The streams that were opened, the newest last. */
let streams: Stream[] = [];
/** What the page says at its bottom. */
let told: string[] = [];
const region = { contains: () => false, matches: () => isPressed, querySelector: () => null };
let isPressed = false;

class Stream extends EventTarget {
  static readonly CLOSED = 2;
  isClosed = false;

  constructor() {
    super();
    streams.push(this);
  }

  /** What is heard: that it is open, or an event. */
  hear(name: string): void {
    this.dispatchEvent(Object.assign(new Event(name), { lastEventId: "" }));
  }

  close(): void {
    this.isClosed = true;
  }
}

const element = () => ({
  append: (...texts: unknown[]) => told.push(...texts.filter((text) => typeof text === "string")),
  addEventListener: () => {},
  setAttribute: () => {},
  contains: () => false,
  replaceChildren: () => {},
});
const page = Object.assign(new EventTarget(), {
  hidden: false,
  activeElement: null,
  querySelector: () => null,
  getElementById: element,
  createElement: element,
});
Object.assign(globalThis, { document: page, EventSource: Stream, Node: class {} });

beforeEach(() => {
  [streams, told, isPressed] = [[], [], false];
});

/** A page that follows a tournament, with a clock that the test moves on. */
function shown(t: TestContext, load: () => Promise<number>) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const drawn: number[] = [];
  const said: boolean[] = [];
  let reads = 0;
  const left = new AbortController();
  t.after(() => left.abort());
  const refresh = follow<number>("cup", left.signal, {
    region: region as unknown as HTMLElement,
    load: () => {
      reads += 1;
      return load();
    },
    draw: (facts) => drawn.push(facts),
    say: (isLive) => said.push(isLive),
  });
  const pass = async (milliseconds: number) => {
    t.mock.timers.tick(milliseconds);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { drawn, said, refresh, pass, left, reads: () => reads };
}

test("it reads when the stream opens, because nobody told of changes before", async (t) => {
  const { drawn, said, pass, reads } = shown(t, async () => 1);
  await pass(60_000);
  assert.equal(reads(), 0);
  streams[0]?.hear("open");
  await pass(400);
  assert.deepEqual([reads(), drawn, said], [1, [1], [true]]);
  streams[0]?.hear("open");
  streams[0]?.hear("standings");
  await pass(60_000);
  assert.equal(reads(), 2, "once for both");
});

test("what is pressed is not taken away, neither before reading nor after", async (t) => {
  let answer = (_: number) => {};
  const { drawn, pass, reads } = shown(t, () => new Promise((resolve) => (answer = resolve)));
  isPressed = true;
  streams[0]?.hear("standings");
  await pass(400);
  assert.equal(reads(), 0);
  isPressed = false;
  await pass(5_000);
  assert.equal(reads(), 1);
  isPressed = true;
  answer(1);
  await pass(0);
  isPressed = false;
  assert.deepEqual(drawn, []);
  await pass(5_000);
  answer(2);
  await pass(0);
  assert.deepEqual(drawn, [2]);
});

test("what was read before a write is not drawn over what was read after it", async (t) => {
  const answers: ((facts: number) => void)[] = [];
  const { drawn, refresh, pass } = shown(t, () => new Promise((resolve) => answers.push(resolve)));
  streams[0]?.hear("standings");
  await pass(400);
  const refreshed = [refresh(), refresh()];
  answers[2]?.(3);
  answers[1]?.(2);
  answers[0]?.(1);
  await Promise.all(refreshed);
  await pass(0);
  assert.deepEqual(drawn, [3]);
  await refresh(4);
  assert.deepEqual([drawn, answers.length], [[3, 4], 3], "what a write answered needs no reading");
});

test("after failures it waits longer and longer, and no less than it was asked to", async (t) => {
  const failures = [undefined, undefined, 60, null, undefined, null];
  const { drawn, pass, reads } = shown(t, async () => {
    const seconds = failures[reads() - 1];
    // What is heard while it reads brings nothing forward.
    streams[0]?.hear("standings");
    if (seconds !== null) throw new Refused(503, "away", [], false, seconds);
    return reads();
  });
  streams[0]?.hear("standings");
  await pass(400);
  for (const seconds of [10, 20, 60, 5, 10]) {
    const before = reads();
    await pass(seconds * 1_000 - 1);
    assert.equal(reads(), before, `${seconds} seconds are not over`);
    await pass(1);
    assert.equal(reads(), before + 1);
  }
  assert.deepEqual([drawn, told], [[4, 6], []]);
});

test("it tells of what is gone, and asks no more", async (t) => {
  const { said, pass, reads } = shown(t, async () => {
    throw new Refused(404, "Stage not found");
  });
  streams[0]?.hear("standings");
  await pass(400);
  assert.match(told.join(), /not there any more/);
  assert.deepEqual(said, [false]);
  assert.equal(streams[0]?.isClosed, true);
  streams[0]?.hear("standings");
  page.dispatchEvent(new Event("visibilitychange"));
  await pass(600_000);
  assert.deepEqual([reads(), streams.length], [1, 1]);
});

test("a stream that is older than any can be is replaced", async (t) => {
  const { pass, reads } = shown(t, async () => 1);
  streams[0]?.hear("open");
  await pass(400);
  await pass(600_000);
  assert.equal(streams.length, 1);
  await pass(60_000);
  assert.deepEqual([streams.length, streams[0]?.isClosed], [2, true]);
  streams[1]?.hear("open");
  await pass(400);
  assert.equal(reads(), 2, "what was missed is read");
});

test("whoever leaves the page is not told of what failed on it", async (t) => {
  const { drawn, refresh, pass, left } = shown(t, async () => {
    throw new Refused(404, "Stage not found");
  });
  streams[0]?.hear("standings");
  left.abort();
  await pass(10_000);
  await refresh();
  assert.deepEqual([drawn, told, streams[0]?.isClosed], [[], [], true]);
});
