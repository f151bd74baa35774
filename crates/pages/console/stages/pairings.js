// Pairings of a round that a host changes: everybody stands in one place, and whoever is put elsewhere changes places.

/**
 * The places of a round: the two of each pairing one after the other, then the bye's if there is one.
 * @typedef {number[]} Places
 */

/**
 * @param {import("#client").PairedRound} round
 * @param {(side: import("./facts.js").Side) => number} idOf
 * @returns {Places}
 */
export function placesOf({ pairings, bye }, idOf) {
  return [...pairings.flatMap(({ sides }) => sides.map(idOf)), ...(bye ? [idOf(bye.side)] : [])];
}

/**
 * The places once `id` is put at one of them. Whoever stood there goes where `id` was.
 *
 * @param {Places} places
 * @param {number} at
 * @param {number} id
 * @returns {Places}
 */
export function swapped(places, at, id) {
  const from = places.indexOf(id);
  const before = places[at];
  if (from < 0 || before === undefined) return places;
  return places.with(from, before).with(at, id);
}

/**
 * The places as a request says them.
 *
 * @param {Places} places
 */
export function requestOf(places) {
  const pairings = [];
  for (let at = 0; at + 1 < places.length; at += 2) pairings.push(places.slice(at, at + 2));
  const bye = places.length % 2 === 1 ? places.at(-1) : undefined;
  return { pairings, ...(bye !== undefined && { bye }) };
}
