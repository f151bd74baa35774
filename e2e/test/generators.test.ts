// Clients made by generators for Python read live answers and errors. A machine without Python's venv skips this, and says so.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { after, before, test } from "node:test";
import path from "node:path";
import { promisify } from "node:util";
import { Demo, freePort } from "./demo.ts";
import { until } from "./wait.ts";

const VENV = "build/python";
const FOLDER = "generated/python";
const DOCUMENT = "../docs/openapi.json";
/** Installing them takes the longest. */
const LONG = 240_000;

const demo = new Demo(await freePort());

before(() => demo.start());
after(() => demo.stop());

async function run(program: string, ...args: string[]): Promise<string> {
  const PATH = `${path.resolve(VENV)}/bin:${process.env.PATH}`;
  const { stdout } = await promisify(execFile)(program, args, { env: { ...process.env, PATH }, timeout: LONG });
  return stdout;
}

test("clients generated for Python read live answers and errors", { timeout: 2 * LONG }, async (t) => {
  const missing = await run("python3", "-m", "venv", VENV).then(
    () => null,
    (error: unknown) => String(error),
  );
  if (missing !== null) {
    console.error(`NOT TESTED: openapi-python-client and datamodel-code-generator, for python3 makes no venv: ${missing}`);
    return t.skip("python3 with venv is missing");
  }
  await run(`${VENV}/bin/pip`, "install", "--quiet", "--disable-pip-version-check", "-r", "generators/requirements.txt");
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  // The first matches have to be over before one can be read.
  await until("a match", 60, async () => {
    const { items } = await demo.get<{ items: unknown[] }>("/v1/tournaments/demo-cup/matches");
    return items.length > 0;
  });

  await t.test("datamodel-code-generator", async (t) => {
    const kind = ["--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel"];
    const form = ["--formatters", "builtin"];
    await run(`${VENV}/bin/datamodel-codegen`, "--input", DOCUMENT, "--output", `${FOLDER}/models.py`, ...kind, ...form);
    t.diagnostic(await run(`${VENV}/bin/python`, "generators/read_datamodels.py", demo.origin));
  });

  await t.test("openapi-python-client", async (t) => {
    const output = ["--output-path", `${FOLDER}/client`, "--overwrite"];
    const said = await run(`${VENV}/bin/openapi-python-client`, "generate", "--path", DOCUMENT, "--meta", "none", ...output);
    assert.ok(!said.includes("Warning"), said);
    await run(`${VENV}/bin/python`, "-m", "compileall", "-q", FOLDER);
    t.diagnostic(await run(`${VENV}/bin/python`, "generators/read_client.py", demo.origin));
  });
});
