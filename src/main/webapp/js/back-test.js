import "./threshold-chart.js";
import { element, foreign, setText } from "./dom.js";
import { alertHash } from "./model.js";
import { addedText, addressOf, effectText, secondsText, stays } from "./review.js";
import { backTest, SignedOut } from "./server.js";
import { verdictText } from "./episode.js";
import { valueText } from "./scale.js";
import { clock, duration } from "./time.js";

/** @typedef {import("./review.js").BackTest} BackTest */

/** Who drags on is not asked for yet. */
const REST_MILLIS = 500;

/**
 * What another threshold of one rule would have done: it is dragged over what was measured, and one sees which episodes
 * stay. Events: `signedout`; `address` when another threshold is tried.
 */
export class BackTestPanel extends HTMLElement {
  #title = element("h2", { id: "back-test-title", dir: "auto" });
  #back = element("a", {}, "Back to the review");
  #problems = element("ul", { class: "problems" });
  #chart = /** @type {import("./threshold-chart.js").ThresholdChart} */ (element("threshold-chart"));
  #input = /** @type {HTMLInputElement} */ (element("input", { type: "number", step: "any", inputmode: "decimal" }));
  #present = element("button", { type: "button" }, "The present one");
  #effect = element("p", { class: "sum", role: "status" });
  #added = element("p", { class: "quiet" });
  #proof = element("p", { class: "quiet" });
  #tried = element("div");
  #list = element("ol", { class: "panel rows episodes" });
  #threshold = element(
    "div",
    { class: "threshold" },
    element("label", {}, element("span", {}, "Threshold to try"), this.#input),
    this.#present,
  );
  #figure = element("figure", {}, this.#chart, this.#threshold, element("figcaption", {}, this.#effect, this.#added, this.#proof));
  /** @type {BackTest | null} */
  #test = null;
  #wish = new URLSearchParams();
  #query = new URLSearchParams();
  #timer = 0;
  #asked = 0;

