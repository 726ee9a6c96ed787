import { element, link, setLink, setText } from "./dom.js";
import { runbookIn } from "./episode.js";
import { runbook } from "./server.js";

/** What a runbook is made of; whatever else stands in it becomes its text. */
const ELEMENTS = ["P", "UL", "OL", "LI", "PRE", "CODE", "EM", "STRONG", "BLOCKQUOTE", "HR", "A", "H2", "H3", "H4"];

/** What to do about an alert, beside it; a runbook of somebody else is a link. */
export class RunbookPanel extends HTMLElement {
  #link = link("Open the runbook");
  #text = element("div", { class: "runbook", tabindex: "0", role: "group", "aria-label": "Text of the runbook" });
  #none = element("p", { class: "quiet" });
  /** @type {string | null} */
  #shown = null;

  connectedCallback() {
    this.replaceChildren(
      element(
        "section",
        { "aria-labelledby": "runbook-title" },
        element("div", { class: "heading" }, element("h2", { id: "runbook-title" }, "Runbook"), this.#link),
        this.#none,
        this.#text,
      ),
    );
  }

  /** @param {string | null | undefined} address from the alert's annotations: not to be trusted */
  async show(address) {
    if (this.#shown === (address ?? "")) return;
    const asked = (this.#shown = address ?? "");
    const name = runbookIn(address, location.href);
    setLink(this.#link, address);
    this.#text.replaceChildren();
    this.#text.hidden = true;
    setText(this.#none, name ? "Loading…" : this.#link.hidden ? "The rule names none." : "It is kept elsewhere.");
    if (!name) return;
    try {
      const page = new DOMParser().parseFromString(await runbook(name), "text/html");
      if (asked !== this.#shown) return;
      this.#text.append(...[...(page.querySelector("main")?.childNodes ?? [])].map(copyOf));
      this.#text.hidden = false;
      setText(this.#none, "");
    } catch (error) {
      if (asked === this.#shown) setText(this.#none, `It cannot be shown: ${error instanceof Error ? error.message : error}.`);
    }
  }
}

/** Builds anew what is known to be harmless. @param {Node} node @returns {Node} */
function copyOf(node) {
  const children = [...node.childNodes].map(copyOf);
  if (!(node instanceof Element)) return document.createTextNode(node.textContent ?? "");
  if (node.tagName === "H1") return document.createTextNode("");
  if (!ELEMENTS.includes(node.tagName)) return element("span", {}, ...children);
  // The page has its own headings above these.
  const tag = /^H[23]$/.test(node.tagName) ? `h${Number(node.tagName[1]) + 1}` : node.tagName.toLowerCase();
  const made = element(tag, {}, ...children);
  if (made instanceof HTMLAnchorElement) {
    made.target = "_blank";
    made.rel = "noopener noreferrer";
    setLink(made, node.getAttribute("href"));
    made.hidden = false;
  }
  return made;
}

customElements.define("runbook-panel", RunbookPanel);
