import { element, setText } from "./dom.js";

const SHOWN_MILLIS = 4_000;

/** Copies the address of what is shown, to be pasted into a chat; where the browser does not let it, shows it to be copied. */
export class CopyLink extends HTMLElement {
  #button = element("button", { type: "button" }, "Copy link");
  #said = element("span", { class: "quiet", role: "status" });
  #address = /** @type {HTMLInputElement} */ (element("input", { readonly: "", hidden: "", "aria-label": "Link to this alert" }));
  #timer = 0;

  connectedCallback() {
    this.replaceChildren(this.#button, this.#address, this.#said);
    this.#button.addEventListener("click", () => this.#copy());
  }

  async #copy() {
    clearTimeout(this.#timer);
    try {
      // Over plain http a browser has no clipboard for a page of another machine.
      await navigator.clipboard.writeText(location.href);
      setText(this.#said, "Copied");
      this.#timer = setTimeout(() => setText(this.#said, ""), SHOWN_MILLIS);
    } catch {
      this.#address.hidden = false;
      this.#address.value = location.href;
      this.#address.select();
      setText(this.#said, "Press Ctrl+C to copy");
    }
  }
}

customElements.define("copy-link", CopyLink);
