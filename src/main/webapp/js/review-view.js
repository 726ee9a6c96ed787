import "./back-test.js";
import { element, setText } from "./dom.js";
import { addressOf, backTestQuery, DRILLS, PERIODS, periodText, reviewQuery, wishIn, withPeriod } from "./review.js";
import { reviewSections } from "./review-sections.js";
import { drills, review, SignedOut } from "./server.js";
import { clock } from "./time.js";

/**
 * What the record of a time comes to, or what another threshold of one rule would have done in it. What is looked at stands
 * in the address. Event: `signedout`.
 */
export class ReviewView extends HTMLElement {
  #period = element("span", { class: "quiet" });
  #report = /** @type {HTMLAnchorElement} */ (element("a", { target: "_blank", rel: "noopener" }, "As a report"));
  #periods = element("nav", { class: "spans", "aria-label": "Period" });
  #drills = element("nav", { class: "spans", "aria-label": "Drills" });
  #status = element("p", { class: "quiet", role: "status" });
  #problem = element("p", { class: "error", role: "alert" });
  #sections = element("div", { class: "review" });
  #backTest = /** @type {import("./back-test.js").BackTestPanel} */ (element("back-test"));
  #hash = "";
  #asked = 0;

  connectedCallback() {
    this.replaceChildren(
      element("div", { class: "heading" }, element("h1", {}, "Review"), this.#period, this.#report),
      element("div", { class: "heading" }, this.#periods, this.#drills),
      this.#status,
      this.#problem,
      this.#backTest,
      this.#sections,
    );
    this.#backTest.addEventListener("signedout", () => this.dispatchEvent(new Event("signedout")));
    // Dragging is no place to go back to.
    this.#backTest.addEventListener("address", (event) => {
      this.#hash = /** @type {CustomEvent} */ (event).detail;
      history.replaceState(null, "", this.#hash);
    });
  }

  /** Looks at what the address says; again only if it says something else. */
  open() {
    if (this.#hash === location.hash) return;
    this.#hash = location.hash;
    void this.#look(wishIn(location.hash));
  }

  forget() {
    this.#asked++;
    this.#hash = "";
    this.#sections.replaceChildren();
    this.#backTest.forget();
  }

  async #look(/** @type {URLSearchParams} */ wish) {
    const question = ++this.#asked;
    this.#showChoices(wish);
    setText(this.#problem, "");
    setText(this.#status, "Looking through the record…");
    this.#sections.dataset.old = "true";
    this.#backTest.hidden = !wish.has("alert");
    this.#sections.hidden = wish.has("alert");
    try {
      const [found, held] = await Promise.all([review(reviewQuery(wish)), wish.has("alert") ? [] : drills()]);
      if (question !== this.#asked) return;
      setText(this.#period, periodText(found));
      setText(this.#status, found.total.firings === 0 ? "Nothing fired in this time." : `As of ${clock(found.now)}.`);
      this.#sections.dataset.old = "false";
      if (wish.has("alert")) await this.#backTest.look(wish, backTestQuery(wish, found));
      else {
        this.#sections.replaceChildren(...reviewSections(found, wish, held));
        // Where there is no room for all days, the last ones are looked at first.
        this.#sections.querySelector(".scroll")?.scrollTo({ left: Number.MAX_SAFE_INTEGER });
      }
    } catch (error) {
      if (question !== this.#asked) return;
      setText(this.#status, "");
      if (error instanceof SignedOut) this.dispatchEvent(new Event("signedout"));
      else setText(this.#problem, `It cannot be shown: ${error instanceof Error ? error.message : error}.`);
    }
  }

  #showChoices(/** @type {URLSearchParams} */ wish) {
    const chosen = Object.keys(PERIODS).find((period) => {
      const [name, value] = period.split("=");
      return wish.get(name) === value && !wish.has("until");
    });
    this.#periods.replaceChildren(
      ...Object.entries(PERIODS).map(([period, text]) => choice(text, withPeriod(wish, period), period === chosen)),
    );
    const held = wish.get("drills") ?? "without";
    this.#drills.replaceChildren(
      ...Object.entries(DRILLS).map(([value, text]) =>
        choice(text, addressOf(wish, { drills: value === "without" ? "" : value }), value === held),
      ),
    );
    // A rule is tried without the drills.
    this.#drills.hidden = this.#report.hidden = wish.has("alert");
    this.#report.href = `api/review?${reviewQuery(wish)}`;
  }
}

/** @param {string} text @param {string} href @param {boolean} isCurrent */
function choice(text, href, isCurrent) {
  return element("a", { href, ...(isCurrent ? { "aria-current": "true" } : {}) }, text);
}

customElements.define("review-view", ReviewView);
