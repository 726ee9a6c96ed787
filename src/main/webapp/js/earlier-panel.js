import { element, KeyedList, setText, setTime } from "./dom.js";
import { verdictText } from "./episode.js";
import { alertHash } from "./model.js";
import { clock, since } from "./time.js";

/** @typedef {import("./model.js").Alert & { verdict?: { verdict: string } }} Judged */

/** The other episodes of the same alert: whether this is the first time, and what it was then. */
export class EarlierPanel extends HTMLElement {
  #list = element("ul", { class: "earlier" });
  #none = element("p", { class: "quiet" }, "Loading…");
  #all = element("a", {}, "All in the history");
  /** @type {KeyedList<Judged, number>} */
  #rows = new KeyedList(this.#list, (alert) => alert.id, row);

  connectedCallback() {
    this.replaceChildren(
      element(
        "section",
        { "aria-labelledby": "earlier-title" },
        element("div", { class: "heading" }, element("h2", { id: "earlier-title" }, "Other times"), this.#all),
        this.#none,
        this.#list,
      ),
    );
  }

  /** @param {import("./model.js").Alert} alert @param {import("./episode.js").Episode | null} episode @param {number} now */
  show(alert, episode, now) {
    this.#all.setAttribute("href", `#history?${new URLSearchParams({ name: alert.name })}`);
    this.#rows.show(episode?.earlier ?? [], now);
    setText(this.#none, !episode ? "Loading…" : episode.earlier.length === 0 ? "This alert has not fired at any other time on record." : "");
  }
}

/** @param {Judged} alert */
function row(alert) {
  const when = element("time");
  const how = element("span", { class: "quiet" });
  return {
    node: element("li", {}, element("a", { href: alertHash(alert.id) }, when), how),
    /** @param {Judged} latest @param {number} now */
    update(latest, now) {
      setTime(when, latest.startsAt, clock(latest.startsAt));
      const length = since(latest.startsAt, latest.endsAt ? Date.parse(latest.endsAt) : now);
      const verdict = latest.verdict ? `, judged ${verdictText(latest.verdict.verdict)}` : "";
      setText(how, `${latest.endsAt ? "for" : "firing for"} ${length}${verdict}`);
    },
  };
}

customElements.define("earlier-panel", EarlierPanel);
