import "./hops-picture.js";
import "./line-chart.js";
import { element, KeyedList, setText } from "./dom.js";
import { isOld } from "./feed-state.js";
import { Feed } from "./feed.js";
import { legsOf } from "./hops.js";
import { hops, serviceCharts } from "./server.js";
import { duration } from "./time.js";

/** @typedef {import("./hops.js").Sheet} Sheet */

const EVERY_MILLIS = 15_000;
const SPANS = { hour: "1 hour", half_day: "12 hours", week: "7 days" };

/** How the service does, and whether an alert would reach anybody. What is looked at stands in the address. Event: `signedout`. */
export class ServiceView extends HTMLElement {
  #age = element("span", { class: "quiet age" }, "Loading…");
  #problem = element("p", { class: "notice", role: "status", hidden: "" });
  #picture = /** @type {import("./hops-picture.js").HopsPicture} */ (element("hops-picture"));
  #spans = element(
    "nav",
    { class: "spans", "aria-label": "Time" },
    ...Object.entries(SPANS).map(([span, text]) => element("a", { href: `#service?span=${span}` }, text)),
  );
  #list = element("ul", { class: "charts" });
  /** @type {KeyedList<import("./hops.js").ChartOf, Sheet>} */
  #charts = new KeyedList(this.#list, (chart) => chart.id, chartRow);
  #span = "hour";
  #sheet = new Feed(() => serviceCharts(this.#span), EVERY_MILLIS);
  #hops = new Feed(hops);

  constructor() {
    super();
    for (const feed of [this.#sheet, this.#hops]) {
      feed.addEventListener("change", () => this.#draw());
      feed.addEventListener("signedout", () => this.dispatchEvent(new Event("signedout")));
    }
  }

  connectedCallback() {
    this.replaceChildren(
      element("div", { class: "heading" }, element("h1", {}, "Service"), this.#age),
      element(
        "section",
        { "aria-labelledby": "hops-title" },
        element("h2", { id: "hops-title" }, "The way of an alert"),
        this.#picture,
      ),
      element(
        "section",
        { "aria-labelledby": "charts-title" },
        element("div", { class: "heading" }, element("h2", { id: "charts-title" }, "How it does"), this.#spans),
        this.#problem,
        this.#list,
      ),
    );
  }

  disconnectedCallback() {
    this.stop();
  }

  /** Looks at the time that the address names. */
  start() {
    const span = new URLSearchParams(location.hash.split("?")[1] ?? "").get("span") ?? "";
    this.#span = Object.hasOwn(SPANS, span) ? span : "hour";
    for (const anchor of this.#spans.children) {
      const isCurrent = anchor.getAttribute("href") === `#service?span=${this.#span}`;
      if (isCurrent) anchor.setAttribute("aria-current", "true");
      else anchor.removeAttribute("aria-current");
    }
    this.#sheet.start();
    this.#hops.start();
  }

  stop() {
    this.#sheet.stop();
    this.#hops.stop();
  }

  forget() {
    this.#sheet.forget();
    this.#hops.forget();
    this.#list.replaceChildren();
    this.#charts = new KeyedList(this.#list, (chart) => chart.id, chartRow);
  }

  /**
   * @param {import("./model.js").Status | undefined} status what the service itself knows
   * @param {number} now
   */
  show(status, now) {
    const { snapshot, receivedAt, failures } = this.#hops.state;
    if (snapshot) this.#picture.show(legsOf(snapshot.hops, status));
    this.dataset.old = String(snapshot !== null && isOld(this.#hops.state, now));
    const waiting = failures > 0 ? "No answer yet" : "Loading…";
    setText(this.#age, snapshot ? `updated ${duration(now - receivedAt)} ago` : waiting);
  }

  #draw() {
    const { snapshot, failures, problem } = this.#sheet.state;
    this.#problem.hidden = failures === 0;
    setText(this.#problem, failures === 0 ? "" : `The charts are not renewed: ${problem}.`);
    if (snapshot) this.#charts.show(snapshot.charts, snapshot);
  }
}

/** @param {import("./hops.js").ChartOf} chart */
function chartRow({ title, unit }) {
  const drawn = /** @type {import("./line-chart.js").LineChart} */ (element("line-chart"));
  const heading = element("h3", {}, title, unit ? element("span", { class: "quiet" }, ` ${unit}`) : null);
  return {
    node: element("li", { class: "panel" }, heading, drawn),
    /** @param {import("./hops.js").ChartOf} latest @param {Sheet} sheet */
    update({ lines, limit }, { from, to, stepSeconds }) {
      drawn.show({
        from: Date.parse(from),
        to: Date.parse(to),
        stepSeconds,
        unit,
        label: title,
        lines,
        limit: limit ?? null,
        bands: [],
      });
    },
  };
}

customElements.define("service-view", ServiceView);
