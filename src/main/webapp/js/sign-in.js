import { element } from "./dom.js";
import { hasProvider, SignedOut, signIn } from "./server.js";

/** Where in this tab it is remembered what was to be seen, while the browser is at the provider. */
const WANTED = "tocsin.wanted";

/** The form for signing in. Event: `signedin`. */
export class SignIn extends HTMLElement {
  #provider = element("a", { class: "provider", href: "sign-in", hidden: "" }, "Sign in with single sign-on");

  connectedCallback() {
    const user = field("User", { name: "user", autocomplete: "username", autocapitalize: "none" });
    const password = field("Password", { name: "password", type: "password", autocomplete: "current-password" });
    const error = element("p", { class: "error", role: "alert" });
    const button = /** @type {HTMLButtonElement} */ (element("button", { type: "submit", class: "primary" }, "Sign in"));
    const form = element(
      "form",
      { id: "sign-in", class: "panel sign-in" },
      element("h1", {}, "Sign in to Tocsin"),
      user.label,
      password.label,
      error,
      button,
      this.#provider,
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      error.textContent = "";
      button.disabled = true;
      try {
        await signIn(user.input.value, password.input.value);
        password.input.value = "";
        this.dispatchEvent(new Event("signedin"));
      } catch (failure) {
        error.textContent =
          failure instanceof SignedOut ? "User or password is wrong." : `Signing in failed: ${textOf(failure)}.`;
        password.input.select();
      } finally {
        button.disabled = false;
      }
    });
    this.#provider.addEventListener("click", () => sessionStorage.setItem(WANTED, location.hash));
    this.replaceChildren(form);
    void this.#showProvider();
  }

  /** Who cannot be asked for it now is asked for a password. */
  async #showProvider() {
    this.#provider.hidden = !(await hasProvider().catch(() => false));
  }

  focus() {
    const inputs = [...this.querySelectorAll("input")];
    (inputs.find((input) => !input.value) ?? inputs[0])?.focus();
  }
}

/** Goes on to what was to be seen before the browser went to the provider. */
export function goOn() {
  const wanted = sessionStorage.getItem(WANTED);
  sessionStorage.removeItem(WANTED);
  if (wanted && !location.hash) location.hash = wanted;
}

/** @param {unknown} failure */
function textOf(failure) {
  return failure instanceof Error ? failure.message : String(failure);
}

/** @param {string} text @param {Record<string, string>} attributes */
function field(text, attributes) {
  const input = /** @type {HTMLInputElement} */ (element("input", { required: "", ...attributes }));
  return { label: element("label", {}, text, input), input };
}

customElements.define("sign-in", SignIn);
