// A tournament as one document, and changing it as a whole, unless somebody else changed it meanwhile.
import { read, Refused, write } from "./api.js";

/**
 * @typedef {object} EntryDocument
 * @property {string} name
 * @property {number | string | null} [account]
 * @property {Record<string, unknown>} [presentation]
 */
/**
 * @typedef {object} TeamDocument
 * @property {string} name
 * @property {string} initials
 * @property {string | null} [captain]
 * @property {string[]} members
 */
/**
 * @typedef {object} StageDocument
 * @property {string} name
 * @property {"entries" | "teams"} sides
 * @property {string[]} participants
 * @property {number | string[][]} groups
 */
/**
 * @typedef {object} TournamentDocument
 * @property {string} slug
 * @property {Record<string, unknown>} [presentation]
 * @property {EntryDocument[]} entries
 * @property {TeamDocument[]} teams
 * @property {StageDocument[]} [stages]
 */
/**
 * @typedef {object} Plan
 * @property {boolean} dry_run
 * @property {{ action: "add" | "edit" | "remove", kind: string, name: string, text: string }[]} changes
 * @property {{ kind: string, name: string }[]} not_in_document
 */

/** How often a change is tried anew when others were faster. */
const ATTEMPTS = 3;

/** @param {string} slug */
const path = (slug) => `/v1/tournaments/${encodeURIComponent(slug)}/document`;

/**
 * The document and its tag.
 *
 * @param {string} slug
 * @param {AbortSignal} [signal]
 * @returns {Promise<{ document: TournamentDocument, etag: string }>}
 */
export async function load(slug, signal) {
  const { body, etag } = await read(path(slug), signal);
  return { document: body, etag: etag ?? "*" };
}

/**
 * Puts the document in place of the one with that tag; 412 when that is not the newest.
 *
 * @param {string} slug
 * @param {{ document: TournamentDocument, etag: string }} given
 * @param {{ dry_run?: boolean, prune?: boolean }} [options]
 * @returns {Promise<Plan>}
 */
export async function put(slug, { document, etag }, options = {}) {
  const query = new URLSearchParams(Object.entries(options).map(([name, value]) => [name, String(value)]));
  const answer = await write("PUT", `${path(slug)}?${query}`, document, { "If-Match": etag });
  return answer.body;
}

/**
 * Changes the newest document. It is known as a whole, so that what `edit` takes out is removed.
 *
 * @param {string} slug
 * @param {(document: TournamentDocument) => void} edit
 */
export async function change(slug, edit) {
  for (let attempt = 1; ; attempt += 1) {
    const { document, etag } = await load(slug);
    edit(document);
    try {
      return await put(slug, { document, etag }, { prune: true });
    } catch (error) {
      const isLate = error instanceof Refused && error.status === 412;
      if (!isLate || attempt === ATTEMPTS) throw error;
    }
  }
}

/**
 * The place of an entry in a document: of its account, else of its name.
 *
 * @param {TournamentDocument} document
 * @param {{ name: string, account: number | null }} entry
 */
export function find(document, { name, account }) {
  const found = document.entries.find((entry) => (account === null ? entry.name === name : entry.account === account));
  if (!found) throw new Error("Somebody else has removed this entry meanwhile.");
  return found;
}

/**
 * Puts what somebody changed of a presentation into that of a document: keys that others changed meanwhile stay so.
 *
 * @param {{ presentation?: Record<string, unknown> }} part of the document
 * @param {Record<string, unknown>} before as it was shown
 * @param {Record<string, unknown>} after
 */
export function present(part, before, after) {
  const isSame = (/** @type {string} */ key) => JSON.stringify(before[key]) === JSON.stringify(after[key]);
  const kept = Object.entries(part.presentation ?? {}).filter(([key]) => isSame(key));
  const changed = Object.entries(after).filter(([key]) => !isSame(key));
  part.presentation = Object.fromEntries([...kept, ...changed]);
}

/**
 * Waits for a change of a presentation. When the document is refused for something else, writes past it: it is checked
 * as a whole, and names that are stored may break today's rules.
 *
 * @param {Promise<unknown>} changed
 * @param {string} path of what is presented
 * @param {Record<string, unknown>} body
 */
export async function orPatch(changed, path, body) {
  try {
    await changed;
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 422) throw error;
    if (error.fields.some(({ path }) => path.includes("presentation"))) throw error;
    await write("PATCH", path, body);
  }
}

/**
 * Gives entries of a document other names, in their teams and stages as well: all at once, because one may get the name
 * that another one has had.
 *
 * @param {TournamentDocument} document
 * @param {Map<string, string>} names the new ones by those of before
 */
export function rename(document, names) {
  const renamed = (/** @type {string} */ name) => names.get(name) ?? name;
  for (const entry of document.entries) entry.name = renamed(entry.name);
  for (const team of document.teams) {
    team.members = team.members.map(renamed);
    if (team.captain) team.captain = renamed(team.captain);
  }
  for (const stage of document.stages?.filter(({ sides }) => sides === "entries") ?? []) {
    stage.participants = stage.participants.map(renamed);
    if (typeof stage.groups !== "number") stage.groups = stage.groups.map((group) => group.map(renamed));
  }
}
