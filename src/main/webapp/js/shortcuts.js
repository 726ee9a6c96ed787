import { ACTS } from "./act.js";
import { wanted } from "./act-buttons.js";
import { element } from "./dom.js";

const OFF = "tocsin.shortcuts.off";

/** @type {[string, string][]} */
const KEYS = [
  ["j, k", "next, previous alert"],
  ["Enter", "open the alert"],
  ["x", "select the alert, or not"],
  ...Object.values(ACTS).map(({ key, label }) => /** @type {[string, string]} */ ([key, `${label.toLowerCase()} (the alert, or all selected)`])),
  ["s", "silence it"],
  ["u", "undo what was done last"],
  ["/", "filter"],
  ["?", "this list"],
  ["Ctrl Enter", "do it, in a dialog"],
  ["Esc", "close a dialog"],
];

/** @type {Record<string, string>} */
const ACTION_OF = { s: "silence", ...Object.fromEntries(Object.entries(ACTS).map(([action, { key }]) => [key, action])) };

/**
 * Single keys that do what buttons do. They can be turned off: whoever speaks to his machine may say them unawares
 * (WCAG 2.1.4).
 */
export class Shortcuts {
  #help;
  #undo;
  #selected;
  #alertOf;

  /**
   * @param {() => void} help
   * @param {() => void} undo
   * @param {() => import("./model.js").Alert[]} selected
   * @param {(id: string) => import("./model.js").Alert | undefined} alertOf
   */
  constructor(help, undo, selected, alertOf) {
    this.#help = help;
    this.#undo = undo;
    this.#selected = selected;
    this.#alertOf = alertOf;
    document.addEventListener("keydown", (event) => this.#onKey(event));
  }

  static get areOff() {
    return localStorage.getItem(OFF) !== null;
  }

  static set areOff(/** @type {boolean} */ off) {
    if (off) localStorage.setItem(OFF, "");
    else localStorage.removeItem(OFF);
  }

  #onKey(/** @type {KeyboardEvent} */ event) {
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || Shortcuts.areOff) return;
    if (target.closest("input:not([type=checkbox]), textarea, select, dialog")) return;
    if (this.#did(event.key)) event.preventDefault();
  }

  #did(/** @type {string} */ key) {
    if (key === "?") this.#help();
    else if (key === "u") this.#undo();
    else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (key === "x") rowInFocus()?.querySelector("input")?.click();
    else if (key === "/") focusFilter();
    else if (ACTION_OF[key]) return this.#act(ACTION_OF[key]);
    else return false;
    return true;
  }

  /** About the alert in focus; else those selected; else the only one in sight. */
  #act(/** @type {string} */ action) {
    const row = rowInFocus() ?? onlyRow();
    const alert = row && this.#alertOf(row.dataset.alertId ?? "");
    const selected = this.#selected();
    if (selected.length > 0 && !(alert && !selected.includes(alert) && rowInFocus())) {
      document.dispatchEvent(wanted(action, selected));
      return true;
    }
    if (alert) document.dispatchEvent(wanted(action, [alert]));
    else if (action === "silence") visible("[data-key=s]")[0]?.click();
    return true;
  }
}

/** @param {string} selector @returns {HTMLElement[]} */
function visible(selector) {
  return /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]).filter((node) => node.checkVisibility());
}

function rowInFocus() {
  return /** @type {HTMLElement | null} */ (document.activeElement?.closest("[data-alert-id]") ?? null);
}

function onlyRow() {
  const rows = visible("[data-alert-id]");
  return rows.length === 1 ? rows[0] : null;
}

function step(/** @type {number} */ by) {
  const rows = visible("[data-alert-id]");
  const row = rowInFocus();
  const next = row ? rows[rows.indexOf(row) + by] : rows[by > 0 ? 0 : rows.length - 1];
  /** @type {HTMLElement | null | undefined} */ (next?.querySelector(".what a"))?.focus();
}

function focusFilter() {
  const filter = /** @type {HTMLElement | undefined} */ (visible("board-filter")[0] ?? visible("input[type=search]")[0]);
  filter?.focus();
}

/** @param {Node[]} more what else can be set @returns {import("./form-dialog.js").Asking} */
export function helpForm(more) {
  const on = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox" }));
  on.checked = !Shortcuts.areOff;
  on.addEventListener("change", () => (Shortcuts.areOff = !on.checked));
  const rows = KEYS.map(([keys, text]) =>
    element("div", {}, element("dt", {}, ...keys.split(/(, | )/).map((part) => (/^(, | )$/.test(part) ? document.createTextNode(part) : element("kbd", {}, part)))), element("dd", {}, text)),
  );
  return {
    title: "Keys, sound and notifications",
    submit: "Close",
    isPlain: true,
    fields: [
      element("dl", { class: "keys" }, ...rows),
      element("label", { class: "choice" }, on, element("span", {}, "Single keys do this")),
      ...more,
    ],
    onSubmit: async () => {},
  };
}
