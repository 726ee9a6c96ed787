// The one place that talks to the server.

import { isAlertId } from "./model.js";
import { drillOf } from "./review.js";

const TIMEOUT_MILLIS = 10_000;
const VERIFICATION_MILLIS = 600_000;

export class SignedOut extends Error {}
export class NotFound extends Error {}

/** What the server refused; where how things stand is the reason, it says so (`current`). */
export class Refused extends Error {
  /** @param {string} message @param {number} status @param {any} [current] */
  constructor(message, status, current) {
    super(message);
    this.status = status;
    this.current = current;
  }
}

/** Browsers word a lost connection each in its own way; here it is always the same. */
async function reach(/** @type {string} */ path, /** @type {RequestInit} */ options) {
  try {
    return await fetch(path, options);
  } catch (error) {
    const late = error instanceof DOMException && error.name === "TimeoutError";
    throw new Error(late ? `no answer in ${TIMEOUT_MILLIS / 1000} s` : "no connection", { cause: error });
  }
}

/** @param {string} path @param {RequestInit} [options] */
async function request(path, options = {}) {
  const response = await reach(path, { signal: AbortSignal.timeout(TIMEOUT_MILLIS), cache: "no-store", ...options });
  if (response.ok) {
    return response.status === 204 ? null : response.json();
  }
  const problem = await response.json().catch(() => ({}));
  const message = problem.detail ?? `answered ${response.status}`;
  if (response.status === 401) throw new SignedOut(message);
  throw response.status === 404 ? new NotFound(message) : new Refused(message, response.status, problem.current);
}

/** @param {string} id @returns {Promise<import("./model.js").Asked>} */
async function ask(id) {
  try {
    return { id, alert: isAlertId(id) ? await request(`api/alerts/${id}`) : null };
  } catch (error) {
    if (error instanceof NotFound) return { id, alert: null };
    throw error;
  }
}

const FIRST_ALERTS = 100;
const MOST_ALERTS = 500;

/**
 * How things stand.
 *
 * @param {string | null} id of an alert that is asked for beside the lists
 * @param {boolean} isFirst whether nothing is shown yet, and a few at once are better than all later
 * @returns {Promise<import("./model.js").Snapshot>}
 */
export async function snapshot(id, isFirst) {
  const [status, conditions, firing, resolved, asked] = await Promise.all([
    request("api/status"),
    request("api/conditions"),
    listing(isFirst),
    request("api/alerts?state=resolved&limit=10"),
    id === null ? null : ask(id),
  ]);
  return {
    now: status.now,
    status,
    firing: firing.alerts,
    firingTotal: firing.total,
    next: firing.next,
    resolved: resolved.alerts,
    asked,
    pending: conditions.pending,
    values: conditions.values,
    muted: conditions.muted,
    grafana: conditions.grafana ?? "",
  };
}

/** Of the first listing only the beginning is there: `next` says that there is more. */
async function listing(/** @type {boolean} */ isFirst) {
  const first = await request(`api/alerts?state=firing&limit=${isFirst ? FIRST_ALERTS : MOST_ALERTS}`);
  let next = first.next ?? "";
  /** @type {import("./model.js").Alert[]} */
  const alerts = first.alerts;
  while (next && !isFirst) {
    const query = new URLSearchParams({ state: "firing", limit: String(MOST_ALERTS), cursor: next });
    const page = await request(`api/alerts?${query}`);
    alerts.push(...page.alerts);
    next = page.next ?? "";
  }
  return { alerts, next, total: next ? Math.max(first.total, alerts.length) : alerts.length };
}

/** What changes from second to second, without the alerts. @returns {Promise<Partial<import("./model.js").Snapshot> & { now: string }>} */
export async function standing() {
  const [status, conditions] = await Promise.all([request("api/status"), request("api/conditions")]);
  return { now: status.now, status, pending: conditions.pending, values: conditions.values, muted: conditions.muted, grafana: conditions.grafana ?? "" };
}

/**
 * What happens, as it happens. An EventSource comes again by itself and says where it stopped; one that was closed is
 * opened anew behind `after`.
 *
 * @param {string} after the id of the last event that was heard; empty for none
 */
export function stream(after) {
  return new EventSource(after ? `api/stream?${new URLSearchParams({ after })}` : "api/stream");
}

