// Entries from pasted lines: reading them, and putting them into a tournament's document.
import { accountNumber } from "./accounts.js";
import { parseJson } from "./api.js";
import { rename } from "./document.js";

/** @typedef {import("./document.js").EntryDocument} EntryDocument */
/** @typedef {import("./document.js").TournamentDocument} TournamentDocument */

/**
 * @typedef {object} Line
 * @property {number} number from 1
 * @property {string} name
 * @property {string} account as it was pasted
 * @property {string} team
 */
/**
 * @typedef {object} Merged
 * @property {TournamentDocument} document
 * @property {(path: string) => Line | null} lineAt the line that a place of the document came from
 */

/** The most characters of a team's initials. */
const INITIALS = 8;

/**
 * The lines of a text that say something: a name, an account and a team, separated by tabs, semicolons or commas,
 * whichever comes first in this order.
 *
 * @param {string} text
 * @returns {Line[]}
 */
export function parse(text) {
  const lines = text.split("\n").map((line, index) => {
    const separator = ["\t", ";", ","].find((mark) => line.includes(mark)) ?? "\t";
    const [name = "", account = "", ...team] = line.split(separator).map((part) => part.trim());
    return { number: index + 1, name, account, team: team.join(separator).trim() };
  });
  return lines.filter(({ name, account, team }) => name || account || team);
}

/** @param {string} name as names are compared */
export const folded = (name) => name.normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase();

/** @param {string} name of a team */
function initialsOf(name) {
  const words = name.split(/[\s-]+/).filter(Boolean);
  const letters = words.length > 1 ? words.map((word) => [...word][0]) : [...name].slice(0, 3);
  return letters.slice(0, INITIALS).join("").toUpperCase();
}

/**
 * The document with the lines in it. A line whose account or name is on the roster changes that entry, once; what
 * is not mentioned stays.
 *
 * @param {TournamentDocument} before
 * @param {Line[]} lines
 * @returns {Merged}
 */
export function merge(before, lines) {
  const document = /** @type {TournamentDocument} */ (parseJson(JSON.stringify(before)));
  const known = matched(before.entries, lines);
  rename(document, new Map([...known].map(([line, { name }]) => [name, line.name || name])));
  /** @type {Map<number, Line>} */
  const ofEntry = new Map();
  /** @type {Map<number, Line>} */
  const ofTeam = new Map();
  for (const line of lines) {
    const found = known.get(line);
    const index = found ? before.entries.indexOf(found) : document.entries.push({ name: line.name }) - 1;
    ofEntry.set(index, line);
    const entry = document.entries[index];
    if (!entry) continue;
    if (line.account) entry.account = accountNumber(line.account) ?? line.account;
    if (line.team) join(document, entry.name, line, ofTeam);
  }
  return { document, lineAt: (path) => lineAt(path, document, ofEntry, ofTeam) };
}

/**
 * The entry that each line is about, if it is on the roster: of its account, else of its name. No two lines are about
 * the same one.
 *
 * @param {EntryDocument[]} entries
 * @param {Line[]} lines
 * @returns {Map<Line, EntryDocument>}
 */
function matched(entries, lines) {
  const free = new Set(entries);
  const found = new Map();
  const match = (/** @type {Line} */ line, /** @type {(entry: EntryDocument) => boolean} */ is) => {
    const entry = found.has(line) ? undefined : entries.find((entry) => free.has(entry) && is(entry));
    if (!entry) return;
    free.delete(entry);
    found.set(line, entry);
  };
  for (const line of lines) {
    const number = accountNumber(line.account);
    if (number !== null) match(line, ({ account }) => account === number);
  }
  for (const line of lines) match(line, ({ name }) => folded(name) === folded(line.name));
  return found;
}

/**
 * Puts a name on the line's team, which is made if need be.
 *
 * @param {TournamentDocument} document
 * @param {string} name
 * @param {Line} line
 * @param {Map<number, Line>} ofTeam
 */
function join(document, name, line, ofTeam) {
  const wanted = folded(line.team);
  let index = document.teams.findIndex((team) => folded(team.name) === wanted);
  if (index < 0) index = document.teams.findIndex((team) => folded(team.initials) === wanted);
  if (index < 0) {
    index = document.teams.push({ name: line.team, initials: initialsOf(line.team), members: [] }) - 1;
    ofTeam.set(index, line);
  }
  for (const [at, team] of document.teams.entries()) {
    if (at === index && team.members.includes(name)) return;
    if (at === index) continue;
    team.members = team.members.filter((member) => member !== name);
    if (team.captain === name) team.captain = null;
  }
  document.teams[index]?.members.push(name);
}

/**
 * @param {string} path
 * @param {TournamentDocument} document
 * @param {Map<number, Line>} ofEntry
 * @param {Map<number, Line>} ofTeam
 */
function lineAt(path, document, ofEntry, ofTeam) {
  const [list, first, , second] = path.split(".");
  const index = Number(first);
  if (list === "entries") return ofEntry.get(index) ?? null;
  if (list !== "teams") return null;
  const member = document.teams[index]?.members[Number(second)];
  const at = document.entries.findIndex(({ name }) => name === member);
  return ofEntry.get(at) ?? ofTeam.get(index) ?? null;
}
