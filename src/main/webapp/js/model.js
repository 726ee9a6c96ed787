// What the page knows and how it says it; no DOM here.

import { clock, countdown, duration, since, until } from "./time.js";

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

/**
 * What was heard last, and how asking went since. `ahead` is how much the server's clock is before ours: times that it
 * tells are measured by its own clock.
 *
 * @template T
 * @typedef {{ snapshot: T | null, receivedAt: number, ahead: number, failures: number, problem: string,
 *   isLive?: boolean }} FeedState
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

/** The role that the service misses in whoever is signed in; empty if something else is wrong, or nothing. */
function lackedRole(/** @type {FeedState<unknown>} */ { failures, problem }) {
  return failures > 0 ? (/^this needs the role (\w+)$/.exec(problem)?.[1] ?? "") : "";
}

/**
 * What the header says.
 *
 * @param {FeedState<Snapshot>} feed
 * @param {number} now in milliseconds
 * @returns {{ state: string, text: string }}
 */
export function indicatorOf(feed, now) {
  if (lackedRole(feed)) return { state: "unreachable", text: "No access" };
  if (feed.failures >= FAILURES_UNTIL_UNREACHABLE) {
    return { state: "unreachable", text: "Tocsin unreachable" };
  }
  if (!feed.snapshot) {
    return { state: "loading", text: "Loading…" };
  }
  if (now - feed.receivedAt > STALE_MILLIS) {
    return { state: "stale", text: `Stale: ${duration(now - feed.receivedAt)} old` };
  }
  const { upstream, witnesses } = feed.snapshot.status;
  const { firing, taken, open } = countsOf(feed.snapshot);
  const texts = SEVERITIES.filter((severity) => firing[severity] > 0).map((severity) => `${firing[severity]} ${severity}`);
  const firingText = texts.join(", ") + (taken > 0 ? ` (${taken} taken)` : "");
  const others = [];
  if (feed.snapshot.pending.length > 0) others.push(`${feed.snapshot.pending.length} pending`);
  const blind = [];
  if (!upstream.prometheus.reachable) blind.push("Prometheus unreachable");
  if (!upstream.alertmanager.reachable) blind.push("Alertmanager unreachable");
  if (witnesses.direct.heartbeatLost || witnesses.webhook.heartbeatLost) blind.push("Heartbeat lost");
  const text = [firingText, ...others, ...blind].filter(Boolean).join(", ");
  const worst = SEVERITIES.find((severity) => open[severity] > 0);
  if (worst) return { state: worst, text };
  if (blind.length > 0) return { state: "blind", text };
  if (texts.length > 0) return { state: "acknowledged", text };
  if (others.length > 0) return { state: "pending", text };
  return { state: "quiet", text: "All quiet" };
}

/** How many fire by severity, how many of them somebody has, and how many nobody. */
function countsOf(/** @type {Snapshot} */ snapshot) {
  const firing = { ...snapshot.status.firing };
  const isWhole = snapshot.firing.length === snapshot.firingTotal;
  /** @type {Record<string, number>} */
  const open = {};
  /** @type {Record<string, number>} */
  const listed = {};
  let taken = 0;
  for (const severity of SEVERITIES) open[severity] = listed[severity] = 0;
  for (const alert of snapshot.firing) {
    const severity = severityOf(alert);
    listed[severity]++;
    if (alert.acknowledgement) taken++;
    else open[severity]++;
  }
  // What is not listed is taken for open.
  for (const severity of SEVERITIES) {
    if (isWhole) firing[severity] = listed[severity];
    else open[severity] += Math.max(0, (firing[severity] ?? 0) - listed[severity]);
  }
  return { firing, taken, open };
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
  const role = lackedRole(feed);
  if (role) {
    notices.push(`You are signed in, but not as a ${role}: whoever looks after the users of Tocsin can change that.`);
  } else if (feed.failures >= FAILURES_UNTIL_UNREACHABLE) {
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
