import "./line-chart.js";
import { element, setText } from "./dom.js";
import { rangeOf, rounded, stays } from "./review.js";
import { valueText } from "./scale.js";

/** @typedef {import("./review.js").BackTest} BackTest */

/** The service thins lines out to about so many values. */
const MOST_STEPS = 500;

/**
 * What a rule measured, with its episodes, and a threshold that is dragged up and down, or moved by the arrow keys. Event:
 * `change` while it moves.
 */
export class ThresholdChart extends HTMLElement {
  /** The one that is tried. */
  threshold = 0;

  #chart = /** @type {import("./line-chart.js").LineChart} */ (element("line-chart"));
  #mark = element("span", { class: "mark" });
  #handle = element(
    "div",
    { class: "handle", role: "slider", tabindex: "0", "aria-orientation": "vertical", "aria-label": "Threshold to try" },
    this.#mark,
  );
  #range = { low: 0, high: 1 };
  /** @type {BackTest | null} */
  #test = null;
  #sizes = new ResizeObserver(() => this.#place());

  connectedCallback() {
    this.replaceChildren(this.#chart, this.#handle);
    this.#sizes.observe(this);
    this.#handle.addEventListener("keydown", (event) => this.#key(event));
    this.#handle.addEventListener("pointerdown", (event) => {
      this.#handle.setPointerCapture(event.pointerId);
      this.#handle.focus();
      event.preventDefault();
    });
    this.#handle.addEventListener("pointermove", (event) => {
      if (!this.#handle.hasPointerCapture(event.pointerId)) return;
      this.#move(this.#chart.valueAt(event.clientY - this.getBoundingClientRect().top));
    });
  }

  disconnectedCallback() {
    this.#sizes.disconnect();
  }

  /** @param {BackTest} test @param {number} threshold */
  show(test, threshold) {
    this.#test = test;
    this.#range = rangeOf(test);
    this.threshold = threshold;
    this.#draw();
  }

  /** Tries another one. @param {number} threshold */
  take(threshold) {
    this.threshold = rounded(threshold, this.#range);
    this.#draw();
  }

  #move(/** @type {number} */ threshold) {
    const before = this.threshold;
    this.take(threshold);
    if (this.threshold !== before) this.dispatchEvent(new Event("change"));
  }

  #key(/** @type {KeyboardEvent} */ event) {
    const { low, high } = this.#range;
    const step = (high - low) / 100;
    const places = {
      ArrowUp: this.threshold + step,
      ArrowDown: this.threshold - step,
      ArrowRight: this.threshold + step,
      ArrowLeft: this.threshold - step,
      PageUp: this.threshold + 10 * step,
      PageDown: this.threshold - 10 * step,
      Home: low,
      End: high,
    };
    const place = places[/** @type {keyof typeof places} */ (event.key)];
    if (place === undefined) return;
    event.preventDefault();
    this.#move(place);
  }

  #draw() {
    const test = this.#test;
    if (!test) return;
    const from = Date.parse(test.since);
    const to = Date.parse(test.until);
    const comparison = test.rule?.comparison ?? ">";
    const present = test.replay?.threshold;
    const step = Math.max((test.replay?.stepSeconds ?? 60) * 1000, (to - from) / MOST_STEPS);
    this.#chart.show({
      from,
      to,
      stepSeconds: step / 1000,
      unit: "",
      label: test.rule?.measured ?? test.alert,
      lines: test.replay?.lines ?? [],
      limit: present === undefined ? null : { name: "", points: steady(present, from, to, step) },
      bands: test.episodes.map((episode) => ({
        from: Date.parse(episode.startsAt),
        to: Date.parse(episode.endsAt ?? test.now),
        kind: stays(episode, comparison, this.threshold) === false ? "gone" : "stays",
      })),
      range: this.#range,
    });
    this.#place();
  }

  #place() {
    const place = this.#chart.placeOf(this.threshold);
    this.#handle.hidden = place === null;
    if (place === null) return;
    this.#handle.style.setProperty("inset-block-start", `${place}px`);
    setText(this.#mark, valueText(this.threshold));
    const said = `${this.#test?.rule?.comparison ?? ""} ${valueText(this.threshold)}`.trim();
    for (const [name, value] of Object.entries({ valuemin: this.#range.low, valuemax: this.#range.high, valuenow: this.threshold, valuetext: said })) {
      this.#handle.setAttribute(`aria-${name}`, String(value));
    }
  }
}

/** @param {number} value @param {number} from @param {number} to @param {number} step */
function steady(value, from, to, step) {
  const length = Math.floor((to - from) / step) + 1;
  return Array.from({ length }, (_, index) => /** @type {[number, number]} */ ([from + index * step, value]));
}

customElements.define("threshold-chart", ThresholdChart);
