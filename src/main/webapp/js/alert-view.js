import "./copy-link.js";
import "./earlier-panel.js";
import "./log-panel.js";
import "./metric-panel.js";
import "./runbook-panel.js";
import "./service-panel.js";
import "./timeline-panel.js";
import { alertItem } from "./alert-item.js";
import { element, KeyedList, setText } from "./dom.js";
import { isOld } from "./feed-state.js";
import { Feed } from "./feed.js";
import { alertLog, alertMetric, alertService, episode } from "./server.js";
import { duration } from "./time.js";

/** @typedef {import("./model.js").Alert} Alert */

const EVERY_MILLIS = 15_000;

/** One alert, firing or over, with all that is known of it: where the links in messages lead. Event: `signedout`. */
export class AlertView extends HTMLElement {
  #age = element("span", { class: "quiet age" });
  #copy = element("copy-link");
  #none = element(
    "div",
    { class: "panel empty", role: "status", hidden: "" },
    element("strong", {}, "No such alert is on record (yet)"),
    element("p", { class: "quiet" }, "The link may be wrong, or its alert too old or too new. This page goes on looking."),
  );
  #list = element("ul", { id: "alert", class: "alerts" });
  /** @type {KeyedList<Alert, number>} */
  #rows = new KeyedList(this.#list, (alert) => alert.id, (alert) => alertItem(alert, "h2", true));
  #metric = /** @type {import("./metric-panel.js").MetricPanel} */ (element("metric-panel"));
  #service = /** @type {import("./service-panel.js").ServicePanel} */ (element("service-panel"));
  #timeline = /** @type {import("./timeline-panel.js").TimelinePanel} */ (element("timeline-panel"));
  #log = /** @type {import("./log-panel.js").LogPanel} */ (element("log-panel"));
  #runbook = /** @type {import("./runbook-panel.js").RunbookPanel} */ (element("runbook-panel"));
  #earlier = /** @type {import("./earlier-panel.js").EarlierPanel} */ (element("earlier-panel"));
  #episode = element(
    "div",
    { class: "episode", hidden: "" },
    element("div", {}, this.#metric, this.#service, this.#timeline, this.#log),
    element("div", {}, this.#runbook, this.#earlier),
  );
  /** @type {Alert | null} */
  #alert = null;
  /** What is known of the alert by now: when it changes, so has its record. */
  #known = "";
  #record = new Feed(() => episode(/** @type {Alert} */ (this.#alert)), EVERY_MILLIS);
  #measured = new Feed(() => alertMetric(/** @type {Alert} */ (this.#alert).id), EVERY_MILLIS);
  #around = new Feed(() => alertService(/** @type {Alert} */ (this.#alert).id), EVERY_MILLIS);
  #logged = new Feed(() => alertLog(/** @type {Alert} */ (this.#alert).id), EVERY_MILLIS);

  constructor() {
    super();
    for (const feed of [this.#record, this.#measured, this.#around, this.#logged]) {
      feed.addEventListener("change", () => this.#showEpisode());
      feed.addEventListener("signedout", () => this.dispatchEvent(new Event("signedout")));
    }
  }

  connectedCallback() {
    this.replaceChildren(
      element("div", { class: "heading" }, element("h1", {}, "Alert"), this.#age, this.#copy),
      this.#none,
      this.#list,
      this.#episode,
      element("p", { class: "back" }, element("a", { href: "#active" }, "All active alerts")),
    );
  }

  disconnectedCallback() {
    this.stop();
  }

  /** Asks no more until something is shown again. */
  stop() {
    this.#alert = null;
    this.#known = "";
    this.#record.forget();
    this.#measured.forget();
    this.#around.forget();
    this.#logged.forget();
  }

  /**
   * @param {import("./feed-state.js").FeedState<import("./model.js").Snapshot>} feed
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
    this.#copy.hidden = this.#episode.hidden = !asked?.alert;
    this.#follow(asked?.alert ?? null);
  }

  #follow(/** @type {Alert | null} */ alert) {
    if (!alert) {
      if (this.#alert) this.stop();
      return;
    }
    if (this.#alert?.id !== alert.id) this.stop();
    this.#alert = alert;
    const known = JSON.stringify(alert, (name, value) => (name === "lastSeenAt" || name === "annotations" ? undefined : value));
    if (known === this.#known) return;
    this.#known = known;
    this.#record.start();
    this.#measured.start();
    this.#around.start();
    this.#logged.start();
    this.#showEpisode();
  }

  #showEpisode() {
    const alert = this.#alert;
    if (!alert) return;
    const record = this.#record.state;
    this.#metric.show(alert, this.#measured.state);
    this.#service.show(this.#around.state);
    this.#timeline.show(alert, record, this.#measured.state.snapshot?.metric ?? null);
    this.#log.show(this.#logged.state);
    void this.#runbook.show(alert.runbookUrl);
    this.#earlier.show(alert, record.snapshot, Date.now() + record.ahead);
  }
}

customElements.define("alert-view", AlertView);
