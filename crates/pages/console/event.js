// One tournament as the console shows it: its heading and its sections.
import { h } from "./dom.js";
import { windowState } from "./time.js";

/** @typedef {import("#client").TournamentRead} Tournament */

/** What people call the ladders. */
const LADDERS = new Map([
  [1, "Death match 1v1"],
  [2, "Death match, teams"],
  [3, "Random map 1v1"],
  [4, "Random map, teams"],
  [13, "Empire wars 1v1"],
  [14, "Empire wars, teams"],
]);

/**
 * @param {number} id
 * @param {string} [name] the upstream's
 */
export const ladderName = (id, name) => LADDERS.get(id) ?? name ?? `Ladder ${id}`;

/** The ladders that people know, when the service does not list any. */
export const knownLadders = () => [...LADDERS.keys()];

/** @param {string} slug */
export const pathOf = (slug) => `/v1/tournaments/${encodeURIComponent(slug)}`;

/** The sections of a tournament, by the end of their address. */
const SECTIONS = [
  ["", "Settings"],
];

/**
 * What stands above each section of a tournament.
 *
 * @param {Tournament} tournament
 * @param {string} current the section's end of the address
 */
export function eventHeading(tournament, current) {
  const to = `#/t/${tournament.slug}`;
  return [
    h("h1", { tabindex: -1 }, tournament.name),
    h("p", { class: "meta" }, `${ladderName(tournament.leaderboard_id)} · ${windowState(tournament)} · `,
      h("code", {}, tournament.slug)),
    h("nav", { class: "sections", "aria-label": "Sections" }, SECTIONS.map(([end, label]) =>
      h("a", { href: `${to}${end}`, "aria-current": end === current && "page" }, label))),
  ];
}
