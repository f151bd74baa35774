// The keys of the console's writes: which presses repeat a write, and which are decisions of their own.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { write } from "../../../crates/pages/console/api.js";

const CUP = "/v1/tournaments/cup";
const SERIES = `${CUP}/series/7`;
const MINUTE = 60_000;

const kept = new Map<string, string>();
let keys: (string | null)[] = [];
/** What the service answers next; nothing when the answer is lost. */
let answer: Response | undefined;

Object.assign(globalThis, {
  sessionStorage: {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
  },
  fetch: async (_: string, { headers }: { headers: Headers }) => {
    keys.push(headers.get("Idempotency-Key"));
    if (!answer) throw new TypeError("Failed to fetch");
    return answer;
  },
});

beforeEach(() => {
  keys = [];
});

/** Sends a write, and gives the key it was sent with. */
async function send(status: number | "lost", path: string, body: unknown): Promise<string | null | undefined> {
  answer = status === "lost" ? undefined : Response.json({}, { status });
  await write("PATCH", path, body).catch(() => {});
  return keys.at(-1);
}

test("a write has the same key until it is answered for good", async () => {
  const first = await send("lost", SERIES, { score: [2, 1] });
  assert.equal(await send(500, SERIES, { score: [2, 1] }), first);
  assert.equal(await send(401, SERIES, { score: [2, 1] }), first);
  assert.notEqual(await send("lost", SERIES, { score: [1, 2] }), first);
  assert.equal(await send(422, SERIES, { score: [2, 1] }), first);
  assert.notEqual(await send(422, SERIES, { score: [2, 1] }), first);
  assert.equal(JSON.parse(kept.get("console-keys") ?? "").length, 1, "that of 1:2 alone");
});

test("after another write to the tournament, the same one is a decision of its own", async () => {
  const first = await send("lost", SERIES, { score: [2, 1] });
  const other = await send("lost", "/v1/tournaments/cup-2/series/8", { score: [2, 1] });
  assert.equal(await send(422, CUP, { name: "" }).then(() => send("lost", SERIES, { score: [2, 1] })), first, "it was refused");
  await send(200, `${CUP}/players/3`, { name: "Anna" });
  const again = await send("lost", SERIES, { score: [2, 1] });
  assert.notEqual(again, first);
  assert.equal(await send(200, SERIES, { score: [2, 1] }), again);
  assert.equal(await send(200, "/v1/tournaments/cup-2/series/8", { score: [2, 1] }), other, "another tournament's");
  assert.equal(kept.get("console-keys"), "[]");
});

test("after some minutes, the same write is a decision of its own", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: Date.now() });
  const first = await send("lost", SERIES, { score: [2, 1] });
  t.mock.timers.tick(9 * MINUTE);
  assert.equal(await send("lost", SERIES, { score: [2, 1] }), first);
  t.mock.timers.tick(2 * MINUTE);
  assert.notEqual(await send(200, SERIES, { score: [2, 1] }), first);
});
