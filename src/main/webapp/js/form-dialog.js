import { element, setText } from "./dom.js";
import { SignedOut } from "./server.js";

/**
 * What is asked in a dialog.
 *
 * @typedef {object} Asking
 * @property {string} title
 * @property {Node[]} fields
 * @property {string} submit what the button says
 * @property {boolean} [isPlain] whether nothing is done by it
 * @property {(asked: FormDialog) => Promise<void>} onSubmit fails with what is wrong; otherwise the dialog closes
 */

/**
 * A native dialog with a form. What is typed stays until it is done or given up: also when it fails, and when whoever
 * typed has to sign in again. The focus goes back to where it came from. Event: `signedout`.
 */
export class FormDialog extends HTMLElement {
  /** Who it is done by. */
  user = "";

  #title = element("h2", { id: "form-dialog-title", dir: "auto" });
  #fields = element("div", { class: "fields" });
  #error = element("div", { class: "error", role: "alert" });
  #author = element("p", { class: "quiet" });
  #submit = /** @type {HTMLButtonElement} */ (element("button", { type: "submit", class: "primary" }));
  #cancel = /** @type {HTMLButtonElement} */ (element("button", { type: "button" }, "Cancel"));
  #form = element(
    "form",
    { method: "dialog" },
    this.#title,
    this.#fields,
    this.#error,
    element("div", { class: "buttons" }, this.#author, this.#cancel, this.#submit),
  );
  #dialog = /** @type {HTMLDialogElement} */ (
    element("dialog", { class: "panel", "aria-labelledby": "form-dialog-title" }, this.#form)
  );
  /** @type {Asking | null} */
  #asking = null;
  /** @type {HTMLElement | null} */
  #opener = null;
  #isSuspended = false;

  connectedCallback() {
    this.replaceChildren(this.#dialog);
    this.#cancel.addEventListener("click", () => this.#dialog.close());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#onSubmit();
    });
    this.#form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
        /** @type {HTMLFormElement} */ (this.#form).requestSubmit();
      }
    });
    // What is under way has an end, good or bad, that somebody has to see.
    this.#dialog.addEventListener("cancel", (event) => {
      if (this.#submit.disabled) event.preventDefault();
    });
    this.#dialog.addEventListener("close", () => {
      // It is told late: something else may be asked by now, or the person has gone elsewhere.
      if (this.#isSuspended || this.#dialog.open) return;
      this.#asking = null;
      this.#fields.replaceChildren();
      if (document.activeElement !== document.body) return;
      if (this.#opener?.isConnected && this.#opener.checkVisibility()) this.#opener.focus();
      else document.querySelector("main")?.focus();
    });
  }

  get isOpen() {
    return this.#dialog.open || this.#isSuspended;
  }

  present(/** @type {Asking} */ asking) {
    if (this.isOpen) return;
    this.#opener = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    this.#asking = asking;
    setText(this.#title, asking.title);
    this.#fields.replaceChildren(...asking.fields);
    this.#error.replaceChildren();
    this.say(asking.submit);
    this.#cancel.hidden = this.#author.hidden = asking.isPlain ?? false;
    this.#show();
  }

  /** What the button says from now on. */
  say(/** @type {string} */ submit) {
    setText(this.#submit, submit);
  }

  /** Out of sight, and kept: whoever typed has to sign in first. */
  suspend() {
    if (!this.isOpen) return;
    this.#isSuspended = true;
    this.#dialog.close();
  }

  resume() {
    if (!this.#isSuspended) return;
    this.#isSuspended = false;
    this.#show();
  }

  /** Given up with all that was typed. */
  forget() {
    this.#isSuspended = false;
    this.#asking = null;
    this.#fields.replaceChildren();
    this.#dialog.close();
  }

  #show() {
    setText(this.#author, this.user ? `as ${this.user}` : "");
    this.#submit.disabled = false;
    this.#dialog.showModal();
    const first = /** @type {HTMLElement | null} */ (this.#fields.querySelector("[data-first]"));
    (first ?? this.#submit).focus();
  }

  async #onSubmit() {
    const asking = this.#asking;
    if (!asking || this.#submit.disabled) return;
    this.#submit.disabled = this.#cancel.disabled = true;
    this.#error.replaceChildren();
    try {
      await asking.onSubmit(this);
      if (this.#asking === asking) this.#dialog.close();
    } catch (failure) {
      if (this.#asking !== asking) return;
      if (failure instanceof SignedOut) {
        this.#error.replaceChildren(element("p", {}, "You were signed out. Nothing was done yet."));
        this.suspend();
        this.dispatchEvent(new Event("signedout"));
        return;
      }
      const texts = failure instanceof Error ? failure.message.split("\n") : [String(failure)];
      this.#error.replaceChildren(...texts.map((text) => element("p", { dir: "auto" }, text)));
      this.#error.scrollIntoView({ block: "nearest" });
    } finally {
      this.#submit.disabled = this.#cancel.disabled = false;
    }
  }
}

customElements.define("form-dialog", FormDialog);

/** A text of several lines. @param {string} label @param {Record<string, string>} attributes */
export function textField(label, attributes) {
  const input = /** @type {HTMLTextAreaElement} */ (element("textarea", { rows: "3", maxlength: "4000", ...attributes }));
  return { input, node: element("label", {}, element("span", {}, label), input) };
}

/** One of a few. @param {string} label @param {Record<string, string>} options @param {string} chosen */
export function choiceField(label, options, chosen) {
  const input = /** @type {HTMLSelectElement} */ (
    element("select", {}, ...Object.entries(options).map(([value, text]) => element("option", { value }, text)))
  );
  input.value = chosen;
  return { input, node: element("label", {}, element("span", {}, label), input) };
}
