import { shape, shapePath } from "./dom.js";

const ICON_COLOURS = {
  quiet: "#2f8f53",
  critical: "#d5222c",
  warning: "#c77700",
  info: "#3a7fb5",
  acknowledged: "#3a7fb5",
  pending: "#c77700",
  blind: "#c77700",
  stale: "#c77700",
  unreachable: "#d5222c",
};

/** States that the tab's title does not speak of. */
const SILENT = ["quiet", "loading"];

/** How things stand, in the header, the tab's title and its icon. */
export class TocsinIndicator extends HTMLElement {
  /** @param {{ state: string, text: string }} indicator */
  show({ state, text }) {
    if (this.dataset.state === state && this.textContent === text) return;
    this.dataset.state = state;
    this.replaceChildren(shape(state), text);
    document.title = SILENT.includes(state) ? "Tocsin" : `${text} · Tocsin`;
    const colour = ICON_COLOURS[/** @type {keyof typeof ICON_COLOURS} */ (state)] ?? "#777777";
    const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="${colour}" d="${shapePath(state)}"/></svg>`;
    document.querySelector("link[rel=icon]")?.setAttribute("href", `data:image/svg+xml,${encodeURIComponent(icon)}`);
  }
}

customElements.define("tocsin-indicator", TocsinIndicator);
