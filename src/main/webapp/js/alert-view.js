import { alertItem } from "./alert-item.js";
import { element, KeyedList, setText } from "./dom.js";
import { duration, isOld } from "./model.js";

/** One alert, firing or over, with all that is known of it: where the links in messages lead. */
export class AlertView extends HTMLElement {
  #age = element("span", { class: "quiet age" });
  #none = element(
    "div",
    { class: "panel empty", role: "status", hidden: "" },
    element("strong", {}, "No such alert is on record (yet)"),
    element("p", { class: "quiet" }, "The link may be wrong, or its alert too old or too new. This page goes on looking."),
  );
  #list = element("ul", { id: "alert", class: "alerts" });
  /** @type {KeyedList<import("./model.js").Alert, number>} */
  #rows = new KeyedList(this.#list, (alert) => alert.id, (alert) => alertItem(alert, "h2", true));

  connectedCallback() {
    this.replaceChildren(
      element("div", { class: "heading" }, element("h1", {}, "Alert"), this.#age),
      this.#none,
      this.#list,
      element("p", { class: "back" }, element("a", { href: "#active" }, "All active alerts")),
    );
  }

  /**
   * @param {import("./model.js").FeedState<import("./model.js").Snapshot>} feed
   * @param {number} now
   * @param {string} id
   */
  show(feed, now, id) {
    const asked = feed.snapshot?.asked?.id === id ? feed.snapshot.asked : null;
    this.dataset.old = String(asked !== null && isOld(feed, now));
    const waiting = feed.failures > 0 ? "No answer yet" : "Loading…";
    setText(this.#age, asked ? `updated ${duration(now - feed.receivedAt)} ago` : waiting);
    this.#rows.show(asked?.alert ? [asked.alert] : [], now + feed.ahead);
    this.#none.hidden = !asked || asked.alert !== null;
  }
}

customElements.define("alert-view", AlertView);
