// What the page knows and how it says it; no DOM here.

import { countdown, duration, since, until } from "./time.js";

/**
 * @typedef {{ witness: string, firstSeenAt: string, lastSeenAt: string, firing: boolean, endsAt?: string }} Sighting
 * @typedef {{ id: string, fingerprint: string, name: string, severity?: string, team?: string, state: string, startsAt: string,
 *   endsAt?: string, endsAfter?: string, endKnown?: string, endReportedBy?: string, labels: Record<string, string>, annotations: Record<string, string>,
 *   summary?: string, description?: string, runbookUrl?: string, generatorUrl?: string, sightings: Sighting[],
 *   acknowledgement?: { by: string, at: string, expiresAt: string, note?: string },
 *   resolution?: { by: string, at: string, reason: string, condition: string, detail: string },
 *   verdict?: { verdict: string, by: string, at: string, reason?: string }, notes: number, revision: number,
 *   dashboardUrl?: string, values?: number[], muted?: string }} Alert `values` are the last ones, the newest at the
 *   end; `muted` says why nobody is told
 * @typedef {{ reachable: boolean, checkedAt: string, since: string, detail?: string }} Upstream
 * @typedef {{ now: string, user: string, roles: string[], version: string, firing: Record<string, number>,
 *   upstream: { prometheus: Upstream, alertmanager: Upstream },
 *   witnesses: Record<"direct" | "webhook", { heartbeatAt?: string, heartbeatLost: boolean }> }} Status
 * @typedef {{ id: string, alert: Alert | null }} Asked one alert by its id; null if there is none on record
 * @typedef {{ fingerprint: string, name: string, severity?: string, team?: string, state: string,
 *   labels: Record<string, string>, summary?: string, description?: string, activeAt: string, firesAt: string }} Condition
 * @typedef {Condition & { values: number[] }} Pending
 * @typedef {{ now: string, status: Status, firing: Alert[], firingTotal: number, next: string, resolved: Alert[],
 *   asked: Asked | null, pending: Condition[], values: Record<string, number[]>,
 *   muted: Record<string, string>, grafana: string }} Snapshot
 *   `next` is the cursor of the firing ones that are not there yet; `values` and `muted` are by fingerprint
 */

/** The worst first. */
export const SEVERITIES = ["critical", "warning", "info", "other"];

const ALERT_HASH = "#alert/";

/** The address of one alert on this page; messages have it too. */
export function alertHash(/** @type {string} */ id) {
  return ALERT_HASH + id;
}

/** The id in such an address, whatever it is; null in another. */
export function alertIdIn(/** @type {string} */ hash) {
  return hash.startsWith(ALERT_HASH) ? hash.slice(ALERT_HASH.length) : null;
}

/** Whether it has the form of one: a fingerprint and a start. */
export function isAlertId(/** @type {string} */ id) {
  return /^[0-9a-f]{16}-\d{1,15}$/.test(id);
}

/** One of four; what is missing or mistyped is "other". */
export function severityOf(/** @type {{ severity?: string | null }} */ { severity }) {
  return severity && SEVERITIES.includes(severity) ? severity : "other";
}

/** Firing alerts that were not there before; none the first time. */
export function newlyFiring(/** @type {Snapshot | null} */ before, /** @type {Snapshot} */ after) {
  const known = new Set(before?.firing.map((alert) => alert.id));
  return before ? after.firing.filter((alert) => !known.has(alert.id)) : [];
}

const SERVICE_DASHBOARD = "websocket";
const DASHBOARD_BEFORE_MILLIS = 300_000;

/** The dashboard of an alert's team, from a little before it began; messages lead to the same one. */
function dashboardOf(/** @type {Alert} */ { team, startsAt }, /** @type {string} */ grafana) {
  if (!grafana) return "";
  const name = team === "infrastructure" || team === "monitoring" ? team : SERVICE_DASHBOARD;
  return `${grafana}/d/tocsin-${name}?from=${Date.parse(startsAt) - DASHBOARD_BEFORE_MILLIS}&to=now`;
}

/** An alert with what is known of it beside the record. @param {Alert} alert @param {Snapshot} snapshot @returns {Alert} */
export function measured(alert, { values, muted, grafana }) {
  return {
    ...alert,
    values: alert.state === "firing" ? values[alert.fingerprint] : undefined,
    muted: alert.state === "firing" ? muted[alert.fingerprint] : undefined,
    dashboardUrl: dashboardOf(alert, grafana),
  };
}

const MOST_RESOLVED = 10;

