import { element, setText } from "./dom.js";

const WIDTH = 64;
const HEIGHT = 18;

/** The value of an alert's expression as a number and a line of its last ones. */
export function trend() {
  const number = element("span", {});
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `-1 -1 ${WIDTH + 2} ${HEIGHT + 2}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.append(path);
  const node = element("p", { class: "trend", title: "What the rule measures, and how it went" }, svg, number);
  let shown = "";
  return {
    node,
    update(/** @type {number[]} */ values) {
      const points = values.filter(Number.isFinite);
      node.hidden = points.length === 0;
      const key = points.join();
      if (key === shown) return;
      shown = key;
      setText(number, points.length > 0 ? short(points[points.length - 1]) : "");
      svg.toggleAttribute("hidden", points.length < 2);
      path.setAttribute("d", line(points));
    },
  };
}

/** Between the least and the greatest; what is the same all along lies in the middle. */
export function line(/** @type {number[]} */ points) {
  const least = Math.min(...points);
  const span = Math.max(...points) - least;
  return points
    .map((value, index) => {
      const x = points.length > 1 ? (index * WIDTH) / (points.length - 1) : 0;
      const y = span > 0 ? HEIGHT - ((value - least) * HEIGHT) / span : HEIGHT / 2;
      return `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join("");
}

/** Four digits are what somebody can take in. */
export function short(/** @type {number} */ value) {
  return new Intl.NumberFormat([], { maximumSignificantDigits: 4, notation: Math.abs(value) >= 1e6 ? "compact" : "standard" }).format(value);
}
