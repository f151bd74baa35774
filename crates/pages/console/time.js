// Times as people read them, and as the fields of a form hold them: in the reader's own time zone.
import { h } from "./dom.js";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How far the service's clock is ahead of this computer's, in milliseconds. */
let ahead = 0;

/**
 * Sets the clock by the service's.
 *
 * @param {string | null} date of an answer that was just given
 */
export function setClock(date) {
  const told = Date.parse(date ?? "");
  if (!Number.isNaN(told)) ahead = told - Date.now();
}

/** The time by the service's clock, in milliseconds: a host's computer may be minutes off. */
export const now = () => Date.now() + ahead;

const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/**
 * How long ago it was.
 *
 * @param {string} instant RFC 3339
 */
export function ago(instant) {
  const seconds = Math.max(0, Math.round((now() - Date.parse(instant)) / 1_000));
  if (seconds < MINUTE) return `${seconds} s ago`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min ago`;
  if (seconds < 2 * DAY) return `${Math.floor(seconds / HOUR)} h ago`;
  return `${Math.floor(seconds / DAY)} days ago`;
}

/**
 * The same as an element that keeps itself up to date.
 *
 * @param {string} instant RFC 3339
 */
export function agoElement(instant) {
  return h("time", { datetime: instant, title: when(instant), "data-ago": "" }, ago(instant));
}

/** Brings all of these elements up to date. */
export function refreshAges() {
  for (const element of document.querySelectorAll("time[data-ago]")) {
    const text = ago(element.getAttribute("datetime") ?? "");
    if (element.textContent !== text) element.textContent = text;
  }
}

/**
 * An instant in the reader's time zone.
 *
 * @param {string} instant RFC 3339
 */
export function when(instant) {
  return DATE.format(new Date(instant));
}

/**
 * An instant as a field for local time holds it.
 *
 * @param {string | null | undefined} instant RFC 3339
 */
export function toField(instant) {
  if (!instant) return "";
  const date = new Date(instant);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * MINUTE * 1_000);
  return local.toISOString().slice(0, 16);
}

/**
 * The instant that such a field names; null when it is empty.
 *
 * @param {string} value
 */
export function fromField(value) {
  const date = new Date(value);
  return value && !Number.isNaN(date.getTime()) ? date.toISOString().replace(/\.000Z$/, "Z") : null;
}

/** The reader's time zone, by name. */
export function timeZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/**
 * How far local time is from UTC then, such as `UTC+02:00`.
 *
 * @param {Date} date
 */
export function offsetOf(date) {
  const minutes = -date.getTimezoneOffset();
  const two = (/** @type {number} */ number) => String(Math.floor(number)).padStart(2, "0");
  return `UTC${minutes < 0 ? "-" : "+"}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
}

/**
 * How a tournament's window lies to now.
 *
 * @param {{ start_date: string | null, end_date: string | null }} tournament
 */
export function windowState({ start_date, end_date }) {
  if (end_date && Date.parse(end_date) <= now()) return `Ended ${when(end_date)}`;
  if (start_date && Date.parse(start_date) > now()) return `Starts ${when(start_date)}`;
  return end_date ? `Running until ${when(end_date)}` : "Running, without an end";
}
