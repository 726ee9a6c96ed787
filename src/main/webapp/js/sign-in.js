import { element } from "./dom.js";
import { SignedOut, signIn } from "./server.js";

/** The form for signing in. Event: `signedin`. */
class SignIn extends HTMLElement {
  connectedCallback() {
    const user = field("User", { name: "user", autocomplete: "username", autocapitalize: "none" });
    const password = field("Password", { name: "password", type: "password", autocomplete: "current-password" });
    const error = element("p", { class: "error", role: "alert" });
    const form = element(
      "form",
      { id: "sign-in", class: "panel sign-in" },
      element("h1", {}, "Sign in to Tocsin"),
      user.label,
      password.label,
      error,
      element("button", { type: "submit" }, "Sign in"),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      error.textContent = "";
      try {
        await signIn(user.input.value, password.input.value);
        password.input.value = "";
        this.dispatchEvent(new Event("signedin"));
      } catch (failure) {
        error.textContent =
          failure instanceof SignedOut ? "User or password is wrong." : "The service does not answer. Try again.";
        password.input.select();
      }
    });
    this.replaceChildren(form);
  }

  focus() {
    this.querySelector("input")?.focus();
  }
}

/** @param {string} text @param {Record<string, string>} attributes */
function field(text, attributes) {
  const input = /** @type {HTMLInputElement} */ (element("input", { required: "", ...attributes }));
  return { label: element("label", {}, text, input), input };
}

customElements.define("sign-in", SignIn);
