// The lines of a pasted schedule: a date, a time, two names and perhaps a link.

/**
 * @typedef {object} Line
 * @property {number} number from 1
 * @property {string} text
 * @property {string | null} instant RFC 3339
 * @property {[string, string][]} sides the ways to read the two names
 * @property {string | null} url
 * @property {string | null} problem why it is not understood
 */

const START = new RegExp([
  /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})[T\s,;]+/, /(\d{1,2}):(\d{2})(?::\d{2})?/,
  /(?:\s*(Z|UTC|[+-]\d{2}:?\d{2}))?(?=[\s,;]|$)[\s,;]*/,
].map(({ source }) => source).join(""), "i");
const DAY_FIRST = /^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b/;
const LINK = /(?:^|[\s,;])((?:https?:\/\/|(?:www\.)?(?:twitch\.tv|youtube\.com|youtu\.be)\/)\S+)$/i;
const BETWEEN = /\s+(?:-|–|—|vs?\.?)\s+/gi;

const FORM = "Write it as 2026-12-01 18:00  Anna - Bert.";

/**
 * The lines of a text that say something.
 *
 * @param {string} text
 * @returns {Line[]}
 */
export function parseSchedule(text) {
  return text.split("\n").map((line, index) => readLine(line.trim(), index + 1)).filter(({ text }) => text);
}

/**
 * @param {string} text
 * @param {number} number
 * @returns {Line}
 */
function readLine(text, number) {
  const line = { number, text, instant: null, sides: [], url: null };
  const [dayFirst] = DAY_FIRST.exec(text) ?? [];
  if (dayFirst) {
    const problem = `${dayFirst} could be read as two dates. Write the year first, as in 2026-12-01.`;
    return { ...line, problem };
  }
  const start = START.exec(text);
  if (!start) return { ...line, problem: `It does not begin with a date and a time. ${FORM}` };
  const instant = instantOf(start);
  let rest = text.slice(start[0].length);
  if (/^[ap]\.?m\b/i.test(rest)) return { ...line, problem: "Write the time with 24 hours, as in 18:00." };
  if (instant === null) return { ...line, problem: "There is no such date or time." };
  const [, link] = LINK.exec(rest) ?? [];
  if (link) rest = rest.slice(0, rest.length - link.length).replace(/[\s,;]+$/, "");
  const sides = sidesOf(rest);
  const url = link ? (/^http/i.test(link) ? link : `https://${link}`) : null;
  const problem = sides.length > 0 ? null : `It does not name two sides. ${FORM}`;
  return { ...line, instant, sides, url, problem };
}

/**
 * The instant of a date and a time: in the reader's time zone unless they say how far they are from UTC.
 *
 * @param {RegExpExecArray} match
 */
function instantOf(match) {
  const [, year, , month, day, hour, minute, zone] = match;
  const [y, m, d, h, min] = [year, month, day, hour, minute].map(Number);
  const utc = new Date(Date.UTC(y ?? 0, (m ?? 1) - 1, d, h, min));
  const isReal = utc.getUTCMonth() + 1 === m && utc.getUTCDate() === d && utc.getUTCHours() === h && (min ?? 60) < 60;
  if (!isReal) return null;
  if (zone) {
    const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
    const offset = sign ? (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1) : 0;
    return iso(new Date(utc.getTime() - offset * 60_000));
  }
  const local = new Date(y ?? 0, (m ?? 1) - 1, d, h, min);
  // When clocks are put forward, an hour does not exist.
  return local.getHours() === h ? iso(local) : null;
}

/** @param {Date} date */
const iso = (date) => date.toISOString().replace(/\.000Z$/, "Z");

/**
 * The ways to read two names: as cells of a spreadsheet, or with a dash or "vs" between them.
 *
 * @param {string} text
 * @returns {[string, string][]}
 */
function sidesOf(text) {
  const cells = text.split(/[\t;]/).map((cell) => cell.trim()).filter((cell) => cell && !/^(-|–|—|vs?\.?)$/i.test(cell));
  if (cells.length === 2) return [/** @type {[string, string]} */ (cells)];
  if (cells.length !== 1) return [];
  const [one = ""] = cells;
  return [...one.matchAll(BETWEEN)].map((between) =>
    [one.slice(0, between.index).trim(), one.slice(between.index + between[0].length).trim()]);
}
