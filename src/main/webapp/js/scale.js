// How a chart's times and values become places and words; no DOM here.

/**
 * @typedef {[at: number, value: number]} Point a time in milliseconds since the epoch, and a value
 * @typedef {{ name: string, points: Point[] }} Line
 */

const STEPS_OF_TIME = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400, 172800];
const SECONDS_A_DAY = 86_400;

/** Such as a time since the epoch: a chart from zero would show a flat line. */
const FAR = 1e6;

/** Round numbers that enclose all values, zero among them unless they lie far from it together. */
export function valueTicks(/** @type {number[]} */ values, /** @type {number} */ wanted) {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const isFar = low > FAR && high - low < low / 4;
  const from = isFar ? low : Math.min(0, low);
  const to = high === from ? from + Math.max(1, Math.abs(from)) : isFar ? high : Math.max(0, high);
  const step = roundStep((to - from) / wanted);
  const ticks = [];
  for (let i = Math.floor(from / step); i <= Math.ceil(to / step); i++) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

function roundStep(/** @type {number} */ rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough * 0.999) ?? 10;
  return factor * power;
}

/** Full times of the wall clock between the two. */
export function timeTicks(/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ wanted) {
  const rough = (to - from) / 1000 / wanted;
  const days = Math.ceil(rough / SECONDS_A_DAY);
  const step = (STEPS_OF_TIME.find((seconds) => seconds >= rough) ?? days * SECONDS_A_DAY) * 1000;
  const offset = new Date(from).getTimezoneOffset() * 60_000;
  const ticks = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to; at += step) ticks.push(at);
  return ticks;
}

/** A time as an axis has it: by the day, the minute or the second. */
export function tickTime(/** @type {number} */ at, /** @type {number} */ span) {
  const when = new Date(at);
  if (span > 2 * SECONDS_A_DAY * 1000) return when.toLocaleDateString([], { day: "numeric", month: "short" });
  const exact = /** @type {const} */ ({ hour: "2-digit", minute: "2-digit" });
  return when.toLocaleTimeString([], span > 5 * 60_000 ? exact : { ...exact, second: "2-digit" });
}

/** At most four digits that count, in the unit. */
export function valueText(/** @type {number} */ value, /** @type {string} */ unit = "") {
  const size = Math.abs(value);
  const text =
    size >= 1e6
      ? value.toLocaleString([], { notation: "compact", maximumSignificantDigits: 4 })
      : value.toLocaleString([], { maximumFractionDigits: size >= 100 ? 0 : size >= 1 ? 1 : 3 });
  return unit ? `${text}\u202f${unit}` : text;
}

/**
 * What is drawn of a line: a break where values are missing.
 *
 * @param {Point[]} points
 * @param {number} gap so far apart, in milliseconds, two points belong together
 * @param {(at: number) => number} x
 * @param {(value: number) => number} y
 */
export function pathOf(points, gap, x, y) {
  let before = -Infinity;
  return points
    .map(([at, value]) => {
      const isJoined = at - before <= gap;
      before = at;
      const place = `${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
      // A point alone is seen only if it goes somewhere: the round cap makes a dot of it.
      return isJoined ? `L${place}` : `M${place}h0`;
    })
    .join("");
}

/** The point of a line that is next to a time; none if that is further than the gap. */
export function nearest(/** @type {Point[]} */ points, /** @type {number} */ at, /** @type {number} */ gap) {
  const best = points.reduce(
    (found, point) => (found && Math.abs(found[0] - at) <= Math.abs(point[0] - at) ? found : point),
    /** @type {Point | undefined} */ (undefined),
  );
  return best && Math.abs(best[0] - at) <= gap ? best : undefined;
}
