import { element, link, time } from "./dom.js";
import { clock, since } from "./model.js";
import { alertmanager } from "./server.js";

const POLL_MILLIS = 10_000;

/** Alertmanager's own state: the page of its own that some packages come without. */
class AlertmanagerView extends HTMLElement {
  #timer = 0;
  #body = element("div");
  #problem = element("p", { class: "notice", role: "alert", hidden: "" });

  connectedCallback() {
    this.replaceChildren(
      element("div", { class: "heading" }, element("h1", {}, "Alertmanager")),
      this.#problem,
      this.#body,
    );
  }

  disconnectedCallback() {
    this.stop();
  }

  start() {
    this.stop();
    void this.#load();
  }

  stop() {
    clearTimeout(this.#timer);
  }

  async #load() {
    try {
      const state = await alertmanager();
      this.#problem.hidden = true;
      this.#show(state);
    } catch (error) {
      this.#problem.textContent = error instanceof Error ? error.message : String(error);
      this.#problem.hidden = false;
    }
    if (!this.hidden) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#load(), POLL_MILLIS);
    }
  }

  #show(/** @type {any} */ state) {
    const now = Date.parse(state.now);
    this.#body.replaceChildren(
      facts(state, now),
      section("Alerts by receiver and group", state.groups.map(group), "No alert is active."),
      section("Silences", state.silences.map((/** @type {any} */ silence) => silenceRow(silence)), "There is no silence."),
      section("Receivers", state.receivers.map((/** @type {string} */ name) => element("li", {}, name)), "None."),
    );
  }
}

/** @param {any} state @param {number} now */
function facts(state, now) {
  const peers = state.cluster.peers.length;
  const list = element("dl", { class: "panel facts" });
  for (const [name, value] of [
    ["Version", state.version],
    ["Up for", since(state.uptimeSince, now)],
    ["Cluster", state.cluster.status === "disabled" ? "runs alone" : `${state.cluster.status}, ${peers} peers`],
    ["Its own page", link(state.url, state.url) ?? state.url],
  ]) {
    list.append(element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  }
  return list;
}

/** @param {string} title @param {Node[]} rows @param {string} none */
function section(title, rows, none) {
  return element(
    "section",
    {},
    element("h2", {}, title),
    rows.length > 0
      ? element("ul", { class: "panel rows" }, ...rows)
      : element("p", { class: "quiet" }, none),
  );
}

/** @param {any} grouped */
function group(grouped) {
  const alerts = grouped.alerts.map((/** @type {any} */ alert) =>
    element(
      "li",
      {},
      `${alert.labels.alertname ?? "?"} ${alert.labels.instance ?? ""} · ${stateOf(alert)} · since `,
      time(alert.startsAt, clock(alert.startsAt)),
    ),
  );
  return element(
    "li",
    {},
    element("strong", {}, `${grouped.receiver}: ${Object.values(grouped.labels).join(" · ") || "all"}`),
    element("ul", {}, ...alerts),
  );
}

/** @param {any} alert */
function stateOf(alert) {
  if (alert.silencedBy.length > 0) return "silenced";
  if (alert.inhibitedBy.length > 0) return "inhibited";
  return alert.state;
}

/** @param {any} silence */
function silenceRow(silence) {
  const matchers = silence.matchers
    .map((/** @type {any} */ m) => `${m.name}${m.isEqual === false ? "!" : ""}${m.isRegex ? "=~" : "="}"${m.value}"`)
    .join(", ");
  return element(
    "li",
    {},
    element("span", {}, element("strong", {}, matchers), ` ${silence.comment}`),
    element("span", { class: "quiet" }, `${silence.state}, by ${silence.createdBy}, until `, time(silence.endsAt, clock(silence.endsAt))),
  );
}

customElements.define("alertmanager-view", AlertmanagerView);
