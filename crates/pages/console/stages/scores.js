// The scores that a series can have.

/** @typedef {import("./facts.js").Series} Series */
/** @typedef {[number, number]} Score */

/**
 * The possible scores of a format: those that end the series, and those on the way. Those in which the first side is
 * ahead come first, the clearest of them before the others.
 *
 * @param {import("./facts.js").SeriesFormat} format
 * @returns {{ final: Score[], partial: Score[] }}
 */
export function scoresOf(format) {
  const games = "best_of" in format ? format.best_of : format.play_all;
  const needed = Math.floor(games / 2) + 1;
  const most = "best_of" in format ? needed : games;
  /** @type {Score[]} */
  const all = [];
  for (let one = 0; one <= most; one += 1) for (let other = 0; other <= most; other += 1) all.push([one, other]);
  const isPossible = (/** @type {Score} */ [one, other]) =>
    ("best_of" in format ? one + other < 2 * needed : one + other <= games);
  const isFinal = (/** @type {Score} */ [one, other]) =>
    ("best_of" in format ? Math.max(one, other) === needed : one + other === games);
  const possible = all.filter(isPossible).sort((one, other) => other[0] - other[1] - (one[0] - one[1]));
  return { final: possible.filter(isFinal), partial: possible.filter((score) => !isFinal(score)) };
}

/**
 * Whether a host has decided about the result, whatever the games say.
 *
 * @param {Series} series
 */
export function isRuled({ status, decided_by, score, games }) {
  const won = [0, 1].map((side) => games.filter(({ counts, winner }) => counts && winner === side).length);
  return status === "cancelled" || status === "walkover" || decided_by === "host" || String(won) !== String(score);
}
