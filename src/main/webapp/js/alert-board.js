import { alertItem } from "./alert-item.js";
import { element, KeyedList, setText } from "./dom.js";
import { clock, duration, isCertain, isOld } from "./model.js";

/** @param {import("./model.js").Alert} alert */
const idOf = (alert) => alert.id;

/** The alerts that fire now, and those that ended last. */
export class AlertBoard extends HTMLElement {
  #age = element("span", { class: "quiet age" });
  #more = element("p", { class: "quiet" });
  #emptyTitle = element("strong");
  #emptyText = element("p", { class: "quiet" });
  #empty = element("div", { class: "panel empty", hidden: "" }, this.#emptyTitle, this.#emptyText);
  #firingList = element("ul", { id: "alerts", class: "alerts" });
  #resolvedList = element("ul", { id: "resolved", class: "alerts" });
  #resolvedSection = element(
    "section",
    { "aria-labelledby": "resolved-title", hidden: "" },
    element("h2", { id: "resolved-title" }, "Resolved last"),
    this.#resolvedList,
  );
  /** @type {KeyedList<import("./model.js").Alert, number>} */
  #firing = new KeyedList(this.#firingList, idOf, (alert) => alertItem(alert, "h2"));
  /** @type {KeyedList<import("./model.js").Alert, number>} */
  #resolved = new KeyedList(this.#resolvedList, idOf, (alert) => alertItem(alert, "h3"));

  connectedCallback() {
    this.replaceChildren(
      element(
        "section",
        { "aria-labelledby": "alerts-title" },
        element("div", { class: "heading" }, element("h1", { id: "alerts-title" }, "Active alerts"), this.#age),
        this.#empty,
        this.#firingList,
        this.#more,
      ),
      this.#resolvedSection,
    );
  }

  /** @param {import("./model.js").FeedState<import("./model.js").Snapshot>} feed @param {number} now */
  show(feed, now) {
    const snapshot = feed.snapshot;
    if (!snapshot) {
      setText(this.#age, feed.failures > 0 ? "No answer yet" : "Loading…");
      this.#firing.show([], now);
      this.#resolved.show([], now);
      this.#empty.hidden = this.#resolvedSection.hidden = true;
      return;
    }
    this.dataset.old = String(isOld(feed, now));
    setText(this.#age, `updated ${duration(now - feed.receivedAt)} ago`);
    this.#firing.show(snapshot.firing, now + feed.ahead);
    this.#resolved.show(snapshot.resolved, now + feed.ahead);
    this.#resolvedSection.hidden = snapshot.resolved.length === 0;
    const hidden = snapshot.firingTotal - snapshot.firing.length;
    setText(this.#more, hidden > 0 ? `and ${hidden} more that are not listed` : "");
    this.#empty.hidden = snapshot.firing.length > 0;
    this.#showEmpty(snapshot.status.upstream.prometheus.checkedAt, isCertain(feed, now));
  }

  /** Says "quiet" only when somebody has just looked. */
  #showEmpty(/** @type {string} */ checkedAt, /** @type {boolean} */ certain) {
    this.#empty.dataset.certain = String(certain);
    setText(this.#emptyTitle, certain ? "All quiet" : "No alert is known to be active");
    setText(
      this.#emptyText,
      certain
        ? `No alert is active. Prometheus and Alertmanager answered at ${clock(checkedAt)}.`
        : "This may not be the whole truth: see above.",
    );
  }
}

customElements.define("alert-board", AlertBoard);
