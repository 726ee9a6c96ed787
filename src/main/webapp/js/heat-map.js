import { element } from "./dom.js";
import { heat } from "./review.js";

/**
 * A table whose numbers are seen at a glance: the more, the darker.
 *
 * @param {{ label: string, corner: string, columns: { text: string, title: string, above?: string }[],
 *   rows: { head: Node, counts: number[] }[] }} given `above` says what begins with a column, such as a month
 */
export function heatMap({ label, corner, columns, rows }) {
  const most = rows.flatMap(({ counts }) => counts).reduce((a, b) => Math.max(a, b), 0);
  const head = columns.map(({ text, title, above }) =>
    element("th", { scope: "col", title, ...edge(above) }, above ? element("span", { class: "above" }, above) : null, text),
  );
  const body = rows.map(({ head: name, counts }) =>
    element(
      "tr",
      {},
      element("th", { scope: "row", dir: "auto" }, name),
      ...counts.map((count, index) => cell(count, most, columns[index])),
    ),
  );
  return element(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-label": label },
    element(
      "table",
      { class: "heat" },
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, corner), ...head)),
      element("tbody", {}, ...body),
    ),
  );
}

/** @param {number} count @param {number} most @param {{ title: string, above?: string }} column */
function cell(count, most, { title, above }) {
  const level = heat(count, most);
  return element(
    "td",
    { "data-heat": String(level), title: `${title}: ${count}`, ...edge(above) },
    count === 0 ? element("span", { class: "visually-hidden" }, "0") : String(count),
  );
}

/** @param {string | undefined} above @returns {Record<string, string>} */
function edge(above) {
  return above ? { class: "edge" } : {};
}