const MOST_EVENTS = 500;
const MOST_EARLIER = 12;
const MOST_INHIBITING = 4;

/**
 * What happened to an alert, as the record has it; who is told of one that fires, only Alertmanager knows.
 *
 * @param {import("./model.js").Alert & { fingerprint?: string }} alert
 * @returns {Promise<import("./episode.js").Episode>}
 */
export async function episode(alert) {
  const path = `api/alerts/${alert.id}`;
  const [{ events, next }, { suppressions }, same, state] = await Promise.all([
    request(`${path}/events?limit=${MOST_EVENTS}`),
    request(`${path}/suppressions`),
    request(`api/alerts?state=all&limit=${MOST_EARLIER + 1}&fingerprint=${alert.id.split("-")[0]}`),
    alertmanager().catch(whoIsSignedIn),
  ]);
  const inhibiting = suppressions.filter((/** @type {{ kind: string }} */ { kind }) => kind === "inhibited").slice(0, MOST_INHIBITING);
  const found = await Promise.all(
    inhibiting.map((/** @type {{ by: string }} */ { by }) => request(`api/alerts?state=all&limit=1&fingerprint=${by}`)),
  );
  const fingerprint = alert.id.split("-")[0];
  const receivers = alert.state === "firing" ? (state?.groups ?? []) : [];
  return {
    now: same.now,
    events,
    isCut: next !== undefined,
    suppressions,
    silences: state?.silences ?? [],
    names: Object.fromEntries(found.flatMap(({ alerts }) => alerts).map((other) => [other.fingerprint, other.name])),
    receivers: receivers
      .filter((group) => group.alerts.some((grouped) => grouped.fingerprint === fingerprint))
      .map((group) => group.receiver),
    earlier: same.alerts
      .filter((/** @type {import("./model.js").Alert} */ other) => other.id !== alert.id)
      .slice(0, MOST_EARLIER),
  };
}

/** Whatever else goes wrong with what only completes the picture, leaves it out. @returns {null} */
function whoIsSignedIn(/** @type {unknown} */ error) {
  if (error instanceof SignedOut) throw error;
  return null;
}

/**
 * The metric behind an alert; null if Prometheus has no rule for it.
 *
 * @param {string} id
 * @returns {Promise<{ now: string, metric: import("./episode.js").Metric | null }>}
 */
export async function alertMetric(id) {
  try {
    const metric = await request(`api/alerts/${id}/metric`);
    return { now: metric.now, metric };
  } catch (error) {
    if (error instanceof NotFound) return { now: new Date().toISOString(), metric: null };
    throw error;
  }
}

/** How the service did around an alert's start. @param {string} id @returns {Promise<import("./episode.js").Around>} */
export function alertService(id) {
  return request(`api/alerts/${id}/service`);
}

/** What was logged about an alert's time; null if there is no log. @param {string} id @returns {Promise<import("./log-panel.js").Log>} */
export async function alertLog(id) {
  try {
    const log = await request(`api/alerts/${id}/log`);
    return { now: log.now, log };
  } catch (error) {
    if (error instanceof NotFound) return { now: new Date().toISOString(), log: null };
    throw error;
  }
}

