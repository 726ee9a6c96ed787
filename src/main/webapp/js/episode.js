// What happened to one alert, put together from what each side knows; no DOM here.

import { isEscalation } from "./alertmanager-state.js";
import { nearest } from "./scale.js";
import { duration } from "./time.js";

/**
 * @typedef {{ seq: number, at: string, sourceAt?: string, actor: string, kind: string,
 *   details: Record<string, unknown> }} Event
 * @typedef {{ kind: string, by: string, firstSeenAt: string, lastSeenAt: string }} Suppression
 * @typedef {{ id: string, createdBy: string, comment: string }} Silence
 * @typedef {{ now: string, events: Event[], isCut: boolean, suppressions: Suppression[], silences: Silence[],
 *   names: Record<string, string>, receivers: string[], earlier: import("./model.js").Alert[] }} Episode
 * @typedef {{ now: string, from: string, to: string, stepSeconds: number, expression: string, measured: string,
 *   comparison?: string, lines: import("./scale.js").Line[], limit?: import("./scale.js").Line, activeAt?: string,
 *   holdSeconds: number, more: number }} Metric
 * @typedef {{ now: string, at: string, from: string, to: string, stepSeconds: number,
 *   charts: import("./hops.js").ChartOf[] }} Around
 * @typedef {{ name: string, unit: string, before?: number, start?: number, after?: number, limit?: number }} Moments
 * @typedef {{ at: number, kind: string, what: string, who: string, text: string }} Step
 */

const VERDICTS = { real: "a real problem", false_positive: "a false positive", noise: "noise", drill: "a drill" };

/** Receivers that tell no person. */
const OURS = ["audit", "heartbeat"];

const WITNESSES = {
  direct: "Prometheus told it",
  webhook: "Alertmanager told it",
  backfill: "read in Prometheus's memory",
  poll: "read in Alertmanager's list",
};

/** As far apart two scrapes may be, and a value is still that of a time. */
const GAP_MILLIS = 30_000;
const AROUND_MILLIS = 5 * 60_000;

/**
 * What each line of the service's charts was before an alert's start, at it and after it; lines without any are left out.
 *
 * @param {Around} around
 * @returns {Moments[]}
 */
export function momentsOf({ at, charts }) {
  const start = Date.parse(at);
  return charts
    .flatMap(({ title, unit, lines, limit }) =>
      lines.map((line) => {
        const value = (/** @type {number} */ when) => nearest(line.points, when, GAP_MILLIS)?.[1];
        return {
          name: lines.length > 1 ? `${title}, ${line.name}` : title,
          unit,
          before: value(start - AROUND_MILLIS),
          start: value(start),
          after: value(start + AROUND_MILLIS),
          limit: limit && nearest(limit.points, start, AROUND_MILLIS)?.[1],
        };
      }),
    )
    .filter((moments) => [moments.before, moments.start, moments.after].some((value) => value !== undefined));
}

/** @param {Record<string, unknown>} details @param {string} name */
const textOf = (details, name) => (typeof details[name] === "string" ? details[name] : "");

/** @param {string} actor such as `user:oncall` */
export function nameOf(actor) {
  return actor.startsWith("user:") ? actor.slice(5) : actor === "service" ? "the service" : "";
}

/**
 * All of it, the first first.
 *
 * @param {import("./model.js").Alert} alert
 * @param {Episode | null} episode
 * @param {Metric | null} metric
 * @returns {Step[]}
 */
export function stepsOf(alert, episode, metric) {
  const start = Date.parse(alert.startsAt);
  const steps = [];
  if (metric?.activeAt && metric.holdSeconds > 0) {
    const held = duration(start - Date.parse(metric.activeAt));
    steps.push(step(Date.parse(metric.activeAt), "pending", "Pending", "", `The condition began to hold; it fired ${held} later.`));
  }
  for (const event of episode?.events ?? []) steps.push(stepOf(event, alert, episode));
  for (const suppression of episode?.suppressions ?? []) {
    const quiet = quietStep(suppression, episode);
    if (quiet) steps.push(quiet);
  }
  return steps.filter((each) => each !== null).sort((a, b) => a.at - b.at);
}

