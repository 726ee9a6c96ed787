import { element } from "./dom.js";
import { boundTexts, distributionText, timesText } from "./review.js";

/**
 * How many took how long, as columns; those beyond the target stand apart.
 *
 * @param {string} title
 * @param {import("./review.js").Times} times
 * @param {number[]} bounds of the columns, in seconds
 * @param {number} [target] in seconds
 */
export function distribution(title, times, bounds, target) {
  const texts = boundTexts(bounds);
  const most = times.counts.reduce((a, b) => Math.max(a, b), 1);
  const columns = times.counts.map((count, index) => {
    const isLate = target !== undefined && (bounds[index] ?? Infinity) > target;
    const fill = element("span", { class: "fill" });
    fill.style.setProperty("--share", String(count / most));
    const isDue = isLate && (bounds[index - 1] ?? 0) === target;
    return element(
      "span",
      { class: "column", ...(isLate ? { "data-late": "" } : {}), ...(isDue ? { "data-due": "" } : {}) },
      element("span", { class: "count" }, count > 0 ? String(count) : ""),
      fill,
      element("span", { class: "bound" }, texts[index]),
    );
  });
  const due = target === undefined ? "" : `; an answer is due within ${boundTexts([target])[0]}`;
  return element(
    "figure",
    { class: "distribution" },
    element("figcaption", {}, element("strong", {}, title), element("span", { class: "quiet" }, `${timesText(times)}${due}`)),
    element("div", { class: "columns", role: "img", "aria-label": `${title}: ${distributionText(times, texts) || "none"}` }, ...columns),
  );
}
