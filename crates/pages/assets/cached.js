/** How long to wait for a newer answer, where a cache on the way keeps answers from before a change. */

/** How long a cache may keep a page, in milliseconds, which the service says in `s-maxage`. */
const KEPT = 15_000;

/**
 * After how many milliseconds the cache asks the service again, if it has kept this answer since before the change that
 * was heard of at `heard`; 0 if the answer is newer than that.
 *
 * @param {Response} answer
 * @param {number} heard in milliseconds
 */
export function untilNewer({ headers }, heard) {
  const kept = headers.get("age");
  // Caches round down.
  const age = kept === null ? 0 : 1_000 * (Number(kept) + 1);
  if (!(Date.now() - age < heard)) return 0;
  return age < KEPT ? KEPT - age : KEPT;
}
