import { wanted } from "./act-buttons.js";
import { alertItem } from "./alert-item.js";
import "./board-filter.js";
import { isOld } from "./feed-state.js";
import { bundled, matching } from "./filter.js";
import { element, foreign, KeyedList, setText, shape } from "./dom.js";
import { measured, severityOf } from "./model.js";
import { pendingItem } from "./pending-item.js";
import { Selection } from "./selection.js";
import { isCertain } from "./standing.js";
import { clock, duration, since } from "./time.js";

/** @typedef {import("./model.js").Alert} Alert */
/** @typedef {import("./filter.js").Bundle<Alert>} AlertBundle */

/** So many of one name stand one by one. */
const FEW = 5;

/** So many rows are built at once, and so many more on demand: whoever has more filters. */
const MOST_ROWS = 100;

/** What is shown of an alert on the board, and when: the time by the server's clock. */
/** @typedef {{ now: number, measure: (alert: Alert) => Alert }} Shown */

/** The alerts that fire now, those about to, and those that ended last. */
export class AlertBoard extends HTMLElement {
  selection = new Selection();

  #age = element("span", { class: "quiet age" });
  #filter = /** @type {import("./board-filter.js").BoardFilter} */ (element("board-filter"));
  #more = element("p", { class: "quiet" });
  #moreRows = element("button", { type: "button", hidden: "" }, "Show more");
  #emptyTitle = element("strong");
  #emptyText = element("p", { class: "quiet" });
  #empty = element("div", { class: "panel empty", hidden: "" }, this.#emptyTitle, this.#emptyText);
  #firingList = element("ul", { id: "alerts", class: "alerts" });
  #pendingList = element("ul", { id: "pending", class: "alerts" });
  #resolvedList = element("ul", { id: "resolved", class: "alerts" });
  #pendingSection = section("pending-title", "Pending", this.#pendingList);
  #resolvedSection = section("resolved-title", "Resolved last", this.#resolvedList);
  #rows = MOST_ROWS;
  /** @type {Alert[]} */
  #shown = [];
  /** @type {[import("./feed-state.js").FeedState<import("./model.js").Snapshot>, number] | null} */
  #last = null;

