import { element, foreign, setText } from "./dom.js";
import { nearest, pathOf, tickTime, timeTicks, valueText, valueTicks } from "./scale.js";

/**
 * @typedef {import("./scale.js").Line} Line
 * @typedef {{ from: number, to: number, stepSeconds: number, unit: string, label: string, lines: Line[],
 *   limit: Line | null, bands: { from: number, to: number, kind: string }[], range?: { low: number, high: number } }} Chart
 *   the range, if there is one, is of the values that are to be seen: what is beyond it is drawn at its edge
 */

const SVG = "http://www.w3.org/2000/svg";
const MARGIN = { top: 8, right: 12, bottom: 24, left: 52 };
const LONGEST_STRIDE = 10;

/**
 * Lines over time with a limit, drawn at the size that there is. The arrow keys go from value to value, which is then said.
 */
export class LineChart extends HTMLElement {
  #svg = svg("svg", { "aria-hidden": "true" });
  #cursor = svg("line", { class: "cursor" });
  #readout = element("p", { class: "readout" });
  #legend = element("ul", { class: "legend" });
  #plot = element(
    "div",
    { class: "plot", role: "slider", tabindex: "0", "aria-orientation": "horizontal" },
    /** @type {any} */ (this.#svg),
  );
  #sizes = new ResizeObserver(() => this.#draw());
  /** @type {Chart | null} */
  #chart = null;
  #drawn = "";
  /** The values at the top and the bottom of what is drawn. */
  #high = 1;
  #low = 0;
  /** The time that is pointed at. @type {number | null} */
  #at = null;

