// What the views that search have in common: their fields, and pages that follow one another.

import { element } from "./dom.js";
import { SignedOut } from "./server.js";

/** @param {string} label @param {Record<string, string>} attributes */
export function field(label, attributes) {
  return element("label", {}, element("span", {}, label), element("input", attributes));
}

/** @param {string} label @param {string} name @param {Record<string, string>} options what is said for each value */
export function choice(label, name, options) {
  const select = element(
    "select",
    { name },
    ...Object.entries(options).map(([value, text]) => element("option", { value }, text)),
  );
  return element("label", {}, element("span", {}, label), select);
}

/** What was filled in; a time as people have it becomes one that means the same everywhere. */
export function filledIn(/** @type {HTMLFormElement} */ form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    const text = String(value).trim();
    if (text) query.set(name, isTime(form.elements.namedItem(name)) ? new Date(text).toISOString() : text);
  }
  return query;
}

/** @param {HTMLFormElement} form @param {URLSearchParams} query what an address asks for */
export function fillIn(form, query) {
  form.reset();
  for (const [name, value] of query) {
    const input = form.elements.namedItem(name);
    if (input instanceof HTMLInputElement || input instanceof HTMLSelectElement) {
      input.value = isTime(input) ? localTime(value) : value;
    }
  }
}

/** @param {Element | RadioNodeList | null} input */
function isTime(input) {
  return input instanceof HTMLInputElement && input.type === "datetime-local";
}

/** As `datetime-local` has it; empty if it is no time. */
function localTime(/** @type {string} */ iso) {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/**
 * One page of what was found.
 *
 * @template T
 * @typedef {{ items: T[], next?: string, total?: number, totalIsExact?: boolean }} Page
 */

/**
 * The pages of one search, one behind the other; only the answer to the last question counts.
 *
 * @template T
 */
export class Pages {
  /** @type {T[]} */
  items = [];
  /** @type {Page<T> | null} */
  first = null;
  /** The cursor of the page that follows; empty if there is none. */
  next = "";
  isAsking = false;
  /** What went wrong with the last question. */
  problem = "";

  #ask;
  #changed;
  #signedOut;
  #query = new URLSearchParams();
  #asked = 0;

  /**
   * @param {(query: URLSearchParams) => Promise<Page<T>>} ask
   * @param {() => void} changed
   * @param {() => void} signedOut
   */
  constructor(ask, changed, signedOut) {
    this.#ask = ask;
    this.#changed = changed;
    this.#signedOut = signedOut;
  }

  /** Begins anew. */
  search(/** @type {URLSearchParams} */ query) {
    this.forget();
    this.#query = query;
    return this.more();
  }

  async more() {
    const question = ++this.#asked;
    const query = new URLSearchParams(this.#query);
    if (this.next) query.set("cursor", this.next);
    this.isAsking = true;
    this.problem = "";
    this.#changed();
    try {
      const page = await this.#ask(query);
      if (question !== this.#asked) return;
      this.first ??= page;
      this.items = [...this.items, ...page.items];
      this.next = page.next ?? "";
    } catch (error) {
      if (question !== this.#asked) return;
      if (error instanceof SignedOut) this.#signedOut();
      else this.problem = error instanceof Error ? error.message : String(error);
    }
    this.isAsking = false;
    this.#changed();
  }

  forget() {
    this.#asked++;
    this.items = [];
    this.first = null;
    this.next = this.problem = "";
    this.isAsking = false;
    this.#changed();
  }
}
