// The one place that talks to the server.

import { isAlertId } from "./model.js";

const TIMEOUT_MILLIS = 10_000;
const VERIFICATION_MILLIS = 600_000;

export class SignedOut extends Error {}
class NotFound extends Error {}

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
  throw response.status === 404 ? new NotFound(message) : new Error(message);
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

/**
 * @param {string | null} id of an alert that is asked for beside the lists
 * @returns {Promise<import("./model.js").Snapshot>}
 */
export async function snapshot(id) {
  const [status, firing, resolved, asked] = await Promise.all([
    request("api/status"),
    request("api/alerts?state=firing"),
    request("api/alerts?state=resolved&limit=10"),
    id === null ? null : ask(id),
  ]);
  return { now: status.now, status, firing: firing.alerts, firingTotal: firing.total, resolved: resolved.alerts, asked };
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

/** @param {string} user @param {string} password */
export function signIn(user, password) {
  return request("api/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ user, password }),
  });
}

export function signOut() {
  return request("api/session", { method: "DELETE" });
}
