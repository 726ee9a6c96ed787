// Builds elements; data becomes text, never markup.

const SHAPES = {
  critical: "M5 1h6l4 4v6l-4 4H5l-4-4V5z",
  warning: "M8 1l7.5 14H.5z",
  info: "M8 1a7 7 0 1 0 0 14A7 7 0 1 0 8 1z",
  quiet: "M6.2 13.5L.9 8.2l2-2 3.3 3.3L13.1 2.6l2 2z",
  other: "M2 2h12v12H2z",
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

/** A time as people say it, with the exact one at hand. */
export function time(/** @type {string} */ iso, /** @type {string} */ text) {
  return element("time", { datetime: iso, title: new Date(iso).toLocaleString() }, text);
}

/** A list of names and values. */
export function pairs(/** @type {Record<string, string>} */ texts, className = "pairs") {
  const list = element("dl", { class: className });
  for (const [name, value] of Object.entries(texts)) {
    list.append(element("dt", {}, name), element("dd", {}, value));
  }
  return list;
}

/** Only addresses of the web and of this service become links: a label may hold `javascript:`. */
export function link(/** @type {string | null | undefined} */ address, /** @type {string} */ text) {
  if (!address || !URL.canParse(address, location.href)) {
    return null;
  }
  const url = new URL(address, location.href);
  return url.protocol === "http:" || url.protocol === "https:"
    ? element("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, text)
    : null;
}