/** What is shown when an alert has become another: it stands where the server would list it. @param {Snapshot} snapshot @param {Alert} alert @returns {Snapshot} */
export function withAlert(snapshot, alert) {
  const without = (/** @type {Alert[]} */ alerts) => alerts.filter(({ id }) => id !== alert.id);
  const wasFiring = snapshot.firing.some(({ id }) => id === alert.id);
  const isFiring = alert.state === "firing";
  const firing = isFiring ? inserted(without(snapshot.firing), alert, worstFirst) : without(snapshot.firing);
  const resolved = isFiring
    ? without(snapshot.resolved)
    : inserted(without(snapshot.resolved), alert, lastEndFirst).slice(0, MOST_RESOLVED);
  return {
    ...snapshot,
    firing,
    firingTotal: snapshot.firingTotal + Number(isFiring) - Number(wasFiring),
    resolved,
    asked: snapshot.asked?.id === alert.id ? { id: alert.id, alert } : snapshot.asked,
  };
}

/** @param {Alert[]} alerts in order @param {Alert} alert @param {(a: Alert, b: Alert) => number} order */
function inserted(alerts, alert, order) {
  const index = alerts.findIndex((other) => order(alert, other) < 0);
  return index < 0 ? [...alerts, alert] : alerts.toSpliced(index, 0, alert);
}

function worstFirst(/** @type {Alert} */ a, /** @type {Alert} */ b) {
  return SEVERITIES.indexOf(severityOf(a)) - SEVERITIES.indexOf(severityOf(b)) || Date.parse(b.startsAt) - Date.parse(a.startsAt);
}

function lastEndFirst(/** @type {Alert} */ a, /** @type {Alert} */ b) {
  return Date.parse(b.endsAt ?? "") - Date.parse(a.endsAt ?? "");
}

/** So soon somebody has to have taken it on (docs/reference.md). */
const ANSWER_WITHIN_MILLIS = { critical: 5 * 60_000, warning: 30 * 60_000 };

/** @type {Record<string, string>} */
const MUTED = { silenced: "silenced", inhibited: "inhibited by another alert", muted: "muted at this time" };

/**
 * Who has an alert, or how long somebody may still take to have it.
 *
 * @param {Alert} alert
 * @param {number} now by the server's clock
 * @returns {{ state: "taken" | "muted" | "due" | "late" | "none", text: string }}
 */
export function ownership(alert, now) {
  const { acknowledgement: taken, resolution } = alert;
  if (alert.state === "resolved") {
    return { state: "none", text: resolution ? `${resolution.by} ended it: ${resolution.reason}` : "" };
  }
  if (taken) {
    const after = since(alert.startsAt, Date.parse(taken.at));
    const note = taken.note ? `: ${taken.note}` : "";
    return { state: "taken", text: `${taken.by} has it until ${until(taken.expiresAt)}, took it after ${after}${note}` };
  }
  if (alert.muted) return { state: "muted", text: `${MUTED[alert.muted] ?? alert.muted}: nobody is told; nobody has it` };
  const within = ANSWER_WITHIN_MILLIS[/** @type {keyof typeof ANSWER_WITHIN_MILLIS} */ (severityOf(alert))];
  if (!within) return { state: "none", text: "" };
  const left = Date.parse(alert.startsAt) + within - now;
  return left > 0
    ? { state: "due", text: `nobody has it; answer due in ${countdown(left)}` }
    : { state: "late", text: `nobody has it; answer overdue by ${duration(-left)}` };
}

/** What people said of it. */
export function remarks(/** @type {Alert} */ { verdict, notes }) {
  const texts = [];
  if (verdict) {
    const what = verdict.verdict.replace("_", " ");
    texts.push(`${verdict.by} says: ${what}${verdict.reason ? ` (${verdict.reason})` : ""}`);
  }
  if (notes > 0) texts.push(notes === 1 ? "1 note" : `${notes} notes`);
  return texts.join(", ");
}

/** Who told of an alert, in words. */
export function witnessed(/** @type {Alert} */ alert) {
  const by = alert.sightings.map((sighting) => sighting.witness);
  const fired = by.includes("direct") ? "seen by Prometheus" : by.includes("backfill") ? "read in Prometheus's memory" : "";
  if (by.includes("webhook")) return fired ? `${fired}, notified by Alertmanager` : "notified by Alertmanager";
  return fired ? `${fired}, not notified yet` : "listed by Alertmanager, not notified yet";
}

/** When anybody last told of it. */
export function lastHeard(/** @type {Alert} */ alert) {
  return alert.sightings.map((sighting) => sighting.lastSeenAt).reduce((a, b) => (a > b ? a : b), alert.startsAt);
}
