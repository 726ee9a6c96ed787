import "./line-chart.js";
import { element, setText } from "./dom.js";
import { bandsOf, metricText } from "./episode.js";
import { valueText } from "./scale.js";

/** The metric behind an alert, and the limit that it is compared with. */
export class MetricPanel extends HTMLElement {
  #chart = /** @type {import("./line-chart.js").LineChart} */ (element("line-chart"));
  #said = element("p", { class: "quiet" });
  #none = element("p", { class: "quiet" }, "Loading…");
  #query = element("code", { dir: "ltr" });
  #details = element("details", {}, element("summary", {}, "The rule"), element("p", {}, this.#query));
  #figure = element("figure", { hidden: "" }, this.#chart, element("figcaption", {}, this.#said, this.#details));

  connectedCallback() {
    this.replaceChildren(
      element(
        "section",
        { "aria-labelledby": "metric-title" },
        element("h2", { id: "metric-title" }, "The metric behind it"),
        this.#none,
        this.#figure,
      ),
    );
  }

  /**
   * @param {import("./model.js").Alert} alert
   * @param {import("./feed-state.js").FeedState<{ now: string, metric: import("./episode.js").Metric | null }>} feed
   */
  show(alert, { snapshot, problem, failures }) {
    const metric = snapshot?.metric;
    this.#figure.hidden = !metric;
    setText(this.#none, noneText(snapshot, failures > 0 ? problem : ""));
    if (!metric) return;
    this.#chart.show({
      from: Date.parse(metric.from),
      to: Date.parse(metric.to),
      stepSeconds: metric.stepSeconds,
      unit: "",
      label: metric.measured,
      lines: metric.lines,
      limit: metric.limit ?? null,
      bands: bandsOf(alert, metric),
    });
    setText(this.#said, metricText(metric, (value) => valueText(value)));
    setText(this.#query, metric.expression);
  }
}

/** @param {{ metric: unknown } | null} snapshot @param {string} problem */
function noneText(snapshot, problem) {
  if (problem) return snapshot ? `It is not renewed: ${problem}.` : `It cannot be shown: ${problem}.`;
  if (!snapshot) return "Loading…";
  return snapshot.metric ? "" : "Prometheus has no rule of this name (any more).";
}

customElements.define("metric-panel", MetricPanel);