  connectedCallback() {
    this.replaceChildren(
      element(
        "section",
        { "aria-labelledby": "back-test-title" },
        element("div", { class: "heading" }, this.#title, this.#back),
        this.#problems,
        this.#figure,
      ),
      this.#tried,
      element("section", { "aria-labelledby": "tried-episodes" }, element("h2", { id: "tried-episodes" }, "Episodes"), this.#list),
    );
    this.#chart.addEventListener("change", () => this.#try(this.#chart.threshold));
    this.#input.addEventListener("input", () => {
      if (this.#input.value && this.#input.validity.valid) this.#try(this.#input.valueAsNumber);
    });
    this.#present.addEventListener("click", () => this.#try(this.#test?.replay?.threshold ?? 0));
  }

  /** @param {URLSearchParams} wish what the address asks for @param {URLSearchParams} query the same, as the service takes it */
  async look(wish, query) {
    this.forget();
    this.#wish = wish;
    this.#query = query;
    setText(this.#title, `Back-test: ${wish.get("alert")}`);
    this.#back.setAttribute("href", addressOf(wish, { alert: "", severity: "", threshold: "" }));
    const question = ++this.#asked;
    const test = await backTest(query);
    if (question !== this.#asked) return;
    this.#test = test;
    const asked = Number(wish.get("threshold") ?? NaN);
    const threshold = Number.isFinite(asked) ? asked : (test.replay?.threshold ?? 0);
    this.#figure.hidden = !test.rule?.comparison || !test.replay;
    this.#problems.replaceChildren(...test.problems.map((problem) => element("li", {}, foreign(problem))));
    this.#tried.replaceChildren(...triedTables(test, (value) => this.#try(value)));
    setText(this.#proof, proofText(test));
    this.#chart.show(test, threshold);
    this.#show(this.#chart.threshold);
    setText(this.#added, addedText(test.asked?.effect));
  }

  forget() {
    clearTimeout(this.#timer);
    this.#asked++;
    this.#test = null;
    this.#figure.hidden = true;
    this.#tried.replaceChildren();
    this.#list.replaceChildren();
    this.#problems.replaceChildren();
  }

  /** Shows at once what is known of a threshold, and asks for the rest when it rests. @param {number} threshold */
  #try(threshold) {
    this.#chart.take(threshold);
    this.#show(this.#chart.threshold);
    setText(this.#added, "…");
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(this.#chart.threshold), REST_MILLIS);
  }

  async #ask(/** @type {number} */ threshold) {
    const question = ++this.#asked;
    this.#wish.set("threshold", String(threshold));
    this.#query.set("threshold", String(threshold));
    this.dispatchEvent(new CustomEvent("address", { detail: addressOf(this.#wish, {}) }));
    try {
      const test = await backTest(this.#query);
      if (question === this.#asked) setText(this.#added, addedText(test.asked?.effect));
    } catch (error) {
      if (question !== this.#asked) return;
      if (error instanceof SignedOut) this.dispatchEvent(new Event("signedout"));
      else setText(this.#added, `What else would have fired is not known: ${error instanceof Error ? error.message : error}.`);
    }
  }

  /** @param {number} threshold */
  #show(threshold) {
    const test = this.#test;
    if (!test) return;
    const comparison = test.rule?.comparison ?? "";
    if (document.activeElement !== this.#input) this.#input.value = String(threshold);
    setText(this.#effect, effectText(test.episodes, comparison, threshold));
    const rows = test.episodes.map((past) => episodeRow(past, comparison ? stays(past, comparison, threshold) : undefined));
    this.#list.replaceChildren(...rows.reverse());
    this.#list.hidden = rows.length === 0;
  }
}

/** How far the replay can be trusted. @param {BackTest} test */
function proofText({ replay, more }) {
  if (!replay) return "";
  const texts = [`With the present threshold the replay finds ${replay.found} of ${replay.covered} episodes again`];
  if (replay.other > 0) texts.push(`and ${replay.other} that are not on record`);
  const grain = replay.exact ? "" : ` It reads one value in ${duration(replay.stepSeconds * 1000)}, fewer than the rule does.`;
  const hidden = [
    replay.moreLines > 0 ? `${replay.moreLines} more lines are not drawn.` : "",
    more > 0 ? `${more} older episodes are not listed.` : "",
  ];
  return [`${texts.join(" ")}.${grain}`, ...hidden].filter(Boolean).join(" ");
}

/** @param {import("./review.js").Past} past @param {boolean | undefined} isKept */
function episodeRow({ id, startsAt, endsAt, verdict, peak }, isKept) {
  const fate = isKept === undefined ? "" : isKept ? "stays" : "would not have fired";
  const length = endsAt ? `for ${duration(Date.parse(endsAt) - Date.parse(startsAt))}` : "still firing";
  return element(
    "li",
    { "data-fate": isKept === false ? "gone" : "stays" },
    element("a", { href: alertHash(id) }, element("time", { datetime: startsAt }, clock(startsAt))),
    element("span", {}, length),
    element("span", { class: "quiet" }, peak === undefined ? "" : `up to ${valueText(peak)}`),
    element("span", { class: "quiet" }, verdict ? `judged ${verdictText(verdict)}` : "not judged"),
    element("strong", {}, fate),
  );
}

/** The thresholds and waits that the service tried by itself. @param {BackTest} test @param {(threshold: number) => void} take */
function triedTables({ thresholds, waits, rule }, take) {
  const tables = [];
  if (thresholds.length > 0) {
    const rows = thresholds.map(({ threshold, present, effect }) => {
      const button = element("button", { type: "button" }, `${rule?.comparison ?? ""} ${valueText(threshold)}`);
      button.addEventListener("click", () => take(threshold));
      return effectRow(button, present, effect);
    });
    tables.push(effectTable("Other thresholds", "Threshold", rows));
  }
  if (waits.length > 0) {
    const rows = waits.map(({ holdSeconds, present, effect }) =>
      effectRow(document.createTextNode(`for ${secondsText(holdSeconds)}`), present, effect),
    );
    tables.push(effectTable("Other waits", "Wait", rows));
  }
  return tables;
}

/** @param {string} title @param {string} first @param {HTMLElement[]} rows */
function effectTable(title, first, rows) {
  const heads = [first, "stay", "removed", "of them real", "needless", "answered", "added"];
  return element(
    "section",
    { "aria-label": title },
    element("h2", {}, title),
    element(
      "div",
      { class: "scroll", tabindex: "0", role: "group", "aria-label": title },
      element(
        "table",
        { class: "figures" },
        element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
        element("tbody", {}, ...rows),
      ),
    ),
  );
}

/** @param {Node} what @param {boolean} isPresent @param {import("./review.js").Effect} effect */
function effectRow(what, isPresent, { stay, removed, added }) {
  const numbers = [stay, removed.all, removed.real, removed.needless, removed.answered, added ?? "–"];
  return element(
    "tr",
    isPresent ? { class: "present" } : {},
    element("th", { scope: "row" }, what, isPresent ? element("span", { class: "quiet" }, " present") : null),
    ...numbers.map((number) => element("td", {}, String(number))),
  );
}

customElements.define("back-test", BackTestPanel);
