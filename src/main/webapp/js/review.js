// What the record of a time comes to, in places and words; no DOM here.

import { valueText } from "./scale.js";
import { duration } from "./time.js";

/**
 * @typedef {{ count: number, total: number, mean?: number, median?: number, p90?: number, p95?: number, longest?: number,
 *   counts: number[] }} Times in seconds
 * @typedef {{ count: number, of: number, share: number, low: number, high: number }} Proportion
 * @typedef {{ kept: number, missed: number, overBefore: number, notYetDue: number, share?: Proportion }} Targets
 * @typedef {{ firings: number, open: number, drills: number, duration: Times, toAnswer: Times, toResolve: Times,
 *   byThemselves: number, flaps: number, targets?: Targets, verdicts: Record<string, number>, falsePositives?: Proportion,
 *   needless?: Proportion, perDay: number[] }} Figures
 * @typedef {{ name: string, severity: string, lastAt: string, figures: Figures }} Reviewed
 * @typedef {{ severity: string, targetSeconds?: number, figures: Figures }} OfSeverity
 * @typedef {{ kind: string, alert: string, severity: string, text: string }} Proposal
 * @typedef {{ integration: string, sent: number, failed: number, delivered?: Proportion }} Delivery
 * @typedef {{ now: string, since: string, until: string, zone: string, form?: string, recordBegins?: string, notes: string[],
 *   total: Figures, severities: OfSeverity[], alerts: Reviewed[], beyond: number, bounds: number[],
 *   days: { date: string, from: string, to: string }[], hours: number[][], responders: { by: string, toAnswer: Times }[],
 *   deliveries?: Delivery[], silentRules?: string[], proposals: Proposal[] }} Review
 *
 * @typedef {{ stay: number, undecided: number, removed: { all: number, real: number, needless: number, answered: number },
 *   added?: number }} Effect
 * @typedef {{ id: string, startsAt: string, endsAt?: string, severity: string, answeredAt?: string, verdict?: string,
 *   peak?: number }} Past
 * @typedef {{ now: string, since: string, until: string, alert: string, problems: string[], episodes: Past[], more: number,
 *   rule?: { expression: string, measured?: string, comparison?: string, holdSeconds: number },
 *   replay?: { threshold?: number, stepSeconds: number, exact: boolean, covered: number, found: number, other: number,
 *     lines: import("./scale.js").Line[], moreLines: number },
 *   waits: { holdSeconds: number, present: boolean, effect: Effect }[],
 *   thresholds: { threshold: number, present: boolean, effect: Effect }[],
 *   asked?: { threshold?: number, effect: Effect } }} BackTest
 * @typedef {{ id: string, name: string, at: string, hops: [string, number][] }} Drill hops in milliseconds after its start
 */

const ADDRESS = "#review";
const PERIOD_OF = ["since", "until", "form", "zone", "drills"];
const TEST_OF = ["alert", "severity", "since", "until", "threshold"];

/** Periods to choose from, as the address has them. */
export const PERIODS = {
  "since=7d": "7 days",
  "since=30d": "30 days",
  "since=90d": "90 days",
  "form=weekly": "Last week",
  "form=monthly": "Last month",
  "form=quarterly": "Last quarter",
};

export const DRILLS = { without: "without drills", with: "with drills", only: "drills only" };

/** What the address asks for: a period, and maybe an alert whose rule is tried. */
export function wishIn(/** @type {string} */ hash) {
  const query = new URLSearchParams(hash.split("?")[1] ?? "");
  if (!query.has("form") && !query.has("since")) query.set("since", "30d");
  return query;
}

