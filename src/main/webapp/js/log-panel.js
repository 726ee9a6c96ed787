import { element, foreign, KeyedList, setText } from "./dom.js";
import { clock } from "./time.js";

/**
 * @typedef {{ at: string, level: string, logger: string, message: string }} Line
 * @typedef {Line & { key: string }} Keyed
 * @typedef {{ now: string, log: { reachesBack: boolean, cut: boolean, lines: Line[] } | null }} Log
 */

const LEVELS = { W: "warning", E: "error", F: "error" };

/** What the service logged about the time of an alert. */
export class LogPanel extends HTMLElement {
  #none = element("p", { class: "quiet" }, "Loading…");
  #list = element("ol", { class: "log", tabindex: "0", "aria-label": "Log lines" });
  /** @type {KeyedList<Keyed, undefined>} */
  #rows = new KeyedList(this.#list, (/** @type {Keyed} */ line) => line.key, row);

  connectedCallback() {
    this.replaceChildren(
      element("section", { "aria-labelledby": "log-title" }, element("h2", { id: "log-title" }, "What the service logged"), this.#none, this.#list),
    );
  }

  /** @param {import("./feed-state.js").FeedState<Log>} feed */
  show({ snapshot, problem, failures }) {
    const log = snapshot?.log;
    const lines = log?.lines ?? [];
    this.#rows.show(lines.map((line, index) => ({ ...line, key: `${line.at} ${index}` })), undefined);
    this.#list.hidden = lines.length === 0;
    setText(this.#none, failures > 0 ? `It cannot be shown: ${problem}.` : snapshot ? remark(log ?? null) : "Loading…");
  }
}

/** @param {Log["log"]} log */
function remark(log) {
  if (!log) return "The instance that answers has no log file.";
  const nothing = log.lines.length === 0 ? "Nothing in this time." : "";
  if (log.cut) return "There is more in this time; the first lines are shown.";
  return log.reachesBack ? nothing : `${nothing} The log does not reach back to its beginning.`.trim();
}

/** @param {Line} line */
function row({ at, level, logger, message }) {
  const word = LEVELS[/** @type {keyof typeof LEVELS} */ (level)] ?? "";
  const node = element(
    "li",
    { "data-level": level, title: logger },
    element("time", { datetime: at }, clock(at)),
    " ",
    word ? element("strong", {}, `${word}: `) : null,
    foreign(message),
  );
  return { node, update() {} };
}

customElements.define("log-panel", LogPanel);
