// What the page knows and how it says it; no DOM here.

/**
 * @typedef {{ witness: string, firstSeenAt: string, lastSeenAt: string, firing: boolean, endsAt?: string }} Sighting
 * @typedef {{ id: string, name: string, severity?: string, team?: string, state: string, startsAt: string,
 *   endsAt?: string, endsAfter?: string, endKnown?: string, endReportedBy?: string, labels: Record<string, string>, annotations: Record<string, string>,
 *   summary?: string, description?: string, runbookUrl?: string, generatorUrl?: string, sightings: Sighting[] }} Alert
 * @typedef {{ reachable: boolean, checkedAt: string, since: string, detail?: string }} Upstream
 * @typedef {{ now: string, user: string, version: string, firing: Record<string, number>,
 *   upstream: { prometheus: Upstream, alertmanager: Upstream },
 *   witnesses: Record<"direct" | "webhook", { heartbeatAt?: string, heartbeatLost: boolean }> }} Status
 * @typedef {{ id: string, alert: Alert | null }} Asked one alert by its id; null if there is none on record
 * @typedef {{ now: string, status: Status, firing: Alert[], firingTotal: number, resolved: Alert[],
 *   asked: Asked | null }} Snapshot
 */

/**
 * What was heard last, and how asking went since. `ahead` is how much the server's clock is before ours: times that it
 * tells are measured by its own clock.
 *
 * @template T
 * @typedef {{ snapshot: T | null, receivedAt: number, ahead: number, failures: number, problem: string }} FeedState
 */

export const POLL_MILLIS = 5_000;
export const STALE_MILLIS = 20_000;
const FAILURES_UNTIL_UNREACHABLE = 2;

const SEVERITIES = ["critical", "warning", "info", "other"];

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

/**
 * What the header says.
 *
 * @param {FeedState<Snapshot>} feed
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
  const { firing, upstream, witnesses } = feed.snapshot.status;
  const counts = SEVERITIES.filter((severity) => firing[severity] > 0);
  const texts = counts.map((severity) => `${firing[severity]} ${severity}`);
  if (!upstream.prometheus.reachable) texts.push("Prometheus unreachable");
  if (!upstream.alertmanager.reachable) texts.push("Alertmanager unreachable");
  if (witnesses.direct.heartbeatLost || witnesses.webhook.heartbeatLost) texts.push("Heartbeat lost");
  if (texts.length > 0) {
    return { state: counts[0] ?? "blind", text: texts.join(", ") };
  }
  return { state: "quiet", text: "All quiet" };
}

/**
 * What stands above everything else, for whoever must not trust the list as it is. It is read aloud when it changes, so
 * nothing in it counts seconds.
 *
 * @param {FeedState<Snapshot>} feed
 * @returns {string[]}
 */
export function noticesOf(feed) {
  const notices = [];
  if (feed.failures >= FAILURES_UNTIL_UNREACHABLE) {
    notices.push(
      `The service does not answer (${feed.problem}). ` +
        (feed.snapshot ? `What is shown is from ${clock(feed.receivedAt)}.` : "Trying again."),
    );
  }
  const upstream = feed.snapshot?.status.upstream;
  if (upstream && !upstream.prometheus.reachable) {
    notices.push(
      `Prometheus cannot be reached since ${clock(upstream.prometheus.since)} (${upstream.prometheus.detail ?? "no reason given"}): new alerts are not seen.`,
    );
  }
  if (upstream && !upstream.alertmanager.reachable) {
    notices.push(
      `Alertmanager cannot be reached since ${clock(upstream.alertmanager.since)} (${upstream.alertmanager.detail ?? "no reason given"}): nobody is notified.`,
    );
  }
  const witnesses = feed.snapshot?.status.witnesses;
  if (witnesses?.direct.heartbeatLost) {
    notices.push(`No heartbeat from Prometheus${sinceWhen(witnesses.direct.heartbeatAt)}: new alerts may not arrive here.`);
  }
  if (witnesses?.webhook.heartbeatLost) {
    notices.push(
      `No heartbeat through Alertmanager${sinceWhen(witnesses.webhook.heartbeatAt)}: people may not be notified.`,
    );
  }
  return notices;
}

/** @param {string | null | undefined} iso */
function sinceWhen(iso) {
  return iso ? ` since ${clock(iso)}` : "";
}

/** Whether what is shown is good enough to say that all is quiet. */
export function isCertain(/** @type {FeedState<Snapshot>} */ feed, /** @type {number} */ now) {
  if (!feed.snapshot || isOld(feed, now)) return false;
  const { upstream, witnesses } = feed.snapshot.status;
  return [upstream.prometheus, upstream.alertmanager].every(({ reachable }) => reachable) &&
    [witnesses.direct, witnesses.webhook].every(({ heartbeatLost }) => !heartbeatLost);
}

/** Whether what is shown must not be taken for what is. */
export function isOld(/** @type {FeedState<unknown>} */ feed, /** @type {number} */ now) {
  return feed.failures >= FAILURES_UNTIL_UNREACHABLE || now - feed.receivedAt > STALE_MILLIS;
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
export function clock(/** @type {string | number} */ when) {
  const at = new Date(when);
  const today = at.toDateString() === new Date().toDateString();
  return at.toLocaleString([], today ? { timeStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" });
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
