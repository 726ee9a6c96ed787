import { element, setText } from "./dom.js";
import { addressOf, filterIn, labelCondition, STATES } from "./filter.js";
import { choice, field, fillIn, filledIn } from "./search.js";

const SEVERITIES = { "": "any", critical: "critical", warning: "warning", info: "info", other: "other" };

/** What to show of the active alerts; it stands in the address. Event: `change`. */
export class BoardFilter extends HTMLElement {
  /** What is asked for now. */
  filter = new URLSearchParams();

  #label = field("Label", { name: "label", maxlength: "1000", placeholder: 'instance=~"app-.*"', spellcheck: "false", autocapitalize: "none" });
  #problem = element("p", { class: "error", role: "alert", id: "label-problem" });
  #clear = element("a", { href: "#active" }, "Show all");
  #form = /** @type {HTMLFormElement} */ (
    element(
      "form",
      { class: "panel search", role: "search", "aria-label": "Filter the active alerts" },
      field("Text", { name: "text", type: "search", maxlength: "1000" }),
      choice("Severity", "severity", SEVERITIES),
      choice("State", "state", STATES),
      field("Team", { name: "team", maxlength: "1000", autocapitalize: "none" }),
      this.#label,
      element("div", { class: "buttons" }, this.#clear),
      this.#problem,
    )
  );
  #count = element("span", { class: "quiet" });
  #details = /** @type {HTMLDetailsElement} */ (
    element("details", { class: "filter" }, element("summary", {}, "Filter", this.#count), this.#form)
  );

  connectedCallback() {
    this.replaceChildren(this.#details);
    this.#form.addEventListener("input", () => this.#onInput());
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("hashchange", () => this.read());
    this.read();
  }

  /** Takes what the address asks for. */
  read() {
    const filter = filterIn(location.hash);
    if (!filter) return;
    fillIn(this.#form, filter);
    if (filter.size > 0) this.#details.open = true;
    this.#take(filter);
  }

  /** How many are shown of how many. @param {number} shown @param {number} all */
  say(shown, all) {
    setText(this.#count, this.filter.size > 0 ? `${shown} of ${all} shown` : "");
  }

  /** Opens it, and goes there. */
  focus() {
    this.#details.open = true;
    this.querySelector("input")?.focus();
  }

  #onInput() {
    const filter = filledIn(this.#form);
    // Typing is no place to go back to.
    history.replaceState(null, "", addressOf(filter));
    this.#take(filter);
  }

  #take(/** @type {URLSearchParams} */ filter) {
    setText(this.#problem, labelCondition(filter.get("label") ?? "").problem);
    this.filter = filter;
    this.dispatchEvent(new Event("change"));
  }
}

customElements.define("board-filter", BoardFilter);
