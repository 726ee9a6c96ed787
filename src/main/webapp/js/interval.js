import { element } from "./dom.js";
import { proportionText } from "./review.js";

/** A share and where it lies for certain, on a scale from 0 to 100 %; the words say the same. @param {import("./review.js").Proportion | undefined} proportion */
export function interval(proportion) {
  if (!proportion) return element("span", { class: "quiet" }, "none judged");
  const scale = element("span", { class: "interval", "aria-hidden": "true" }, element("span", { class: "reach" }), element("span", { class: "dot" }));
  for (const end of /** @type {const} */ (["low", "share", "high"])) scale.style.setProperty(`--${end}`, String(proportion[end]));
  return element("span", { class: "certainty" }, scale, element("span", { class: "quiet" }, proportionText(proportion)));
}

/** Parts of a whole side by side, with their names and numbers below. @param {[name: string, count: number][]} parts */
export function partsBar(parts) {
  const shown = parts.filter(([, count]) => count > 0);
  const bar = element("span", { class: "parts", "aria-hidden": "true" });
  for (const [name, count] of shown) {
    const part = element("span", { "data-part": name });
    part.style.setProperty("--count", String(count));
    bar.append(part);
  }
  const legend = shown.map(([name, count]) => element("li", { "data-part": name }, `${count} ${name}`));
  return element("div", {}, bar, element("ul", { class: "legend" }, ...legend));
}
