// The public API as the console asks it: errors in one form, and a key on every write so that it can be repeated.

/**
 * Something wrong with a field: where, with dots between the steps, and what.
 * @typedef {{ path: string, message: string }} FieldProblem
 */

/** Why a request was not answered with what was asked for. */
export class Refused extends Error {
  /**
   * @param {number} status 0 when there was no answer
   * @param {string} message
   * @param {FieldProblem[]} [fields]
   * @param {boolean} [isFinal] whether the same write with the same key would be answered the same way again
   * @param {number} [seconds] after how many to repeat it, if the service said so
   */
  constructor(status, message, fields = [], isFinal = true, seconds) {
    super(message);
    this.status = status;
    this.fields = fields;
    this.isFinal = isFinal;
    this.seconds = seconds;
  }

  /** Whether the deployment does not have the route at all. */
  get isNoRoute() {
    return (this.status === 404 && this.message === "Not Found") || this.status === 405;
  }
}

/**
 * @typedef {object} Answer
 * @property {any} body null when there is none
 * @property {string | null} etag
 * @property {string | null} location
 * @property {string | null} date when it was given, by the service's clock
 */

/** How often a read is repeated that came too soon, and the longest pause before it, in seconds. */
const READ_ATTEMPTS = 4;
const READ_PAUSE = 5;

/**
 * Reads, once more when it was too soon: otherwise the result of a write that was done would not be shown.
 *
 * @param {string} path
 * @param {AbortSignal} [signal]
 * @returns {Promise<Answer>}
 */
export async function read(path, signal) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask(path, { signal });
    } catch (error) {
      const seconds = error instanceof Refused && error.status === 429 ? error.seconds : undefined;
      if (seconds === undefined || seconds > READ_PAUSE || attempt === READ_ATTEMPTS || signal?.aborted) throw error;
      await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
    }
  }
}

/** An answer that takes longer, in milliseconds, counts as none: a cut connection gives no sign of it. */
const TIMEOUT = 30_000;

/** Keys of writes that have had no final answer, by what was written. They outlast a reload of the page. */
const STORED_KEYS = "console-keys";
/** For how long a write with such a key is a repetition, in milliseconds; later it is another decision. */
const KEY_MILLISECONDS = 10 * 60_000;

/**
 * @typedef {object} Kept
 * @property {string} key
 * @property {string} scope the tournament's path, or the whole one of writes to no tournament
 * @property {number} since in milliseconds
 */
/** @type {Map<string, Kept> | undefined} */
let known;

/** @returns {Map<string, Kept>} */
const keys = () => (known ??= new Map(JSON.parse(sessionStorage.getItem(STORED_KEYS) ?? "[]")));

/**
 * Writes. The same write gets the same `Idempotency-Key` until it was answered for good, so that pressing again after a
 * lost connection or an ended session repeats it safely. After another write to the same tournament it is no repetition:
 * who reports 2:1, 1:2 and 2:1 again means the last one.
 *
 * @param {"POST" | "PATCH" | "PUT" | "DELETE"} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {Record<string, string>} [headers]
 * @returns {Promise<Answer>}
 */
export async function write(method, path, body, headers = {}) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const written = [method, path, text].join(" ");
  forget(({ since }) => !(Date.now() - since < KEY_MILLISECONDS));
  const [scope = path] = /^\/v1\/tournaments\/[^/?]+/.exec(path) ?? [];
  const kept = keys().get(written) ?? { key: uuid(), scope, since: Date.now() };
  keys().set(written, kept);
  store();
  const sent = new Headers({ ...headers, "Idempotency-Key": kept.key });
  if (text !== undefined) sent.set("Content-Type", "application/json");
  try {
    const answer = await ask(path, { method, body: text, headers: sent });
    forget((other) => other.scope === scope);
    return answer;
  } catch (error) {
    if (error instanceof Refused && error.isFinal) forget((other) => other === kept);
    throw error;
  }
}

/**
 * Parses JSON. Whole numbers that would be rounded stay as they are written, in browsers that can keep them so: there
 * may be such numbers in presentations, which are sent back with the rest of a document.
 *
 * @param {string} text
 */
export function parseJson(text) {
  const raw = /** @type {any} */ (JSON).rawJSON;
  if (!raw) return JSON.parse(text);
  const exact = (/** @type {string} */ _, /** @type {unknown} */ value, /** @type {{ source: string }} */ { source }) =>
    (Number.isInteger(value) && !Number.isSafeInteger(value) ? raw(source) : value);
  return JSON.parse(text, /** @type {any} */ (exact));
}

/**
 * That something which the console itself checks is wrong with a field.
 *
 * @param {string} path
 * @param {string} message
 */
export function wrong(path, message) {
  return new Refused(422, message, [{ path, message }]);
}

/** @param {(kept: Kept) => boolean} is which keys */
function forget(is) {
  for (const [written, kept] of keys()) if (is(kept)) keys().delete(written);
  store();
}

function store() {
  try {
    sessionStorage.setItem(STORED_KEYS, JSON.stringify([...keys()]));
  } catch {
    // There is no more room: they are kept as long as the page is.
  }
}

/** A random UUID, on origins without TLS too, where `crypto.randomUUID` is not there. */
function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/**
 * @param {string} path
 * @param {RequestInit} init
 * @returns {Promise<Answer>}
 */
async function ask(path, init) {
  let response;
  let body = null;
  // Older browsers cannot have both.
  const deadline = AbortSignal.timeout(TIMEOUT);
  const signal = init.signal && AbortSignal.any ? AbortSignal.any([init.signal, deadline]) : (init.signal ?? deadline);
  try {
    response = await fetch(path, { ...init, signal });
    const text = await response.text();
    if (response.headers.get("Content-Type")?.includes("json") && text) body = parseJson(text);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Refused(0, "The service did not answer. Try again: nothing is done twice.", [], false);
  }
  if (!response.ok) throw refused(response, body);
  const { headers } = response;
  return { body, etag: headers.get("ETag"), location: headers.get("Location"), date: headers.get("Date") };
}

/**
 * @param {Response} response
 * @param {any} body one of the contract's shapes of errors, or null
 */
function refused({ status, headers, statusText }, body) {
  const seconds = headers.get("Retry-After");
  const after = seconds === null ? undefined : Number(seconds) || 1;
  // Those are not kept by the service, or are about a write that is still under way.
  const isFinal = status < 500 && status !== 401 && seconds === null;
  if (status === 401) return new Refused(status, "You are not signed in, or your session has ended.", [], isFinal);
  if (status === 429) {
    const message = `Too many requests. Try again in ${seconds ?? "a few"} seconds.`;
    return new Refused(status, message, [], isFinal, after);
  }
  const listed = Array.isArray(body?.detail) ? body.detail : (body?.details?.errors ?? body?.errors ?? []);
  const fields = listed.map((/** @type {any} */ problem) => ({
    path: problem.loc.filter((/** @type {unknown} */ step) => step !== "body").join("."),
    message: sentence(problem.msg),
  }));
  const detail = typeof body?.detail === "string" ? body.detail : (body?.message ?? statusText);
  const message = fields.length > 0 ? "Some of this cannot be saved as it is." : detail;
  return new Refused(status, message, fields, isFinal, after);
}

/**
 * A message of the service as a sentence.
 *
 * @param {string} message
 */
function sentence(message) {
  const text = message.replace(/^Value error, /, "");
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?)]$/.test(start) ? start : `${start}.`;
}
