import { element, KeyedList, setText } from "./dom.js";
import { momentsOf } from "./episode.js";
import { valueText } from "./scale.js";

/** @typedef {import("./episode.js").Moments} Moments */

/** The service's own figures five minutes before an alert began, when it did, and five minutes after. */
export class ServicePanel extends HTMLElement {
  #none = element("p", { class: "quiet" }, "Loading…");
  #rows = element("tbody");
  #table = element(
    "table",
    { class: "moments", hidden: "" },
    element(
      "thead",
      {},
      element("tr", {}, ...["Figure", "5 min before", "At its start", "5 min after", "Limit"].map((text) => element("th", { scope: "col" }, text))),
    ),
    this.#rows,
  );
  /** @type {KeyedList<Moments, undefined>} */
  #list = new KeyedList(this.#rows, (/** @type {Moments} */ moments) => moments.name, row);

  connectedCallback() {
    this.replaceChildren(
      element(
        "section",
        { "aria-labelledby": "around-title" },
        element("h2", { id: "around-title" }, "The service around it"),
        this.#none,
        this.#table,
      ),
    );
  }

  /** @param {import("./feed-state.js").FeedState<import("./episode.js").Around>} feed */
  show({ snapshot, problem, failures }) {
    const moments = snapshot ? momentsOf(snapshot) : [];
    this.#table.hidden = moments.length === 0;
    this.#list.show(moments, undefined);
    setText(this.#none, noneText(moments.length > 0, snapshot !== null, failures > 0 ? problem : ""));
  }
}

/** @param {boolean} isShown @param {boolean} isKnown @param {string} problem */
function noneText(isShown, isKnown, problem) {
  if (problem) return isShown ? `It is not renewed: ${problem}.` : `It cannot be shown: ${problem}.`;
  if (isShown) return "";
  return isKnown ? "Prometheus has no values of that time (any more)." : "Loading…";
}

/** @param {Moments} moments */
function row({ name }) {
  const cells = ["before", "start", "after", "limit"].map(() => element("td", {}));
  return {
    node: element("tr", {}, element("th", { scope: "row" }, name), ...cells),
    update(/** @type {Moments} */ { unit, before, start, after, limit }) {
      for (const [index, value] of [before, start, after, limit].entries()) {
        setText(cells[index], value === undefined ? "–" : valueText(value, unit));
      }
    },
  };
}

customElements.define("service-panel", ServicePanel);
