// The one place that talks to the server.

const TIMEOUT_MILLIS = 10_000;

export class SignedOut extends Error {}

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
  throw response.status === 401 ? new SignedOut(message) : new Error(message);
}

/** @returns {Promise<import("./model.js").Snapshot>} */
export async function snapshot() {
  const [status, firing, resolved] = await Promise.all([
    request("api/status"),
    request("api/alerts?state=firing"),
    request("api/alerts?state=resolved&limit=10"),
  ]);
  return { now: status.now, status, firing: firing.alerts, firingTotal: firing.total, resolved: resolved.alerts };
}

/** @returns {Promise<import("./alertmanager-state.js").State>} */
export function alertmanager() {
  return request("api/alertmanager");
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
