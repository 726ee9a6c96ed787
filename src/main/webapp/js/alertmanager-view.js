import { clusterText, escalationText, groupKey, isEscalation, matcherText, standing, stateOf } from "./alertmanager-state.js";
import { element, foreign, KeyedList, link, setLink, setText, setTime, shape } from "./dom.js";
import { isOld } from "./feed-state.js";
import { Feed } from "./feed.js";
import { severityOf } from "./model.js";
import { alertmanager } from "./server.js";
import { clock, duration, since } from "./time.js";

/** @typedef {import("./alertmanager-state.js").State} State */
/** @typedef {{ state: State, now: number }} Shown what is shown, and the time by the server's clock */

/** Alertmanager's own state: the page of its own that some packages come without. Event: `signedout`. */
export class AlertmanagerView extends HTMLElement {
  #feed = new Feed(alertmanager);
  #age = element("span", { class: "quiet age" }, "Loading…");
  #problem = element("p", { class: "notice", role: "status", hidden: "" });
  #status = fact("Cluster");
  #version = fact("Version");
  #up = fact("Up for");
  #peers = fact("Peers");
  #page = link("");
  #groups = new Section("Alerts by receiver and group", "No alert is active.", groupKey, groupRow);
  #escalation = element("p", { class: "quiet", dir: "auto" });
  #silences = new Section("Silences", "There is no silence, active or pending.", (silence) => silence.id, silenceRow);
  #receivers = new Section("Receivers", "There is none.", (/** @type {string} */ name) => name, receiverRow);
  #body = element(
    "div",
    { hidden: "" },
    element(
      "dl",
      { class: "panel facts" },
      this.#status.node,
      this.#version.node,
      this.#up.node,
      this.#peers.node,
      element("div", {}, element("dt", {}, "Its own page"), element("dd", {}, this.#page)),
    ),
    this.#groups.node,
    this.#silences.node,
    this.#receivers.node,
  );

  constructor() {
    super();
    this.#feed.addEventListener("change", () => this.show(Date.now()));
    this.#feed.addEventListener("signedout", () => this.dispatchEvent(new Event("signedout")));
  }

  connectedCallback() {
    this.#groups.node.append(this.#escalation);
    this.replaceChildren(
      element("div", { class: "heading" }, element("h1", {}, "Alertmanager"), this.#age),
      this.#problem,
      this.#body,
    );
  }

  disconnectedCallback() {
    this.stop();
  }

  start() {
    this.#feed.start();
  }

  stop() {
    this.#feed.stop();
  }

  forget() {
    this.#feed.forget();
    this.#body.hidden = this.#problem.hidden = true;
    setText(this.#age, "Loading…");
  }

  /** @param {number} now */
  show(now) {
    const { snapshot: state, receivedAt, ahead, failures, problem } = this.#feed.state;
    this.#problem.hidden = failures === 0;
    setText(this.#problem, failures === 0 ? "" : state ? `${problem}. What is shown is from ${clock(receivedAt)}.` : `${problem}.`);
    if (!state) {
      setText(this.#age, failures === 0 ? "Loading…" : "No answer yet");
      return;
    }
    this.dataset.old = String(isOld(this.#feed.state, now));
    setText(this.#age, `updated ${duration(now - receivedAt)} ago`);
    this.#body.hidden = false;
    setText(this.#status.value, clusterText(state.cluster));
    setText(this.#version.value, state.version);
    setText(this.#up.value, since(state.uptimeSince, now + ahead));
    this.#peers.node.hidden = state.cluster.peers.length === 0;
    setText(this.#peers.value, state.cluster.peers.map((peer) => peer.address).join(", "));
    setLink(this.#page, state.url);
    setText(this.#page, state.url);
    const shown = { state, now: now + ahead };
    this.#groups.show(state.groups.filter(({ receiver }) => !isEscalation(receiver)), shown);
    setText(this.#escalation, escalationText(state.groups));
    this.#silences.show(standing(state.silences), shown);
    this.#receivers.show(state.receivers, shown);
  }
}

/**
 * A titled list that says so when it is empty.
 *
 * @template T
 */
class Section {
  #rows;
  #list = element("ul", { class: "panel rows" });
  #none;

  /**
   * @param {string} title
   * @param {string} none
   * @param {(item: T) => string} keyOf
   * @param {(item: T) => { node: HTMLElement, update: (item: T, shown: Shown) => void }} make
   */
  constructor(title, none, keyOf, make) {
    this.#none = element("p", { class: "quiet" }, none);
    /** @type {KeyedList<T, Shown>} */
    this.#rows = new KeyedList(this.#list, keyOf, make);
    this.node = element("section", {}, element("h2", {}, title), this.#none, this.#list);
  }

  /** @param {T[]} items @param {Shown} shown */
  show(items, shown) {
    this.#none.hidden = items.length > 0;
    this.#list.hidden = items.length === 0;
    this.#rows.show(items, shown);
  }
}

/** @param {string} name */
function fact(name) {
  const value = element("dd", { dir: "auto" });
  return { value, node: element("div", {}, element("dt", {}, name), value) };
}

/** @param {import("./alertmanager-state.js").Group} group */
function groupRow(group) {
  const list = element("ul", { class: "grouped" });
  /** @type {KeyedList<import("./alertmanager-state.js").GroupedAlert, Shown>} */
  const rows = new KeyedList(list, (alert) => alert.fingerprint, groupedRow);
  const values = Object.values(group.labels).filter((value) => value !== "");
  const node = element(
    "li",
    {},
    element(
      "h3",
      {},
      foreign(group.receiver),
      element("span", { class: "quiet" }, foreign(values.join(" · ") || "not grouped")),
    ),
    list,
  );
  return {
    node,
    /** @param {import("./alertmanager-state.js").Group} latest @param {Shown} shown */
    update(latest, shown) {
      rows.show(latest.alerts, shown);
    },
  };
}

/** @param {import("./alertmanager-state.js").GroupedAlert} alert */
function groupedRow(alert) {
  const severity = severityOf({ severity: alert.labels.severity });
  const state = foreign("", { class: "state" });
  const when = element("time");
  const node = element(
    "li",
    { "data-severity": severity },
    element("span", { class: "severity" }, shape(severity), foreign(alert.labels.severity ?? "no severity")),
    element(
      "span",
      { class: "who" },
      element("strong", { dir: "auto" }, alert.labels.alertname ?? "no name"),
      alert.labels.instance ? foreign(alert.labels.instance, { class: "quiet" }) : null,
    ),
    state,
    element("span", { class: "when quiet" }, "for ", when),
  );
  return {
    node,
    /** @param {import("./alertmanager-state.js").GroupedAlert} latest @param {Shown} shown */
    update(latest, shown) {
      node.dataset.state = latest.state;
      setText(state, stateOf(latest, shown.state));
      setTime(when, latest.startsAt, since(latest.startsAt, shown.now));
    },
  };
}

function silenceRow() {
  const matchers = element("code", { dir: "auto" });
  const comment = element("span", { dir: "auto" });
  const state = element("span");
  const author = foreign("");
  const until = element("time");
  const node = element(
    "li",
    { class: "silence" },
    element("span", {}, matchers, comment),
    element("span", { class: "quiet" }, state, author, " until ", until),
  );
  return {
    node,
    /** @param {import("./alertmanager-state.js").Silence} latest */
    update(latest) {
      setText(matchers, latest.matchers.map(matcherText).join(", "));
      setText(comment, latest.comment);
      setText(state, `${latest.state === "pending" ? `pending, from ${clock(latest.startsAt)}` : latest.state}, by `);
      setText(author, latest.createdBy);
      setTime(until, latest.endsAt, clock(latest.endsAt));
    },
  };
}

/** @param {string} name */
function receiverRow(name) {
  return { node: element("li", { dir: "auto" }, name), update() {} };
}

customElements.define("alertmanager-view", AlertmanagerView);
