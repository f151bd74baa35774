// Clients made by generators ask what was asked live, and read the answers and errors. A machine without Python's venv
// or without Java skips those that need them, and says so.
import assert from "node:assert/strict";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { Demo } from "./demo.ts";
import { type Case, collect } from "./generators/cases.ts";
import { DOCUMENT } from "./generators/document.ts";
import { readAll } from "./generators/hey-api.ts";
import { Replay } from "./generators/replay.ts";
import { failure, prepare, run } from "./python.ts";
import { freePort, Service } from "./service.ts";
import { until } from "./wait.ts";

const FOLDER = "generated/python";
const CASES = "build/cases.json";
/** Installing the generators takes the longest. */
const TIMEOUT_MS = 600_000;
/** Where no database is. */
const NOWHERE = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none", POLLING_ENABLED: "false" };

const demo = new Demo(await freePort());
const out = new Service(await freePort(), NOWHERE);
let cases: Case[];
let replay: Replay;

before(async () => {
  await Promise.all([demo.start(), out.start("/health", 200)]);
  await until("every poll's first success, and a match", 60, async () => {
    const isFresh = await fetch(`${demo.origin}/health/freshness`).then(({ ok }) => ok);
    const { items } = await demo.get<{ items: unknown[] }>("/v1/tournaments/demo-cup/matches");
    return isFresh && items.length > 0;
  });
  cases = await collect(demo, out);
  await mkdir("build", { recursive: true });
  await writeFile(CASES, JSON.stringify(cases));
  replay = await Replay.of(cases);
});

after(async () => {
  await replay?.close();
  await Promise.all([demo.stop(), out.stop()]);
});

test("live answers of every status", (t) => {
  const statuses = [...new Set(cases.map(({ status }) => status))].sort();
  assert.deepEqual(statuses, [200, 401, 404, 409, 413, 422, 429, 503]);
  t.diagnostic(`${cases.length} answers, of the statuses ${statuses}`);
});

test("@hey-api/openapi-ts", () => readAll(cases, replay.origin));

test("clients generated for Python", { timeout: TIMEOUT_MS }, async (t) => {
  const missing = await prepare();
  if (missing !== null) {
    console.error(`NOT TESTED: generators for Python, for python3 makes no venv: ${missing}`);
    return t.skip("python3 with venv is missing");
  }
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  const read = (reader: string) => run("python", `python/${reader}.py`, CASES, replay.origin);

  await t.test("datamodel-code-generator", async () => {
    const kind = ["--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel"];
    const form = ["--formatters", "builtin"];
    await run("datamodel-codegen", "--input", DOCUMENT, "--output", `${FOLDER}/models.py`, ...kind, ...form);
    await read("read_datamodels");
  });

  await t.test("openapi-python-client", async () => {
    const output = ["--output-path", `${FOLDER}/client`, "--overwrite"];
    const said = await run("openapi-python-client", "generate", "--path", DOCUMENT, "--meta", "none", ...output);
    assert.ok(!said.includes("Warning"), said);
    await run("python", "-m", "compileall", "-q", `${FOLDER}/client`);
    await read("read_client");
  });

  await t.test("openapi-generator", async (t) => {
    const java = await failure("java", "-version");
    if (java !== null) {
      console.error(`NOT TESTED: openapi-generator, for there is no java: ${java}`);
      return t.skip("java is missing");
    }
    const output = ["--output", `${FOLDER}/openapi-generator`, "--package-name", "standings_client"];
    await run("openapi-generator-cli", "generate", "--input-spec", DOCUMENT, "--generator-name", "python", ...output);
    await run("python", "-m", "compileall", "-q", `${FOLDER}/openapi-generator/standings_client`);
    await read("read_openapi_generator");
  });
});