/** The address of the same with something else; an empty value takes it away. @param {URLSearchParams} wish @param {Record<string, string>} other */
export function addressOf(wish, other) {
  const query = new URLSearchParams(wish);
  for (const [name, value] of Object.entries(other)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  return `${ADDRESS}?${query}`;
}

/** A period of `PERIODS` instead of the one in the address. @param {URLSearchParams} wish @param {string} period */
export function withPeriod(wish, period) {
  const [name, value] = period.split("=");
  return addressOf(wish, { since: "", until: "", form: "", [name]: value });
}

/** Days begin where the reader is, unless the address names another place. @param {URLSearchParams} wish */
export function reviewQuery(wish) {
  const query = only(wish, PERIOD_OF);
  if (!query.has("zone")) query.set("zone", Intl.DateTimeFormat().resolvedOptions().timeZone);
  return query;
}

/** Of the same period as the review, which knows when its forms began and ended. @param {URLSearchParams} wish @param {Review} review */
export function backTestQuery(wish, { since, until }) {
  const query = only(wish, TEST_OF);
  query.set("since", since);
  query.set("until", until);
  return query;
}

/** @param {URLSearchParams} query @param {string[]} names */
function only(query, names) {
  return new URLSearchParams([...query].filter(([name]) => names.includes(name)));
}

/** @param {number} share from 0 to 1 */
export function percent(share) {
  return `${(share * 100).toLocaleString([], { maximumFractionDigits: share > 0.01 && share < 0.99 ? 0 : 1 })}\u202f%`;
}

/** "3 of 12: 25 %, between 9 % and 53 %". */
export function proportionText(/** @type {Proportion | undefined} */ proportion) {
  if (!proportion) return "";
  const { count, of, share, low, high } = proportion;
  return `${count} of ${of}: ${percent(share)}, between ${percent(low)} and ${percent(high)}`;
}

/** A time in seconds, as people say it. */
export function secondsText(/** @type {number | undefined} */ seconds) {
  return seconds === undefined ? "–" : duration(seconds * 1000);
}

/** What stands under the columns of a distribution. */
export function boundTexts(/** @type {number[]} */ bounds) {
  const text = (/** @type {number} */ seconds) =>
    seconds % 86_400 === 0 ? `${seconds / 86_400} d` : seconds % 3600 === 0 ? `${seconds / 3600} h` : `${seconds / 60} m`;
  return [...bounds.map(text), "more"];
}

/** "12: half within 3 min, nine of ten within 14 min, the longest 40 min". */
export function timesText(/** @type {Times} */ { count, median, p90, longest }) {
  if (count === 0) return "none";
  return `${count}: half within ${secondsText(median)}, nine of ten within ${secondsText(p90)}, the longest ${secondsText(longest)}`;
}

/** What a distribution says to whoever does not see it. @param {Times} times @param {string[]} texts of the bounds */
export function distributionText({ counts }, texts) {
  return counts
    .map((count, index) => (count > 0 ? `${count} ${index < texts.length - 1 ? `up to ${texts[index]}` : "longer"}` : ""))
    .filter(Boolean)
    .join(", ");
}

/** How dark a cell of a heat map is: 0 for nothing, then 1 to 4. @param {number} count @param {number} most */
export function heat(count, most) {
  return count === 0 ? 0 : Math.ceil((4 * count) / Math.max(most, 4));
}

/** "25 Oct to 24 Nov 2026". */
export function periodText(/** @type {Review} */ { since, until, zone }) {
  const format = new Intl.DateTimeFormat([], { dateStyle: "medium", timeZone: zone });
  // A period that ends as a day begins has not got that day.
  return `${format.format(new Date(since))} to ${format.format(new Date(Date.parse(until) - 1))}, ${zone}`;
}

/** Whether an episode stays with another threshold; unknown without a peak. @param {Past} past @param {string} comparison @param {number} threshold */
export function stays({ peak }, comparison, threshold) {
  if (peak === undefined) return undefined;
  if (comparison === ">") return peak > threshold;
  if (comparison === ">=") return peak >= threshold;
  return comparison === "<" ? peak < threshold : peak <= threshold;
}

/** What a threshold does to the episodes, in a sentence. @param {Past[]} episodes @param {string} comparison @param {number} threshold */
export function effectText(episodes, comparison, threshold) {
  const gone = episodes.filter((episode) => stays(episode, comparison, threshold) === false);
  const unknown = episodes.filter(({ peak }) => peak === undefined).length;
  const kept = episodes.length - gone.length - unknown;
  const judged = (/** @type {string[]} */ verdicts) => gone.filter(({ verdict = "" }) => verdicts.includes(verdict)).length;
  const real = judged(["real"]);
  const needless = judged(["false_positive", "noise"]);
  const parts = [`${kept} of ${episodes.length} stay`];
  if (gone.length > 0) {
    parts.push(`${gone.length} would not have fired, of which ${needless} were judged needless and ${real === 0 ? "none" : real} real`);
  }
  if (unknown > 0) parts.push(`of ${unknown} Prometheus knows too little`);
  return `With ${comparison} ${valueText(threshold)}: ${parts.join("; ")}.`;
}

/** What there would have been besides, as only Prometheus knows. */
export function addedText(/** @type {Effect | undefined} */ effect) {
  if (effect?.added === undefined) return "";
  if (effect.added === 0) return "Nothing else would have fired.";
  return effect.added === 1 ? "One more would have fired." : `${effect.added} more would have fired.`;
}

const HOPS = { direct: "Prometheus told", webhook: "Alertmanager told" };

/** How long after its start each witness had heard of it, and somebody answered. @param {import("./model.js").Alert} alert @returns {Drill} */
export function drillOf({ id, name, startsAt, sightings, acknowledgement, endsAt }) {
  const start = Date.parse(startsAt);
  /** @type {[string, number][]} */
  const hops = sightings.flatMap(({ witness, firstSeenAt }) => {
    const what = HOPS[/** @type {keyof typeof HOPS} */ (witness)];
    return what ? [/** @type {[string, number]} */ ([what, Date.parse(firstSeenAt) - start])] : [];
  });
  if (acknowledgement) hops.push([`${acknowledgement.by} had it`, Date.parse(acknowledgement.at) - start]);
  if (endsAt) hops.push(["over", Date.parse(endsAt) - start]);
  return { id, name, at: startsAt, hops: hops.sort(([, a], [, b]) => a - b) };
}

/** What other thresholds may be tried, with some room: what was measured beyond all of them decides nothing. */
export function rangeOf(/** @type {BackTest} */ { replay, thresholds, episodes }) {
  const values = [
    ...thresholds.map(({ threshold }) => threshold),
    ...episodes.flatMap(({ peak }) => (peak === undefined ? [] : [peak])),
    replay?.threshold ?? 0,
  ];
  const low = values.reduce((a, b) => Math.min(a, b), 0);
  const high = values.reduce((a, b) => Math.max(a, b), low);
  return { low, high: high > low ? high + (high - low) / 20 : low + 1 };
}

/** A threshold that a person would write: three digits of the range count. @param {number} value @param {{ low: number, high: number }} range */
export function rounded(value, { low, high }) {
  const step = 10 ** Math.floor(Math.log10((high - low) / 100));
  return Number((Math.round(Math.min(high, Math.max(low, value)) / step) * step).toPrecision(12));
}
