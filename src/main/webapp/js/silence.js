// Silences, and how the page says them; no DOM here.

/**
 * @typedef {{ name: string, value: string, isRegex: boolean, isEqual: boolean }} Matcher
 * @typedef {{ id: string, state: string, matchers: Matcher[], startsAt: string, endsAt: string, createdBy: string,
 *   comment: string }} Silence
 * @typedef {{ total: number, byName: Record<string, number>, alerts: { id: string, name: string, startsAt: string,
 *   labels: Record<string, string> }[] }} Matched
 * @typedef {{ firing: Matched, allFiring: number, from: string, past: Matched, whole: boolean, everything: boolean }} Preview
 */

/** As Alertmanager writes them. */
export const OPERATORS = ["=", "!=", "=~", "!~"];

export function operatorOf(/** @type {Pick<Matcher, "isRegex" | "isEqual">} */ { isRegex, isEqual }) {
  return OPERATORS[(isRegex ? 2 : 0) + (isEqual ? 0 : 1)];
}

/** @param {string} name @param {string} operator @param {string} value @returns {Matcher} */
export function matcher(name, operator, value) {
  return { name, value, isRegex: operator.endsWith("~"), isEqual: !operator.startsWith("!") };
}

/** Matchers of what alerts have in common: a silence of them, and of as little else as can be said. */
export function commonMatchers(/** @type {{ labels: Record<string, string> }[]} */ alerts) {
  const [first, ...others] = alerts;
  return Object.entries(first?.labels ?? {})
    .filter(([name, value]) => others.every((other) => other.labels[name] === value))
    .sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b))
    .map(([name, value]) => matcher(name, "=", value));
}

/** What people look for stands first. */
function rank(/** @type {string} */ name) {
  return name === "alertname" ? 0 : name === "instance" ? 1 : 2;
}

/** "HighErrorRate × 3, ServiceDown", the most frequent first. */
export function namesOf(/** @type {Matched} */ matched) {
  const names = Object.entries(matched.byName);
  const said = names.slice(0, 6).map(([name, count]) => (count > 1 ? `${name} × ${count}` : name));
  return names.length > said.length ? `${said.join(", ")} and others` : said.join(", ");
}

/** The two sentences of a preview. */
export function previewTexts(/** @type {Preview} */ { firing, allFiring, past, whole }, /** @type {number} */ days) {
  const now =
    allFiring === 0
      ? "No alert fires now."
      : firing.total === 0
        ? `Mutes none of the ${allFiring} that fire now.`
        : `Mutes ${firing.total} of the ${allFiring} that ${allFiring === 1 ? "fires" : "fire"} now: ${namesOf(firing)}.`;
  const span = days === 1 ? "the last day" : `the last ${days} days`;
  const before =
    past.total === 0
      ? `Would have hidden nothing in ${span}.`
      : `Would have hidden ${whole ? "" : "at least "}${past.total} in ${span}: ${namesOf(past)}.`;
  return [now, before];
}
