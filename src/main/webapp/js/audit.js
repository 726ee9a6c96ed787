// The audit log, and how the page says it; no DOM here.

/**
 * @typedef {{ seq: number, recorded_at: number, source_at: number | null, actor: string, kind: string,
 *   subject: string | null, body: Record<string, unknown>, hash: string }} Entry
 * @typedef {{ length: number, head: string, pruned: number, next?: string, entries: Entry[] }} LogPage
 * @typedef {{ table: string, row: string, fault: string, detail: string }} Finding
 * @typedef {{ holds: boolean, checkedAt: string, length: number, head: string, pruned: number, entries: number,
 *   episodes: number, findings: Finding[] }} Verification
 * @typedef {{ id: string, name: string, startsAt: string, endsAt?: string, witnesses: string[],
 *   missing: "fired" | "notified", reason: string, detail?: string }} Gap
 * @typedef {{ from: string, to: string, complete: boolean, episodes: number, oneSided: number, unexplained: number,
 *   gaps: Gap[], cut: boolean, unanswered: string[] }} Report
 * @typedef {{ seq: number, receivedAt: string, actor: string, reason: string, characters: number, payload: string }} Poison
 */

const REASONS = {
  silenced: "a silence",
  inhibited: "inhibited by another alert",
  muted: "a time interval",
  merged: "taken for one with the firing before it",
  service_down: "the service was down",
  alertmanager_down: "Alertmanager was down",
  truncated: "left out of a delivery",
  too_short: "over too soon",
  foreign: "not from Prometheus",
  unknown: "unexplained",
};

/** @param {number} count @param {string} one @param {string} many */
const counted = (count, one, many) => `${count.toLocaleString()} ${count === 1 ? one : many}`;

export function verdictOf(/** @type {Verification} */ { holds, entries, episodes, pruned, findings }) {
  const read = `${counted(entries, "entry", "entries")} and ${counted(episodes, "alert", "alerts")} read`;
  const before = pruned > 0 ? `; ${counted(pruned, "entry was", "entries were")} pruned before` : "";
  return holds
    ? `It holds: ${read}${before}.`
    : `It does not hold: ${counted(findings.length, "place differs", "places differ")} from what was written (${read}${before}).`;
}

export function coverageOf(/** @type {Report} */ { complete, episodes, oneSided, unexplained, cut, unanswered }) {
  const known = `${counted(episodes, "alert", "alerts")}, ${oneSided.toLocaleString()}${cut ? " or more" : ""} known to one side only`;
  const silent = unanswered.length > 0 ? ` ${unanswered.join(" and ")} did not answer: what they would explain stays unknown.` : "";
  return (complete ? `Complete: ${known}, each with its reason.` : `${known}, ${unexplained} unexplained.`) + silent;
}

/** Why only one side knows of it. */
export function reasonOf(/** @type {Gap} */ { missing, reason, detail }) {
  const why = REASONS[/** @type {keyof typeof REASONS} */ (reason)] ?? reason;
  return `${missing === "notified" ? "fired, and nobody was notified" : "notified, and Prometheus does not know of it"}: ${why}${detail ? ` (${detail})` : ""}`;
}

/** What an entry tells, without what the page says elsewhere. */
export function bodyOf(/** @type {Entry} */ entry) {
  return JSON.stringify(entry.body, null, 2);
}
