/**
 * What was heard last, and how asking went since. `ahead` is how much the server's clock is before ours: times that it
 * tells are measured by its own clock.
 *
 * @template T
 * @typedef {{ snapshot: T | null, receivedAt: number, ahead: number, failures: number, problem: string,
 *   isLive?: boolean }} FeedState
 */

export const STALE_MILLIS = 20_000;
export const FAILURES_UNTIL_UNREACHABLE = 2;

/** Whether what is shown must not be taken for what is. */
export function isOld(/** @type {FeedState<unknown>} */ feed, /** @type {number} */ now) {
  return feed.failures >= FAILURES_UNTIL_UNREACHABLE || now - feed.receivedAt > STALE_MILLIS;
}
