import { alertItem } from "./alert-item.js";
import { element, KeyedList, setText } from "./dom.js";
import { choice, field, fillIn, filledIn, Pages } from "./search.js";
import { history } from "./server.js";

/** @typedef {import("./model.js").Alert} Alert */

const SEVERITIES = { "": "any", critical: "critical", warning: "warning", info: "info" };
const STATES = { all: "firing or over", firing: "firing", resolved: "over" };

/** All alerts on record, found by what a person remembers of them; what is looked for stands in the address. Event: `signedout`. */
export class HistoryView extends HTMLElement {
  #form = /** @type {HTMLFormElement} */ (
    element(
      "form",
      { class: "panel search", role: "search", "aria-label": "Alerts on record" },
      field("Text", { name: "text", type: "search", maxlength: "1000" }),
      field("Alert", { name: "name", maxlength: "1000" }),
      choice("Severity", "severity", SEVERITIES),
      field("Team", { name: "team", maxlength: "1000" }),
      choice("State", "state", STATES),
      field("From", { name: "from", type: "datetime-local" }),
      field("To", { name: "to", type: "datetime-local" }),
      field("Matcher", { name: "filter", maxlength: "1000", placeholder: 'instance=~"app-.*"', spellcheck: "false" }),
      element(
        "div",
        { class: "buttons" },
        element("button", { type: "submit", class: "primary" }, "Search"),
        element("a", { href: "#history" }, "Start again"),
      ),
    )
  );
  #found = element("p", { class: "quiet", role: "status" });
  #list = element("ul", { class: "alerts", id: "found" });
  #more = /** @type {HTMLButtonElement} */ (element("button", { type: "button", hidden: "" }, "More"));
  /** @type {KeyedList<Alert, number>} */
  #rows = new KeyedList(this.#list, (alert) => alert.id, (alert) => alertItem(alert, "h2"));
  /** @type {Pages<Alert>} */
  #pages = new Pages(
    (query) => history(query).then((page) => ({ ...page, items: page.alerts })),
    () => this.#show(),
    () => this.dispatchEvent(new Event("signedout")),
  );
  #hash = "";

  connectedCallback() {
    this.replaceChildren(
      element("div", { class: "heading" }, element("h1", {}, "History"), this.#found),
      this.#form,
      this.#list,
      element("p", { class: "back" }, this.#more),
    );
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      const query = filledIn(this.#form);
      if (query.get("state") === "all") query.delete("state");
      const hash = query.size > 0 ? `#history?${query}` : "#history";
      if (location.hash === hash) this.#search();
      else location.hash = hash;
    });
    this.#more.addEventListener("click", () => void this.#pages.more());
  }

  /** Looks for what the address says; again only if it says something else. */
  open() {
    if (this.#hash !== location.hash) this.#search();
  }

  forget() {
    this.#hash = "";
    this.#pages.forget();
  }

  #search() {
    this.#hash = location.hash;
    const query = new URLSearchParams(location.hash.split("?")[1] ?? "");
    fillIn(this.#form, query);
    if (!query.has("state")) query.set("state", "all");
    query.set("limit", "50");
    void this.#pages.search(query);
  }

  #show() {
    const { items, next, isAsking, problem, first } = this.#pages;
    this.#rows.show(items, Date.now());
    this.#more.hidden = !next;
    this.#more.disabled = isAsking;
    setText(this.#found, problem ? "" : isAsking ? "Looking…" : howMany(first, items.length));
    this.#form.querySelector(".error")?.remove();
    if (problem) this.#form.append(element("p", { class: "error", role: "alert" }, problem));
  }
}

/** @param {{ total?: number, totalIsExact?: boolean, next?: string } | null} first @param {number} shown */
function howMany(first, shown) {
  if (!first) return "";
  if (shown === 0 && !first.next) return "Nothing on record is like this.";
  const total = first.total ?? shown;
  return `${first.totalIsExact ? "" : "at least "}${total} ${total === 1 ? "alert" : "alerts"}, ${shown} shown`;
}

customElements.define("history-view", HistoryView);
