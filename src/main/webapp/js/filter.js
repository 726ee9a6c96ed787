// Which alerts somebody wants to see; no DOM here. It stands in the address, so that it can be sent to somebody else.

import { severityOf } from "./model.js";

/**
 * @typedef {{ name?: string, severity?: string, team?: string, state: string, labels: Record<string, string>, summary?: string,
 *   description?: string, acknowledgement?: object }} Filtered
 */

export const STATES = {
  "": "any",
  open: "nobody has it",
  taken: "somebody has it",
  firing: "firing",
  pending: "pending",
  resolved: "resolved",
};

const ADDRESS = "#active";
const LABEL = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|!~|!=|=)\s*"?(.*?)"?\s*$/;

/** What an address asks for; null if it is another view's. */
export function filterIn(/** @type {string} */ hash) {
  const [view, query] = hash.split("?");
  return view === "" || view === ADDRESS ? new URLSearchParams(query ?? "") : null;
}

export function addressOf(/** @type {URLSearchParams} */ filter) {
  return filter.size > 0 ? `${ADDRESS}?${filter}` : ADDRESS;
}

/**
 * A condition on one label, as Alertmanager writes it; an expression takes the whole value, a label that is not there is "".
 *
 * @param {string} text
 * @returns {{ problem: string, holds: (labels: Record<string, string>) => boolean }} the problem is empty if there is none
 */
export function labelCondition(text) {
  const holds = () => true;
  if (!text.trim()) return { problem: "", holds };
  const [, name, operator, written] = LABEL.exec(text) ?? [];
  if (!name) return { problem: 'A label and its value, such as instance=~"app-.*" or team!=web.', holds };
  const value = written.replace(/\\(["\\])/g, "$1");
  const isWanted = !operator.startsWith("!");
  if (!operator.endsWith("~")) return { problem: "", holds: (labels) => ((labels[name] ?? "") === value) === isWanted };
  try {
    const expression = new RegExp(`^(?:${value})$`);
    return { problem: "", holds: (labels) => expression.test(labels[name] ?? "") === isWanted };
  } catch {
    return { problem: `No regular expression: ${value}`, holds };
  }
}

/** @param {URLSearchParams} filter @returns {(alert: Filtered) => boolean} */
export function matching(filter) {
  const severities = filter.getAll("severity");
  const team = filter.get("team");
  const state = filter.get("state") ?? "";
  const text = (filter.get("text") ?? "").trim().toLowerCase();
  const { holds } = labelCondition(filter.get("label") ?? "");
  return (alert) =>
    (severities.length === 0 || severities.includes(severityOf(alert))) &&
    (!team || (alert.team ?? alert.labels.team) === team) &&
    isIn(alert, state) &&
    holds(alert.labels) &&
    (!text || textOf(alert).includes(text));
}

/** @param {Filtered} alert @param {string} state */
function isIn(alert, state) {
  if (state === "open") return alert.state === "firing" && !alert.acknowledgement;
  if (state === "taken") return alert.state === "firing" && Boolean(alert.acknowledgement);
  return !state || alert.state === state;
}

function textOf(/** @type {Filtered} */ { labels, summary, description }) {
  return [...Object.values(labels), summary ?? "", description ?? ""].join("\n").toLowerCase();
}

/**
 * Alerts of one name that are too many to be listed one by one stand together.
 *
 * @template {{ name: string }} T
 * @typedef {{ name: string, alerts: T[] }} Bundle
 */

/**
 * In the order of the alerts: a bundle stands where its first one would.
 *
 * @template {{ name: string }} T
 * @param {T[]} alerts
 * @param {number} few so many of one name are not bundled yet
 * @returns {Bundle<T>[]} of those that are not bundled, one each
 */
export function bundled(alerts, few) {
  /** @type {Map<string, T[]>} */
  const byName = new Map();
  for (const alert of alerts) {
    const known = byName.get(alert.name);
    if (known) known.push(alert);
    else byName.set(alert.name, [alert]);
  }
  const bundles = [];
  for (const alert of alerts) {
    const all = byName.get(alert.name) ?? [];
    if (all.length <= few) bundles.push({ name: alert.name, alerts: [alert] });
    else if (all[0] === alert) bundles.push({ name: alert.name, alerts: all });
  }
  return bundles;
}