/** @param {Event} event @param {import("./model.js").Alert} alert @param {Episode | null} episode @returns {Step} */
function stepOf({ at, sourceAt, actor, kind, details }, alert, episode) {
  const recorded = Date.parse(at);
  const who = nameOf(actor);
  const by = textOf(details, "witness");
  const told = WITNESSES[/** @type {keyof typeof WITNESSES} */ (by)] ?? by;
  const late = sourceAt ? recorded - Date.parse(sourceAt) : 0;
  const delay = late >= 1000 ? `, ${duration(late)} later` : "";
  switch (kind) {
    case "fired":
      return step(Date.parse(alert.startsAt), "firing", "Fired", "", `${told}${delay}.`);
    case "notified":
      return step(recorded, "notified", "Notified", "", `${told}${delay}.${toldTo(episode)}`);
    case "escalated":
      return step(recorded, "notified", "Escalated", "", `Nobody had answered. Told: ${textOf(details, "receiver")}.`);
    case "resolved":
      return step(Date.parse(sourceAt ?? at), "resolved", "Ended", "", `${told}${delay}.`);
    case "reopened":
      return step(recorded, "firing", "Not over after all", "", `${told}.`);
    case "refired":
      return step(Date.parse(sourceAt ?? at), "firing", "Fired anew", "", "The same alert began another episode.");
    case "acknowledged":
      return step(recorded, "acknowledged", "Acknowledged", who, [until(details.until), textOf(details, "note")].filter(Boolean).join("\n"));
    case "unacknowledged":
      return step(recorded, "withdrawn", "Acknowledgement withdrawn", who, "It is repeated again.");
    case "acknowledgement-expired":
      return step(recorded, "withdrawn", "Acknowledgement expired", "", "Its time was over while the alert fired.");
    case "noted":
      return step(recorded, "noted", "Note", who, textOf(details, "text"));
    case "judged":
      return step(recorded, "judged", `Judged ${verdictText(textOf(details, "verdict"))}`, who, textOf(details, "reason"));
    case "resolved-by-hand":
      return step(recorded, "resolved", "Ended by hand", who, `${textOf(details, "reason")}${condition(textOf(details, "condition"))}`);
    case "carried":
      return step(recorded, "other", "Earlier entries pruned", "", "The retention kept what they had come to.");
    default:
      return step(recorded, "other", kind, who, "");
  }
}

/** @param {number} at @param {string} kind @param {string} what @param {string} who @param {string} text @returns {Step} */
function step(at, kind, what, who, text) {
  return { at, kind, what, who, text };
}

export function verdictText(/** @type {string} */ verdict) {
  return VERDICTS[/** @type {keyof typeof VERDICTS} */ (verdict)] ?? verdict;
}

function until(/** @type {unknown} */ millis) {
  return typeof millis === "number" ? `Until ${new Date(millis).toLocaleString([], { dateStyle: "medium", timeStyle: "short" })}.` : "";
}

function condition(/** @type {string} */ said) {
  if (said === "holds") return "\nThe condition still held then.";
  return said === "gone" ? "\nThe condition no longer held." : "";
}

/** Alertmanager says who is told while the alert fires, and forgets it afterwards. */
function toldTo(/** @type {Episode | null} */ episode) {
  const people = (episode?.receivers ?? []).filter((receiver) => !OURS.includes(receiver) && !isEscalation(receiver));
  return people.length > 0 ? ` Told: ${people.join(", ")}.` : "";
}

/** @param {Suppression} suppression @param {Episode | null} episode */
function quietStep({ kind, by, firstSeenAt, lastSeenAt }, episode) {
  const seen = `Seen for ${duration(Date.parse(lastSeenAt) - Date.parse(firstSeenAt))}.`;
  const at = Date.parse(firstSeenAt);
  if (kind === "inhibited") return step(at, "silenced", `Inhibited by ${episode?.names[by] ?? "another alert"}`, "", seen);
  if (kind === "muted") return step(at, "silenced", `Muted by the time interval ${by}`, "", seen);
  const silence = episode?.silences.find(({ id }) => id === by);
  // The silence behind an acknowledgement says nothing that the acknowledgement does not.
  if (silence?.comment.startsWith("acknowledged:")) return null;
  return step(at, "silenced", "Silenced", silence?.createdBy ?? "", [silence?.comment, seen].filter(Boolean).join("\n"));
}

/** What the chart shades: the time in which it was pending, and that in which it fired. */
export function bandsOf(/** @type {import("./model.js").Alert} */ alert, /** @type {Metric} */ metric) {
  const start = Date.parse(alert.startsAt);
  const end = alert.endsAt ? Date.parse(alert.endsAt) : Date.parse(metric.to);
  const firing = { from: start, to: end, kind: "firing" };
  return metric.activeAt ? [{ from: Date.parse(metric.activeAt), to: start, kind: "pending" }, firing] : [firing];
}

/** One sentence of what the chart shows, for whoever does not see it. */
export function metricText(/** @type {Metric} */ { lines, limit, comparison, more }, /** @type {(value: number) => string} */ say) {
  const values = lines.flatMap(({ points }) => points.map(([, value]) => value));
  if (values.length === 0) return "Prometheus has no values of this time.";
  const bound = limit?.points.at(-1);
  const words = { ">": "over", ">=": "at or over", "<": "below", "<=": "at or below", "==": "at", "!=": "other than" };
  const fires = bound && comparison ? ` It fires ${words[/** @type {keyof typeof words} */ (comparison)]} ${say(bound[1])}.` : "";
  return `Between ${say(Math.min(...values))} and ${say(Math.max(...values))}.${fires}${more > 0 ? ` ${more} more lines are not drawn.` : ""}`;
}

/** The name of a runbook that this service has itself; empty for one of somebody else. */
export function runbookIn(/** @type {string | null | undefined} */ address, /** @type {string} */ here) {
  if (!address || !URL.canParse(address, here)) return "";
  const url = new URL(address, here);
  return url.origin === new URL(here).origin ? (/^\/runbooks\/([a-z0-9-]{1,64})$/.exec(url.pathname)?.[1] ?? "") : "";
}
