import { alertItem } from "./alert-item.js";
import { element } from "./dom.js";
import { clock, duration } from "./model.js";

/** @typedef {ReturnType<typeof alertItem>} Item */

/** The alerts that fire now, and those that ended last. */
class AlertBoard extends HTMLElement {
  #age = element("span", { class: "quiet" });
  #more = element("p", { class: "quiet" });
  #empty = element("div", { class: "panel empty" });
  #firing = new AlertList("alerts", "h2");
  #resolved = new AlertList("resolved", "h3");
  #resolvedSection = element("section", {}, element("h2", {}, "Resolved last"), this.#resolved.list);

  connectedCallback() {
    this.replaceChildren(
      element(
        "section",
        {},
        element("div", { class: "heading" }, element("h1", {}, "Active alerts"), this.#age),
        this.#empty,
        this.#firing.list,
        this.#more,
      ),
      this.#resolvedSection,
    );
  }

  /** @param {import("./model.js").Feed} feed @param {number} now */
  show(feed, now) {
    const snapshot = feed.snapshot;
    if (!snapshot) {
      this.#age.textContent = "Loading…";
      this.#empty.hidden = true;
      this.#resolvedSection.hidden = true;
      return;
    }
    this.#age.textContent = `as of ${duration(now - feed.receivedAt)} ago`;
    this.#firing.show(snapshot.firing, now);
    this.#resolved.show(snapshot.resolved, now);
    this.#resolvedSection.hidden = snapshot.resolved.length === 0;
    const hidden = snapshot.firingTotal - snapshot.firing.length;
    this.#more.textContent = hidden > 0 ? `and ${hidden} more` : "";
    this.#empty.hidden = snapshot.firing.length > 0;
    this.#showEmpty(snapshot.status, feed.failures > 0);
  }

  /** Says "quiet" only when somebody has just looked. */
  #showEmpty(/** @type {import("./model.js").Status} */ status, /** @type {boolean} */ failing) {
    const { prometheus, alertmanager } = status.upstream;
    const certain = !failing && prometheus.reachable && alertmanager.reachable;
    this.#empty.replaceChildren(
      certain ? element("strong", {}, "All quiet") : element("p", {}, "No alert is known to be active."),
      element(
        "p",
        { class: "quiet" },
        certain
          ? `No alert is active. Prometheus and Alertmanager answered at ${clock(prometheus.checkedAt)}.`
          : "This may be out of date: see above.",
      ),
    );
  }
}

/** Keeps one item an alert, in the order given. */
class AlertList {
  /** @type {Map<string, Item>} */
  #items = new Map();

  /** @param {string} id @param {"h2" | "h3"} heading */
  constructor(id, heading) {
    this.heading = heading;
    this.list = element("ul", { id, class: "alerts" });
  }

  /** @param {import("./model.js").Alert[]} alerts @param {number} now */
  show(alerts, now) {
    const wanted = new Set(alerts.map((alert) => alert.id));
    for (const [id, item] of this.#items) {
      if (!wanted.has(id)) {
        item.item.remove();
        this.#items.delete(id);
      }
    }
    alerts.forEach((alert, index) => {
      let item = this.#items.get(alert.id);
      if (!item) {
        item = alertItem(alert, this.heading);
        this.#items.set(alert.id, item);
      }
      item.update(alert, now);
      if (this.list.children[index] !== item.item) {
        this.list.insertBefore(item.item, this.list.children[index] ?? null);
      }
    });
  }
}

customElements.define("alert-board", AlertBoard);
