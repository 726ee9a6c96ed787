// The way of an alert from the service to people, and the charts of the service; no DOM here.

/**
 * @typedef {{ id: string, state: "works" | "broken" | "unknown", detail: string, since?: string }} Hop
 * @typedef {{ id: string, title: string, unit: string, lines: import("./scale.js").Line[],
 *   limit?: import("./scale.js").Line }} ChartOf
 * @typedef {{ now: string, from: string, to: string, stepSeconds: number, charts: ChartOf[] }} Sheet
 * @typedef {{ id: string, from: string, to: string, does: string, state: Hop["state"], detail: string,
 *   since?: string }} Leg
 */

const ENDS = {
  scrape: { from: "Service", to: "Prometheus", does: "is read by" },
  rules: { from: "Prometheus", to: "Rules", does: "evaluates" },
  alertmanager: { from: "Prometheus", to: "Alertmanager", does: "tells" },
  slack: { from: "Alertmanager", to: "Slack", does: "tells" },
  pagerduty: { from: "Alertmanager", to: "PagerDuty", does: "tells" },
  webhook: { from: "Alertmanager", to: "Record", does: "tells" },
  direct: { from: "Prometheus", to: "Record", does: "tells" },
};

/** Which heart beats along which hop. */
const HEARTBEATS = /** @type {const} */ ({ direct: "direct", webhook: "webhook" });

/**
 * The hops with what the service itself knows of them: a heartbeat that is lost breaks one, and one that beats mends what
 * only a rule of Prometheus could tell.
 *
 * @param {Hop[]} hops
 * @param {import("./model.js").Status | undefined} status
 * @returns {Leg[]}
 */
export function legsOf(hops, status) {
  return hops.map((hop) => {
    const ends = ENDS[/** @type {keyof typeof ENDS} */ (hop.id)] ?? { from: "", to: hop.id, does: "" };
    return { ...ends, ...hop, ...heardOf(hop, status) };
  });
}

/** @param {Hop} hop @param {import("./model.js").Status | undefined} status @returns {Partial<Hop>} */
function heardOf(hop, status) {
  const beating = HEARTBEATS[/** @type {keyof typeof HEARTBEATS} */ (hop.id)];
  const beat = beating && status?.witnesses[beating];
  if (!beat) return {};
  if (beat.heartbeatLost) return { state: "broken", detail: "The heartbeat is lost.", since: beat.heartbeatAt };
  return hop.state === "unknown" ? { state: "works", detail: "The heartbeat arrives." } : {};
}

/** What the picture comes to, in one sentence. */
export function summaryOf(/** @type {Leg[]} */ legs) {
  const broken = legs.filter(({ state }) => state === "broken");
  const unknown = legs.filter(({ state }) => state === "unknown").length;
  if (broken.length > 0) return `Broken: ${broken.map(({ from, to }) => `${from} to ${to}`).join(", ")}.`;
  return unknown > 0 ? `Nothing is known to be broken; of ${unknown} nothing is known.` : "Every hop works.";
}
