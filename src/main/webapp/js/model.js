// What the page knows and how it says it; no DOM here.

/**
 * @typedef {{ witness: string, firstSeenAt: string, lastSeenAt: string, firing: boolean, endsAt?: string }} Sighting
 * @typedef {{ id: string, name: string, severity?: string, team?: string, state: string, startsAt: string,
 *   endsAt?: string, endReportedBy?: string, labels: Record<string, string>, annotations: Record<string, string>,
 *   summary?: string, description?: string, runbookUrl?: string, generatorUrl?: string, sightings: Sighting[] }} Alert
 * @typedef {{ reachable: boolean, checkedAt: string, since: string, detail?: string }} Upstream
 * @typedef {{ now: string, user: string, version: string, firing: Record<string, number>,
 *   upstream: { prometheus: Upstream, alertmanager: Upstream } }} Status
 * @typedef {{ status: Status, firing: Alert[], firingTotal: number, resolved: Alert[] }} Snapshot
 * @typedef {{ snapshot: Snapshot | null, receivedAt: number, failures: number, problem: string }} Feed
 */

export const POLL_MILLIS = 5_000;
export const STALE_MILLIS = 20_000;
const FAILURES_UNTIL_UNREACHABLE = 2;

const SEVERITIES = ["critical", "warning", "info", "other"];

/** One of four; what is missing or mistyped is "other". */
export function severityOf(/** @type {Alert} */ alert) {
  return SEVERITIES.includes(alert.severity ?? "") ? /** @type {string} */ (alert.severity) : "other";
}

/**
 * What the header says.
 *
 * @param {Feed} feed
 * @param {number} now in milliseconds
 * @returns {{ state: string, text: string }}
 */
export function indicatorOf(feed, now) {
  if (feed.failures >= FAILURES_UNTIL_UNREACHABLE) {
    return { state: "unreachable", text: "Tocsin unreachable" };
  }
  if (!feed.snapshot) {
    return { state: "loading", text: "Loading…" };
  }
  if (now - feed.receivedAt > STALE_MILLIS) {
    return { state: "stale", text: `Stale: ${duration(now - feed.receivedAt)} old` };
  }
  const { firing, upstream } = feed.snapshot.status;
  const counts = SEVERITIES.filter((severity) => firing[severity] > 0);
  if (counts.length > 0) {
    return { state: counts[0], text: counts.map((severity) => `${firing[severity]} ${severity}`).join(", ") };
  }
  if (!upstream.prometheus.reachable) {
    return { state: "blind", text: "Prometheus unreachable" };
  }
  if (!upstream.alertmanager.reachable) {
    return { state: "blind", text: "Alertmanager unreachable" };
  }
  return { state: "quiet", text: "All quiet" };
}

/**
 * What stands above everything else, for whoever must not trust the list as it is.
 *
 * @param {Feed} feed
 * @param {number} now
 * @returns {string[]}
 */
export function noticesOf(feed, now) {
  const notices = [];
  if (feed.failures >= FAILURES_UNTIL_UNREACHABLE) {
    notices.push(
      `The service does not answer (${feed.problem}). ` +
        (feed.snapshot ? `What is shown is ${duration(now - feed.receivedAt)} old.` : "Trying again."),
    );
  }
  const upstream = feed.snapshot?.status.upstream;
  if (upstream && !upstream.prometheus.reachable) {
    notices.push(
      `Prometheus cannot be reached since ${clock(upstream.prometheus.since)} (${upstream.prometheus.detail}): new alerts are not seen.`,
    );
  }
  if (upstream && !upstream.alertmanager.reachable) {
    notices.push(
      `Alertmanager cannot be reached since ${clock(upstream.alertmanager.since)} (${upstream.alertmanager.detail}): nobody is notified.`,
    );
  }
  return notices;
}

/** Firing alerts that were not there before; none the first time. */
export function newlyFiring(/** @type {Snapshot | null} */ before, /** @type {Snapshot} */ after) {
  const known = new Set(before?.firing.map((alert) => alert.id));
  return before ? after.firing.filter((alert) => !known.has(alert.id)) : [];
}

/** "42 s", "7 min", "3 h 5 min", "2 d 4 h". */
export function duration(/** @type {number} */ millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (minutes === 0) return `${seconds} s`;
  if (hours === 0) return `${minutes} min`;
  if (days === 0) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return hours % 24 ? `${days} d ${hours % 24} h` : `${days} d`;
}

export function since(/** @type {string} */ iso, /** @type {number} */ now) {
  return duration(now - Date.parse(iso));
}

/** The time of day, with the date unless it is today. */
export function clock(/** @type {string} */ iso) {
  const at = new Date(iso);
  const today = at.toDateString() === new Date().toDateString();
  return at.toLocaleString([], today ? { timeStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" });
}

/** Who told of an alert, in words. */
export function witnessed(/** @type {Alert} */ alert) {
  const by = alert.sightings.map((sighting) => sighting.witness);
  if (by.includes("direct") && by.includes("webhook")) return "seen by Prometheus, notified by Alertmanager";
  return by.includes("webhook") ? "notified by Alertmanager" : "seen by Prometheus, not notified yet";
}

/** When anybody last told of it. */
export function lastHeard(/** @type {Alert} */ alert) {
  return alert.sightings.map((sighting) => sighting.lastSeenAt).reduce((a, b) => (a > b ? a : b));
}
