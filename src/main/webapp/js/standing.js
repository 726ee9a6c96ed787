// How things stand, and how far what is shown can be believed; no DOM here.

import { FAILURES_UNTIL_UNREACHABLE, isOld, STALE_MILLIS } from "./feed-state.js";
import { SEVERITIES, severityOf } from "./model.js";
import { clock, duration } from "./time.js";

/** @typedef {import("./model.js").Snapshot} Snapshot */

/** The role that the service misses in whoever is signed in; empty if something else is wrong, or nothing. */
function lackedRole(/** @type {import("./feed-state.js").FeedState<unknown>} */ { failures, problem }) {
  return failures > 0 ? (/^this needs the role (\w+)$/.exec(problem)?.[1] ?? "") : "";
}

/**
 * What the header says.
 *
 * @param {import("./feed-state.js").FeedState<Snapshot>} feed
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
 * @param {import("./feed-state.js").FeedState<Snapshot>} feed
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
export function isCertain(/** @type {import("./feed-state.js").FeedState<Snapshot>} */ feed, /** @type {number} */ now) {
  if (!feed.snapshot || isOld(feed, now)) return false;
  const { upstream, witnesses } = feed.snapshot.status;
  return [upstream.prometheus, upstream.alertmanager].every(({ reachable }) => reachable) &&
    [witnesses.direct, witnesses.webhook].every(({ heartbeatLost }) => !heartbeatLost);
}
