// The one place that talks to the server.

export class SignedOut extends Error {}

/** @param {string} path @param {RequestInit} [options] */
async function request(path, options = {}) {
  const response = await fetch(path, { signal: AbortSignal.timeout(10_000), cache: "no-store", ...options }).catch(
    () => {
      // The browser's own words differ and explain nothing.
      throw new Error("no answer");
    },
  );
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
  return { status, firing: firing.alerts, firingTotal: firing.total, resolved: resolved.alerts };
}

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
