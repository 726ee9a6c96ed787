import { element, setText, setTime, shape } from "./dom.js";
import { summaryOf } from "./hops.js";
import { clock } from "./time.js";

/** @typedef {import("./hops.js").Leg} Leg */

const SHAPES = { works: "quiet", broken: "unreachable", unknown: "unknown" };
const ENDS = ["Service", "Prometheus", "Alertmanager", "Slack", "PagerDuty", "Record"];
const WORDS = { works: "works", broken: "broken", unknown: "not known" };

/** The way of an alert as boxes and arrows; a broken arrow is so by its line, its shape and its word. */
export class HopsPicture extends HTMLElement {
  #summary = element("p", { class: "sum", role: "status" }, "Loading…");
  #list = element("ol", { class: "hops" });
  /** What the arrows lead from and to, where there is room for them to be drawn once. */
  #ends = ENDS.map((name) => element("div", { class: "station", "aria-hidden": "true", "data-station": name.toLowerCase() }, name));
  /** @type {Map<string, ReturnType<typeof hop>>} */
  #hops = new Map();

  connectedCallback() {
    this.replaceChildren(this.#summary, element("div", { class: "way" }, ...this.#ends, this.#list));
  }

  /** @param {Leg[]} legs */
  show(legs) {
    setText(this.#summary, summaryOf(legs));
    this.#summary.dataset.state = legs.some(({ state }) => state === "broken") ? "broken" : "works";
    for (const leg of legs) {
      let made = this.#hops.get(leg.id);
      if (!made) {
        made = hop(leg);
        this.#hops.set(leg.id, made);
        this.#list.append(made.node);
      }
      made.update(leg);
    }
  }
}

/** @param {Leg} leg */
function hop({ id, from, to, does }) {
  const mark = element("span", { class: "mark" });
  const word = element("strong");
  const detail = element("p", { class: "detail", dir: "auto" });
  const since = element("time");
  const sinceText = element("p", { class: "quiet", hidden: "" }, "since ", since);
  const node = element(
    "li",
    { "data-hop": id },
    element("span", { class: "end" }, from),
    element("span", { class: "arrow" }, mark, element("span", { class: "does" }, does), word),
    element("span", { class: "end" }, to),
    element("div", { class: "why" }, detail, sinceText),
  );
  return {
    node,
    update(/** @type {Leg} */ leg) {
      if (node.dataset.state !== leg.state) {
        node.dataset.state = leg.state;
        mark.replaceChildren(shape(SHAPES[leg.state]));
        setText(word, WORDS[leg.state]);
      }
      setText(detail, leg.detail);
      sinceText.hidden = !leg.since;
      if (leg.since) setTime(since, leg.since, clock(leg.since));
    },
  };
}

customElements.define("hops-picture", HopsPicture);
