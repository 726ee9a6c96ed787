import { element, foreign, KeyedList, setText } from "./dom.js";
import { stepsOf } from "./episode.js";
import { clock, duration } from "./time.js";

/** @typedef {import("./episode.js").Step} Step */

/** What happened to an alert, the first first. */
export class TimelinePanel extends HTMLElement {
  #list = element("ol", { class: "timeline" });
  #none = element("p", { class: "quiet" }, "Loading…");
  /** @type {KeyedList<Step, number>} */
  #rows = new KeyedList(this.#list, (step) => JSON.stringify(step), row);

  connectedCallback() {
    this.replaceChildren(
      element("section", { "aria-labelledby": "timeline-title" }, element("h2", { id: "timeline-title" }, "What happened"), this.#none, this.#list),
    );
  }

  /**
   * @param {import("./model.js").Alert} alert
   * @param {import("./feed-state.js").FeedState<import("./episode.js").Episode>} feed
   * @param {import("./episode.js").Metric | null} metric
   */
  show(alert, { snapshot, problem, failures }, metric) {
    this.#rows.show(stepsOf(alert, snapshot, metric), Date.parse(alert.startsAt));
    if (failures > 0) setText(this.#none, `It is not up to date: ${problem}.`);
    else setText(this.#none, !snapshot ? "Loading…" : snapshot.isCut ? "There is more than is shown; the audit log has all of it." : "");
  }
}

/** @param {Step} step */
function row({ at, kind, what, who, text }) {
  const offset = element("span", { class: "quiet offset" });
  const node = element(
    "li",
    { "data-kind": kind },
    element("span", { class: "when" }, element("time", { datetime: new Date(at).toISOString(), title: new Date(at).toLocaleString() }, clock(at)), offset),
    element(
      "div",
      { class: "step" },
      element("p", {}, element("strong", {}, what), who ? element("span", {}, " by ", foreign(who)) : null),
      text ? element("p", { class: "said", dir: "auto" }, text) : null,
    ),
  );
  return {
    node,
    /** @param {Step} _step @param {number} start when the alert fired */
    update(_step, start) {
      const apart = Math.abs(at - start);
      setText(offset, apart < 1000 ? "" : `${at < start ? "−" : "+"}${duration(apart)}`);
    },
  };
}

customElements.define("timeline-panel", TimelinePanel);
