// Builds and changes elements; data becomes text, never markup.

const SHAPES = {
  critical: "M5 1h6l4 4v6l-4 4H5l-4-4V5z",
  warning: "M8 1l7.5 14H.5z",
  info: "M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1z",
  quiet: "M6.2 13.5L.9 8.2l2-2 3.3 3.3L13.1 2.6l2 2z",
  blind: "M8 1l7.5 14H.5z",
  stale: "M2 1h12v3L9.5 8l4.5 4v3H2v-3l4.5-4L2 4z",
  unreachable: "M3.5 1.1L8 5.6l4.5-4.5 2.4 2.4L10.4 8l4.5 4.5-2.4 2.4L8 10.4l-4.5 4.5-2.4-2.4L5.6 8 1.1 3.5z",
  unknown: "M1 6h14v4H1z",
  other: "M2 2h12v12H2z",
  acknowledged: "M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1zM6.8 11.5L3.6 8.3 5 6.9l1.8 1.8L11 4.5l1.4 1.4z",
  pending: "M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1zM7 4h2v4.2l2.6 1.6-1 1.7L7 9.3z",
  "signed-out": "M2 7h8V4l5 4-5 4V9H2z",
};

/**
 * @param {string} tag
 * @param {Record<string, string>} [attributes]
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElement}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  for (const child of children) {
    if (child !== null && child !== undefined) {
      made.append(child);
    }
  }
  return made;
}

/** The outline that goes with a severity or state: it says the same as its colour, to eyes that see none. */
export function shapePath(/** @type {string} */ name) {
  return SHAPES[/** @type {keyof typeof SHAPES} */ (name)] ?? SHAPES.other;
}

export function shape(/** @type {string} */ name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("shape");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", shapePath(name));
  svg.append(path);
  return svg;
}

/** Text from outside, kept apart: its writing direction must not turn ours around. */
export function foreign(/** @type {string} */ text, /** @type {Record<string, string>} */ attributes = {}) {
  return element("bdi", attributes, text);
}

/** Changes a text only where it differs, so that what is selected or read aloud stays. */
export function setText(/** @type {Node} */ node, /** @type {string} */ text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

/** Changes a time as people say it, with the exact one at hand. */
export function setTime(/** @type {HTMLElement} */ node, /** @type {string} */ iso, /** @type {string} */ text) {
  if (node.getAttribute("datetime") !== iso) {
    node.setAttribute("datetime", iso);
    node.title = new Date(iso).toLocaleString();
  }
  setText(node, text);
}

/** Shows names and values; those already there stay untouched. */
export function setPairs(/** @type {HTMLElement} */ list, /** @type {Record<string, string>} */ texts) {
  const wanted = Object.entries(texts).flat();
  if (wanted.length === list.children.length) {
    wanted.forEach((text, index) => setText(list.children[index], text));
  } else {
    list.replaceChildren(...wanted.map((text, index) => element(index % 2 ? "dd" : "dt", { dir: "auto" }, text)));
  }
}

/**
 * Only addresses of the web and of this service become links: a label may hold `javascript:`.
 *
 * @param {HTMLAnchorElement} anchor
 * @param {string | null | undefined} address
 */
export function setLink(anchor, address) {
  const url = address && URL.canParse(address, location.href) ? new URL(address, location.href) : null;
  const safe = url !== null && (url.protocol === "http:" || url.protocol === "https:");
  anchor.hidden = !safe;
  if (safe && anchor.href !== url.href) {
    anchor.href = url.href;
  }
}

/** A link that opens beside the page and tells the other side nothing. */
export function link(/** @type {string} */ text) {
  return /** @type {HTMLAnchorElement} */ (element("a", { target: "_blank", rel: "noopener noreferrer", hidden: "" }, text));
}

/**
 * Keeps one node an item, in the order given: a node that stays is changed in place, so that neither focus nor what is
 * open or selected is lost.
 *
 * @template T, C
 */
export class KeyedList {
  /** @type {Map<string, { node: HTMLElement, update: (item: T, context: C) => void }>} */
  #rows = new Map();
  #list;
  #keyOf;
  #make;

  /**
   * @param {HTMLElement} list
   * @param {(item: T) => string} keyOf
   * @param {(item: T) => { node: HTMLElement, update: (item: T, context: C) => void }} make
   */
  constructor(list, keyOf, make) {
    this.#list = list;
    this.#keyOf = keyOf;
    this.#make = make;
  }

  /** @param {T[]} items @param {C} context */
  show(items, context) {
    const wanted = new Map(items.map((item) => [this.#keyOf(item), item]));
    for (const [key, row] of this.#rows) {
      if (!wanted.has(key)) {
        row.node.remove();
        this.#rows.delete(key);
      }
    }
    let next = this.#list.firstElementChild;
    for (const [key, item] of wanted) {
      let row = this.#rows.get(key);
      if (!row) {
        row = this.#make(item);
        this.#rows.set(key, row);
      }
      row.update(item, context);
      if (row.node === next) {
        next = next.nextElementSibling;
      } else {
        this.#list.insertBefore(row.node, next);
      }
    }
  }
}