  connectedCallback() {
    this.replaceChildren(this.#plot, this.#readout, this.#legend);
    this.#sizes.observe(this.#plot);
    this.#plot.addEventListener("pointermove", (event) => this.#point(event));
    this.#plot.addEventListener("pointerleave", () => this.#pointAt(null));
    this.#plot.addEventListener("blur", () => this.#pointAt(null));
    this.#plot.addEventListener("keydown", (event) => this.#key(event));
  }

  disconnectedCallback() {
    this.#sizes.disconnect();
  }

  /** @param {Chart} chart */
  show(chart) {
    this.#chart = chart;
    this.#draw();
  }

  /** How far a value is from the top, in pixels; null as long as nothing is drawn. @param {number} value */
  placeOf(value) {
    if (!this.#drawn) return null;
    return MARGIN.top + ((this.#high - value) / (this.#high - this.#low)) * this.#depth();
  }

  /** @param {number} place so many pixels from the top */
  valueAt(place) {
    return this.#high - ((place - MARGIN.top) / this.#depth()) * (this.#high - this.#low);
  }

  /** Of what is drawn between the margins. */
  #depth() {
    return this.#height() - MARGIN.bottom - MARGIN.top;
  }

  #width() {
    return Math.max(160, this.#plot.clientWidth);
  }

  #height() {
    return this.#plot.clientHeight || 160;
  }

  #x(/** @type {number} */ at) {
    const { from, to } = /** @type {Chart} */ (this.#chart);
    return MARGIN.left + ((at - from) / Math.max(1, to - from)) * (this.#width() - MARGIN.left - MARGIN.right);
  }

  #draw() {
    const chart = this.#chart;
    if (!chart || this.#plot.clientWidth === 0) return;
    const key = JSON.stringify([chart, this.#width(), this.#height()]);
    if (key === this.#drawn) return;
    this.#drawn = key;
    const width = this.#width();
    const height = this.#height();
    const all = [...chart.lines, ...(chart.limit ? [chart.limit] : [])];
    const values = all.flatMap((line) => line.points.map(([, value]) => value));
    const seen = chart.range ? [chart.range.low, chart.range.high] : values.length > 0 ? values : [0, 1];
    const ticks = valueTicks(seen, 4);
    this.#low = ticks[0];
    this.#high = ticks[ticks.length - 1];
    const bottom = height - MARGIN.bottom;
    const y = (/** @type {number} */ value) =>
      /** @type {number} */ (this.placeOf(Math.min(this.#high, Math.max(this.#low, value))));
    const x = (/** @type {number} */ at) => this.#x(at);
    const gap = chart.stepSeconds * 2500;
    this.#svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.#svg.replaceChildren(
      ...chart.bands.map(({ from, to, kind }) => {
        const start = x(Math.max(from, chart.from));
        const wide = Math.max(1.5, x(Math.min(to, chart.to)) - start);
        return svg("rect", { class: `band ${kind}`, x: start, y: MARGIN.top, width: wide, height: bottom - MARGIN.top });
      }),
      ...ticks.flatMap((value) => [
        svg("line", { class: "grid", x1: MARGIN.left, x2: width - MARGIN.right, y1: y(value), y2: y(value) }),
        svg("text", { class: "tick value", x: MARGIN.left - 6, y: y(value) + 4 }, valueText(value, "")),
      ]),
      ...timeTicks(chart.from, chart.to, width / 90).map((at) =>
        svg("text", { class: "tick time", x: x(at), y: height - 6 }, tickTime(at, chart.to - chart.from)),
      ),
      ...(chart.limit ? [svg("path", { class: "limit", d: pathOf(chart.limit.points, gap, x, y) })] : []),
      ...chart.lines.map((line, index) =>
        svg("path", { class: `line line-${index}`, d: pathOf(line.points, gap, x, y) }),
      ),
      this.#cursor,
    );
    if (values.length === 0) {
      this.#svg.append(svg("text", { class: "none", x: width / 2, y: bottom / 2 }, "No values in this time"));
    }
    this.#showLegend(chart);
    this.#pointAt(this.#at);
  }

  #showLegend(/** @type {Chart} */ chart) {
    const entries = chart.lines.map(({ name, points }, index) =>
      element("li", {}, swatch(`line line-${index}`), foreign(name || "measured"), last(points, chart.unit)),
    );
    if (chart.limit) entries.push(element("li", {}, swatch("limit"), "threshold", last(chart.limit.points, chart.unit)));
    this.#legend.replaceChildren(...entries);
    this.#plot.setAttribute("aria-label", `${chart.label}, value by value`);
    this.#plot.setAttribute("aria-valuemin", String(chart.from));
    this.#plot.setAttribute("aria-valuemax", String(chart.to));
  }

  #point(/** @type {PointerEvent} */ event) {
    const chart = this.#chart;
    if (!chart) return;
    const inner = this.#width() - MARGIN.left - MARGIN.right;
    const share = (event.offsetX - MARGIN.left) / inner;
    this.#pointAt(chart.from + Math.min(1, Math.max(0, share)) * (chart.to - chart.from));
  }

  #key(/** @type {KeyboardEvent} */ event) {
    const chart = this.#chart;
    if (!chart) return;
    const step = chart.stepSeconds * 1000;
    const at = this.#at ?? chart.to;
    const places = {
      ArrowLeft: at - step,
      ArrowRight: at + step,
      PageUp: at - LONGEST_STRIDE * step,
      PageDown: at + LONGEST_STRIDE * step,
      Home: chart.from,
      End: chart.to,
    };
    const place = places[/** @type {keyof typeof places} */ (event.key)];
    if (place === undefined) return;
    event.preventDefault();
    this.#pointAt(Math.min(chart.to, Math.max(chart.from, place)));
  }

  #pointAt(/** @type {number | null} */ at) {
    const chart = this.#chart;
    if (!chart) return;
    this.#at = at;
    this.#cursor.toggleAttribute("hidden", at === null);
    this.#cursor.setAttribute("visibility", at === null ? "hidden" : "visible");
    const when = at ?? chart.to;
    const said = this.#said(chart, when);
    this.#plot.setAttribute("aria-valuenow", String(Math.round(when)));
    this.#plot.setAttribute("aria-valuetext", said);
    setText(this.#readout, at === null ? "" : said);
    if (at !== null) {
      const place = this.#x(at);
      for (const [name, value] of Object.entries({ x1: place, x2: place, y1: MARGIN.top, y2: this.#height() - MARGIN.bottom })) {
        this.#cursor.setAttribute(name, String(value));
      }
    }
  }

  #said(/** @type {Chart} */ chart, /** @type {number} */ at) {
    const gap = chart.stepSeconds * 1500;
    const texts = chart.lines.map(({ name, points }) => {
      const point = nearest(points, at, gap);
      return `${name ? `${name} ` : ""}${point ? valueText(point[1], chart.unit) : "no value"}`;
    });
    return `${new Date(at).toLocaleString([], { dateStyle: "short", timeStyle: "medium" })}: ${texts.join(", ") || "no value"}`;
  }
}

/** @param {import("./scale.js").Point[]} points @param {string} unit */
function last(points, unit) {
  const point = points.at(-1);
  return element("strong", {}, point ? valueText(point[1], unit) : "none");
}

/** @param {string} kind */
function swatch(kind) {
  const made = svg("svg", { class: "swatch", viewBox: "0 0 24 8", "aria-hidden": "true" });
  made.append(svg("path", { class: kind, d: "M1 4h22" }));
  return /** @type {any} */ (made);
}

/** @param {string} tag @param {Record<string, string | number>} attributes @param {string} [text] */
function svg(tag, attributes, text) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  if (text !== undefined) made.textContent = text;
  return made;
}

customElements.define("line-chart", LineChart);