/** A runbook of this service, as a page. @param {string} name */
export async function runbook(name) {
  const response = await reach(`runbooks/${name}`, { signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
  if (!response.ok) throw new Error(`the runbook ${name} answered ${response.status}`);
  return response.text();
}

/** @param {string} span @returns {Promise<import("./hops.js").Sheet>} */
export function serviceCharts(span) {
  return request(`api/service/charts?${new URLSearchParams({ span })}`);
}

/** @returns {Promise<{ now: string, hops: import("./hops.js").Hop[] }>} */
export function hops() {
  return request("api/service/hops");
}

/** @returns {Promise<import("./alertmanager-state.js").State>} */
export function alertmanager() {
  return request("api/alertmanager");
}

/**
 * Alerts on record, a page at a time.
 *
 * @param {URLSearchParams} query
 * @returns {Promise<{ total?: number, totalIsExact?: boolean, next?: string, alerts: import("./model.js").Alert[] }>}
 */
export function history(query) {
  return request(`api/alerts?${query}`);
}

/**
 * Entries of the audit log, a page at a time.
 *
 * @param {URLSearchParams} query
 * @returns {Promise<import("./audit.js").LogPage>}
 */
export function auditLog(query) {
  return request(`api/audit?${query}`);
}

/** Reads all of the log. @returns {Promise<import("./audit.js").Verification>} */
export function verification() {
  return request("api/audit/verification", { signal: AbortSignal.timeout(VERIFICATION_MILLIS) });
}

/** @param {string} from a time @returns {Promise<import("./audit.js").Report>} */
export function completeness(from) {
  const query = new URLSearchParams({ from });
  return request(`api/audit/completeness?${query}`, { signal: AbortSignal.timeout(VERIFICATION_MILLIS) });
}

/** @returns {Promise<{ quarantined: import("./audit.js").Poison[] }>} */
export function quarantine() {
  return request("api/audit/quarantine");
}

/** @param {string} path @param {string} method @param {object} [body] @param {Record<string, string>} [headers] */
function send(path, method, body, headers = {}) {
  return request(path, {
    method,
    headers: body ? { "Content-Type": "application/json", ...headers } : headers,
    body: body ? JSON.stringify(body) : undefined,
  });
}

/**
 * Does something about an alert; refused with 412 if somebody else did since it was seen.
 *
 * @param {import("./model.js").Alert} alert as it was seen
 * @param {string} method
 * @param {string} what such as "acknowledgement"
 * @param {object} [body]
 * @returns {Promise<import("./model.js").Alert>} as it is then
 */
export function change(alert, method, what, body) {
  return send(`api/alerts/${alert.id}/${what}`, method, body, { "If-Match": `"${alert.revision}"` });
}

/** @returns {Promise<{ now: string, total: number, silences: import("./silence.js").Silence[] }>} */
export async function silences() {
  return { now: new Date().toISOString(), ...(await request("api/silences")) };
}

/** What a silence would mute. @param {import("./silence.js").Matcher[]} matchers @param {number} days @returns {Promise<import("./silence.js").Preview>} */
export function previewSilence(matchers, days) {
  return send("api/silences/preview", "POST", { matchers, days });
}

/** @param {object} terms @returns {Promise<import("./silence.js").Silence>} */
export function createSilence(terms) {
  return send("api/silences", "POST", terms);
}

/** @param {string} id @param {string} duration from now on @returns {Promise<import("./silence.js").Silence>} */
export function extendSilence(id, duration) {
  return send(`api/silences/${id}`, "PUT", { duration });
}

/** @param {string} id @returns {Promise<import("./silence.js").Silence>} */
export function expireSilence(id) {
  return send(`api/silences/${id}`, "DELETE");
}

/** Reading a long time takes long. */
const REVIEW_MILLIS = 60_000;

/** @param {URLSearchParams} query @returns {Promise<import("./review.js").Review>} */
export function review(query) {
  return request(`api/review?${query}`, { signal: AbortSignal.timeout(REVIEW_MILLIS) });
}

const MOST_JUDGED = 200;
const MOST_DRILLS = 12;

/**
 * The last episodes that were judged to be drills, and when whom each hop had told: each witness has a time of its own.
 *
 * @returns {Promise<import("./review.js").Drill[]>}
 */
export async function drills() {
  const { entries } = await auditLog(new URLSearchParams({ kind: "judged", limit: String(MOST_JUDGED) }));
  const ids = new Set(entries.flatMap(({ body, subject }) => (body.verdict === "drill" && subject ? [subject] : [])));
  const found = await Promise.all([...ids].slice(0, MOST_DRILLS).map(ask));
  return found.flatMap(({ alert }) => (alert?.verdict?.verdict === "drill" ? [drillOf(alert)] : []));
}

/** @param {URLSearchParams} query @returns {Promise<import("./review.js").BackTest>} */
export function backTest(query) {
  return request(`api/review/back-test?${query}`, { signal: AbortSignal.timeout(REVIEW_MILLIS) });
}

/** @param {string} user @param {string} password */
export function signIn(user, password) {
  return request("api/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ user, password }),
  });
}

/** Whether there is an OpenID Connect provider to sign in by. @returns {Promise<boolean>} */
export async function hasProvider() {
  const { ways } = await request("api/session");
  return ways.includes("openid");
}

export function signOut() {
  return request("api/session", { method: "DELETE" });
}