  /** @type {KeyedList<AlertBundle, Shown>} */
  #firing = new KeyedList(
    this.#firingList,
    ({ name, alerts }) => (alerts.length > 1 ? `bundle ${name}` : alerts[0].id),
    (bundle) => (bundle.alerts.length > 1 ? bundleItem(bundle, this.selection) : single(bundle, this.selection)),
  );
  /** @type {KeyedList<import("./model.js").Pending, number>} */
  #pending = new KeyedList(this.#pendingList, (pending) => pending.fingerprint, pendingItem);
  /** @type {KeyedList<Alert, number>} */
  #resolved = new KeyedList(this.#resolvedList, (alert) => alert.id, (alert) => alertItem(alert, "h3"));

  connectedCallback() {
    this.replaceChildren(
      element(
        "section",
        { "aria-labelledby": "alerts-title" },
        element("div", { class: "heading" }, element("h1", { id: "alerts-title" }, "Active alerts"), this.#age),
        this.#filter,
        this.selection.bar,
        this.#empty,
        this.#firingList,
        element("p", { class: "back" }, this.#moreRows),
        this.#more,
      ),
      this.#pendingSection,
      this.#resolvedSection,
    );
    this.#filter.addEventListener("change", () => {
      this.#rows = MOST_ROWS;
      this.#again();
    });
    this.selection.addEventListener("change", () => this.#again());
    this.selection.addEventListener("all", () => this.selection.take(this.#shown));
    this.#moreRows.addEventListener("click", () => {
      this.#rows += MOST_ROWS;
      this.#again();
    });
  }

  #again() {
    if (this.#last) this.show(...this.#last);
  }

  /** @param {import("./feed-state.js").FeedState<import("./model.js").Snapshot>} feed @param {number} now */
  show(feed, now) {
    this.#last = [feed, now];
    const snapshot = feed.snapshot;
    if (!snapshot) {
      setText(this.#age, feed.failures > 0 ? "No answer yet" : "Loading…");
      this.selection.forget();
      this.#firing.show([], { now, measure: (alert) => alert });
      this.#pending.show([], now);
      this.#resolved.show([], now);
      this.#empty.hidden = this.#resolvedSection.hidden = this.#pendingSection.hidden = true;
      return;
    }
    this.dataset.old = String(isOld(feed, now));
    const there = now + feed.ahead;
    setText(this.#age, `${feed.isLive ? "live, " : ""}updated ${duration(now - feed.receivedAt)} ago`);
    const wants = matching(this.#filter.filter);
    this.#shown = snapshot.firing.filter(wants);
    const measure = (/** @type {Alert} */ alert) => measured(alert, snapshot);
    this.selection.show(this.#shown);
    const bundles = bundled(this.#shown, FEW);
    this.#firing.show(bundles.slice(0, this.#rows), { now: there, measure });
    this.#moreRows.hidden = bundles.length <= this.#rows;
    setText(this.#moreRows, `Show more (${bundles.length - this.#rows})`);
    const pending = snapshot.pending.filter(wants);
    this.#pending.show(
      pending.slice(0, MOST_ROWS).map((each) => ({ ...each, values: snapshot.values[each.fingerprint] ?? [] })),
      there,
    );
    this.#pendingSection.hidden = pending.length === 0;
    const resolved = snapshot.resolved.filter(wants);
    this.#resolved.show(resolved.map(measure), there);
    this.#resolvedSection.hidden = resolved.length === 0;
    this.#filter.say(this.#shown.length, snapshot.firing.length);
    const hidden = snapshot.firingTotal - snapshot.firing.length;
    setText(this.#more, hidden > 0 ? `and ${hidden} more that are not listed` : "");
    this.#empty.hidden = this.#shown.length > 0;
    this.#showEmpty(snapshot, isCertain(feed, now));
  }

  /** Says "quiet" only when somebody has just looked. */
  #showEmpty(/** @type {import("./model.js").Snapshot} */ snapshot, /** @type {boolean} */ certain) {
    const isFiltered = snapshot.firing.length > 0;
    this.#empty.dataset.certain = String(certain && !isFiltered);
    setText(
      this.#emptyTitle,
      isFiltered ? "No active alert is like this" : certain ? "All quiet" : "No alert is known to be active",
    );
    setText(
      this.#emptyText,
      isFiltered
        ? `The filter hides ${snapshot.firing.length}.`
        : certain
          ? `No alert is active. Prometheus and Alertmanager answered at ${clock(snapshot.status.upstream.prometheus.checkedAt)}.`
          : "This may not be the whole truth: see above.",
    );
  }
}

/** @param {string} id @param {string} title @param {HTMLElement} list */
function section(id, title, list) {
  return element("section", { "aria-labelledby": id, hidden: "" }, element("h2", { id }, title), list);
}

/** An alert that stands by itself. @param {AlertBundle} bundle @param {Selection} selection */
function single({ alerts: [alert] }, selection) {
  const row = selectable(alert, "h2", selection);
  return {
    node: row.node,
    update: (/** @type {AlertBundle} */ { alerts: [latest] }, /** @type {Shown} */ { now, measure }) => row.update(measure(latest), now),
  };
}

/** @param {Alert} alert @param {"h2" | "h3"} heading @param {Selection} selection */
function selectable(alert, heading, selection) {
  const row = alertItem(alert, heading);
  const box = selection.box(alert);
  row.node.prepend(box.node);
  return {
    node: row.node,
    update(/** @type {Alert} */ latest, /** @type {number} */ now) {
      row.update(latest, now);
      box.update(latest);
    },
  };
}

/** Many alerts of one name: how many and how bad, and each of them on demand. @param {AlertBundle} bundle @param {Selection} selection */
function bundleItem(bundle, selection) {
  let current = bundle;
  let rows = MOST_ROWS;
  let now = 0;
  let measure = (/** @type {Alert} */ alert) => alert;
  const list = element("ul", { class: "alerts" });
  /** @type {KeyedList<Alert, number>} */
  const members = new KeyedList(list, (alert) => alert.id, (alert) => selectable(alert, "h3", selection));
  const mark = element("span", { class: "severity" });
  const counts = element("span", { class: "quiet" });
  const acknowledge = element("button", { type: "button", class: "act", "data-act": "acknowledge" }, "Acknowledge all");
  const silence = element("button", { type: "button", class: "act", "data-act": "silence" }, "Silence all");
  const more = element("button", { type: "button", hidden: "" });
  const details = /** @type {HTMLDetailsElement} */ (
    element("details", {}, element("summary", {}, "Each of them"), list, more)
  );
  const severity = severityOf(bundle.alerts[0]);
  const node = element(
    "li",
    { class: "bundle", "data-severity": severity },
    mark,
    element("div", { class: "what" }, element("h2", { dir: "auto" }, foreign(bundle.name)), counts),
    element("div", { class: "acts" }, acknowledge, silence),
    details,
  );
  mark.replaceChildren(shape(severity), foreign(bundle.alerts[0].severity ?? "no severity"));
  for (const button of [acknowledge, silence]) {
    button.setAttribute("aria-label", `${button.textContent}: ${bundle.name}`);
    button.addEventListener("click", () => {
      const action = button.dataset.act ?? "";
      const open = current.alerts.filter((alert) => action !== "acknowledge" || !alert.acknowledgement);
      button.dispatchEvent(wanted(action, open));
    });
  }
  function showMembers() {
    members.show(details.open ? current.alerts.slice(0, rows).map(measure) : [], now);
    more.hidden = !details.open || current.alerts.length <= rows;
    setText(more, `Show more (${current.alerts.length - rows})`);
  }
  details.addEventListener("toggle", showMembers);
  more.addEventListener("click", () => {
    rows += MOST_ROWS;
    showMembers();
  });
  return {
    node,
    /** @param {AlertBundle} latest @param {Shown} shown */
    update(latest, shown) {
      current = latest;
      ({ now, measure } = shown);
      const open = latest.alerts.filter((alert) => !alert.acknowledgement).length;
      const oldest = latest.alerts.reduce((a, b) => (a.startsAt < b.startsAt ? a : b)).startsAt;
      setText(counts, `${latest.alerts.length} of them, nobody has ${open}, the oldest for ${since(oldest, now)}`);
      acknowledge.hidden = open === 0;
      if (details.open) showMembers();
    },
  };
}

customElements.define("alert-board", AlertBoard);
