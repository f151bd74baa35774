// A client made by @hey-api/openapi-ts asks, and the schemas it made for zod read what it is answered.
import assert from "node:assert/strict";
import type { ZodType } from "zod";
import * as sdk from "../../generated/hey-api/sdk.gen.ts";
import * as schemas from "../../generated/hey-api/zod.gen.ts";
import type { Case } from "./cases.ts";
import type { Schema } from "./document.ts";

type Call = (options: object) => Promise<{ data?: unknown; error?: unknown; response?: Response }>;

export async function readAll(cases: Case[], origin: string): Promise<void> {
  for (const one of cases) {
    const call = named<Call>(sdk, one.operation);
    const asked = `${one.method} ${one.url}`;
    const [path, query] = [pick(one, (name) => !inQuery(one, name)), pick(one, (name) => inQuery(one, name))];
    const body = one.body === null ? {} : { body: one.body };
    const { data, error, response } = await call({ baseUrl: `${origin}/${one.number}`, path, query, ...body });
    assert.equal(response?.status, one.status, `${asked}: ${JSON.stringify(error)}`);
    const read = one.status < 400 ? data : error;
    assert.deepEqual(read, JSON.parse(one.answer), asked);
    const { success, error: problem } = validator(one.schema)?.safeParse(read) ?? { success: true };
    assert.ok(success, `${asked} ${one.status}: ${problem?.message}`);
  }
}

function inQuery({ url }: Case, name: string): boolean {
  return new URL(url, "http://localhost").searchParams.has(name);
}

function pick({ parameters }: Case, wanted: (name: string) => boolean): Record<string, string | number> {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => wanted(name)));
}

/** Null for a body that may be anything. */
function validator({ $ref, type, items }: Schema): ZodType | null {
  if ($ref !== undefined) return named<ZodType>(schemas, `z${$ref.split("/").at(-1)}`);
  return type === "array" && items ? (validator(items)?.array() ?? null) : null;
}

/** What was generated under that name, whichever way it is written there. */
function named<T>(generated: object, name: string): T {
  const plain = (text: string) => text.replaceAll("_", "").toLowerCase();
  const found = Object.entries(generated).find(([candidate]) => plain(candidate) === plain(name));
  if (!found) throw new Error(`nothing was generated for ${name}`);
  return found[1] as T;
}
