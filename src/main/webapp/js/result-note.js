import { element, setText } from "./dom.js";

const SHOWN_MILLIS = 60_000;

/** What was just done, and the way back while there is one. */
export class ResultNote extends HTMLElement {
  #text = element("p", { role: "status", dir: "auto" });
  #undo = /** @type {HTMLButtonElement} */ (element("button", { type: "button" }, "Undo"));
  #close = element("button", { type: "button", "aria-label": "Close this note" }, "✕");
  #box = element("div", { class: "panel" }, this.#text, this.#undo, this.#close);
  #timer = 0;
  /** @type {(() => Promise<string>) | null} */
  #way = null;

  connectedCallback() {
    this.#box.hidden = true;
    this.replaceChildren(this.#box);
    this.#undo.addEventListener("click", () => void this.undo());
    this.#close.addEventListener("click", () => this.hide());
  }

  /** @param {string} text @param {() => Promise<string>} [undo] says what it did */
  show(text, undo) {
    clearTimeout(this.#timer);
    this.#way = undo ?? null;
    this.#undo.hidden = !undo;
    this.#undo.disabled = false;
    this.#box.hidden = false;
    setText(this.#text, text);
    this.#timer = setTimeout(() => this.hide(), SHOWN_MILLIS);
  }

  hide() {
    clearTimeout(this.#timer);
    this.#way = null;
    const hadFocus = this.contains(document.activeElement);
    this.#box.hidden = true;
    setText(this.#text, "");
    if (hadFocus) document.querySelector("main")?.focus();
  }

  async undo() {
    const way = this.#way;
    if (!way) return;
    this.#way = null;
    this.#undo.disabled = true;
    try {
      this.show(await way());
    } catch (failure) {
      this.show(`Could not be undone: ${failure instanceof Error ? failure.message : failure}.`);
    }
  }
}

customElements.define("result-note", ResultNote);
