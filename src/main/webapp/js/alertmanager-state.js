// Alertmanager's state, and how the page says it; no DOM here.

/**
 * @typedef {{ fingerprint: string, labels: Record<string, string>, startsAt: string, state: string,
 *   silencedBy: string[], inhibitedBy: string[] }} GroupedAlert
 * @typedef {{ receiver: string, labels: Record<string, string>, alerts: GroupedAlert[] }} Group
 * @typedef {{ name: string, value: string, isRegex: boolean, isEqual?: boolean }} Matcher
 * @typedef {{ id: string, matchers: Matcher[], startsAt: string, endsAt: string, createdBy: string, comment: string,
 *   state: string }} Silence
 * @typedef {{ now: string, url: string, version: string, uptimeSince: string,
 *   cluster: { status: string, peers: { name: string, address: string }[] },
 *   receivers: string[], groups: Group[], silences: Silence[] }} State
 */

const SILENCE_ORDER = ["active", "pending"];

/** Whether an alert notifies, and if not, because of what. */
export function stateOf(/** @type {GroupedAlert} */ alert, /** @type {State} */ state) {
  if (alert.silencedBy.length > 0) {
    const silence = state.silences.find((known) => known.id === alert.silencedBy[0]);
    return silence ? `silenced by ${silence.createdBy}` : "silenced";
  }
  if (alert.inhibitedBy.length > 0) {
    const source = state.groups
      .flatMap((group) => group.alerts)
      .find((known) => known.fingerprint === alert.inhibitedBy[0]);
    return source ? `inhibited by ${source.labels.alertname ?? "another alert"}` : "inhibited";
  }
  return alert.state;
}

/** Silences that hold or will, those that hold first and the next to end first; Alertmanager keeps ended ones for days. */
export function standing(/** @type {Silence[]} */ silences) {
  return silences
    .filter((silence) => SILENCE_ORDER.includes(silence.state))
    .sort(
      (a, b) =>
        SILENCE_ORDER.indexOf(a.state) - SILENCE_ORDER.indexOf(b.state) || Date.parse(a.endsAt) - Date.parse(b.endsAt),
    );
}

/** As Alertmanager writes it: `team!~"web.*"`. A matcher of an old release lacks `isEqual` and means equality. */
export function matcherText(/** @type {Matcher} */ matcher) {
  const equal = matcher.isEqual !== false;
  const operator = matcher.isRegex ? (equal ? "=~" : "!~") : equal ? "=" : "!=";
  return `${matcher.name}${operator}${JSON.stringify(matcher.value)}`;
}

/** Whether a receiver is told only of what nobody has acknowledged in time (docs/reference.md). */
export function isEscalation(/** @type {string} */ receiver) {
  return receiver.startsWith("escalation");
}

/** Such a receiver has each alert as a group of its own, from the alert's beginning; so they are said together. */
export function escalationText(/** @type {Group[]} */ groups) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { receiver, alerts } of groups) {
    if (isEscalation(receiver)) counts[receiver] = (counts[receiver] ?? 0) + alerts.length;
  }
  const texts = Object.entries(counts).map(([receiver, count]) => `${receiver} (${count})`);
  return texts.length > 0 ? `If nobody acknowledges them in time, these are told too: ${texts.join(", ")}.` : "";
}

export function groupKey(/** @type {Group} */ group) {
  return JSON.stringify([group.receiver, Object.entries(group.labels).sort()]);
}

/** "runs alone", or how many there are and how they get on. */
export function clusterText(/** @type {State["cluster"]} */ cluster) {
  if (cluster.status === "disabled") return "runs alone";
  return `${cluster.status}, ${cluster.peers.length} ${cluster.peers.length === 1 ? "peer" : "peers"}`;
}
