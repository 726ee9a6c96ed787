import { clock } from "./time.js";
// What people do about alerts, and how the page says it; no DOM here.


/** @typedef {import("./model.js").Alert} Alert */

/**
 * @typedef {object} Act
 * @property {string} label of the button
 * @property {string} key that does it
 * @property {string} doing
 * @property {string} done
 * @property {(alert: Alert) => boolean} applies
 * @property {string} what is changed, as the server names it
 * @property {string} [hint]
 */

const isFiring = (/** @type {Alert} */ alert) => alert.state === "firing";

/** @type {Record<string, Act>} */
export const ACTS = {
  acknowledge: {
    label: "Acknowledge",
    key: "a",
    doing: "Acknowledging",
    done: "Acknowledged",
    applies: isFiring,
    what: "acknowledgement",
    hint: "You have it: nobody is told again meanwhile, and everybody sees that it is yours.",
  },
  resolve: {
    label: "Resolve",
    key: "r",
    doing: "Resolving",
    done: "Resolved",
    applies: isFiring,
    what: "resolution",
    hint: "Ends it by hand. If its condition still holds, Prometheus tells of it again within a minute.",
  },
  note: { label: "Note", key: "n", doing: "Noting", done: "Noted on", applies: () => true, what: "notes" },
  verdict: { label: "Verdict", key: "v", doing: "Judging", done: "Judged", applies: () => true, what: "verdict" },
};

export const VERDICTS = {
  real: "Real: something was wrong",
  false_positive: "False positive: nothing was wrong",
  noise: "Noise: true, and nobody had to act",
  drill: "Drill: made on purpose",
};

/** For people, and as the server takes them (ISO 8601). */
export const ACKNOWLEDGE_FOR = { PT30M: "30 minutes", PT1H: "1 hour", PT4H: "4 hours", PT8H: "8 hours", PT24H: "a day", PT72H: "3 days" };
export const SILENCE_FOR = {
  PT30M: "30 minutes",
  PT1H: "1 hour",
  PT2H: "2 hours",
  PT4H: "4 hours",
  PT8H: "8 hours",
  PT24H: "a day",
  PT72H: "3 days",
  PT168H: "a week",
};

/** "HighErrorRate" or "3 alerts". */
export function subject(/** @type {{ name: string }[]} */ alerts) {
  return alerts.length === 1 ? alerts[0].name : `${alerts.length} alerts`;
}

/** What the server says of somebody who was faster, as people say it. */
export function meanwhile(/** @type {string} */ detail) {
  return detail
    .replace(/^meanwhile: /, "Meanwhile: ")
    .replace("user:", "")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, (iso) => clock(iso));
}

/**
 * Does the same for each, a few at a time.
 *
 * @template T, R
 * @param {T[]} items
 * @param {(item: T) => Promise<R>} work
 * @param {(done: number) => void} progress
 * @returns {Promise<PromiseSettledResult<R>[]>} in the order of the items
 */
export async function each(items, work, progress) {
  const results = /** @type {PromiseSettledResult<R>[]} */ (new Array(items.length));
  let next = 0;
  let done = 0;
  async function worker() {
    while (next < items.length) {
      const index = next++;
      [results[index]] = await Promise.allSettled([work(items[index])]);
      progress(++done);
    }
  }
  await Promise.all(Array.from({ length: 4 }, worker));
  return results;
}
