import { wanted } from "./act-buttons.js";
import { ACTS } from "./act.js";
import { element, setText } from "./dom.js";

/** @typedef {import("./model.js").Alert} Alert */

/** Alerts that something is done about at once. Events: `change`; `all` when all that are shown are wanted. */
export class Selection extends EventTarget {
  /** @type {Map<string, Alert>} */
  #chosen = new Map();
  #shown = 0;
  #count = element("span", { role: "status" });
  #all = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox" }));
  #allText = element("span");
  #buttons = element("span", { class: "acts" });

  constructor() {
    super();
    this.bar = element(
      "div",
      { class: "selection", hidden: "" },
      element("label", { class: "choice" }, this.#all, this.#allText),
      this.#count,
      this.#buttons,
    );
    this.#all.addEventListener("change", () => {
      if (this.#all.checked) this.dispatchEvent(new Event("all"));
      else this.take([]);
    });
    for (const [action, label] of [...Object.entries(ACTS).map(([name, act]) => [name, act.label]), ["silence", "Silence"]]) {
      const button = element("button", { type: "button", class: "act", "data-act": action }, label);
      button.setAttribute("aria-label", `${label} what is selected`);
      button.addEventListener("click", () => button.dispatchEvent(wanted(action, this.alerts)));
      this.#buttons.append(button);
    }
  }

  get alerts() {
    return [...this.#chosen.values()];
  }

  take(/** @type {Alert[]} */ alerts) {
    this.#chosen = new Map(alerts.map((alert) => [alert.id, alert]));
    this.dispatchEvent(new Event("change"));
  }

  forget() {
    this.#chosen.clear();
    this.bar.hidden = true;
  }

  /** What is out of sight is not chosen any more: nobody acts on what he does not see. */
  show(/** @type {Alert[]} */ shown) {
    if (this.#chosen.size > 0) {
      const before = this.#chosen;
      this.#chosen = new Map(shown.filter(({ id }) => before.has(id)).map((alert) => [alert.id, alert]));
    }
    this.#shown = shown.length;
    const { size } = this.#chosen;
    this.bar.hidden = shown.length === 0;
    this.#all.checked = size > 0 && size === this.#shown;
    this.#all.indeterminate = size > 0 && size < this.#shown;
    setText(this.#allText, `Select all ${this.#shown}`);
    setText(this.#count, size > 0 ? `${size} selected` : "");
    this.#buttons.hidden = size === 0;
  }

  /** The box beside an alert. */
  box(/** @type {Alert} */ alert) {
    const input = /** @type {HTMLInputElement} */ (
      element("input", { type: "checkbox", "aria-label": `Select ${alert.name}` })
    );
    let current = alert;
    input.addEventListener("change", () => {
      if (input.checked) this.#chosen.set(current.id, current);
      else this.#chosen.delete(current.id);
      this.dispatchEvent(new Event("change"));
    });
    return {
      node: element("span", { class: "select" }, input),
      update: (/** @type {Alert} */ latest) => {
        current = latest;
        input.checked = this.#chosen.has(latest.id);
      },
    };
  }
}
