import { SILENCE_FOR } from "./act.js";
import { element, foreign, KeyedList, setText, setTime } from "./dom.js";
import { isOld } from "./feed-state.js";
import { Feed } from "./feed.js";
import { choiceField } from "./form-dialog.js";
import { alertHash } from "./model.js";
import { extendSilence, silences } from "./server.js";
import { matcherText } from "./alertmanager-state.js";
import { clock, duration, until } from "./time.js";

/** @typedef {import("./silence.js").Silence} Silence */

/**
 * Alertmanager's silences: those that hold, those to come, those that are over. Events: `signedout`, and `silence` with
 * what is wanted of which.
 */
export class SilencesView extends HTMLElement {
  #feed = new Feed(silences);
  #age = element("span", { class: "quiet age" }, "Loading…");
  #problem = element("p", { class: "notice", role: "status", hidden: "" });
  #none = element("p", { class: "quiet", hidden: "" }, "Nothing is silenced.");
  #standing = element("ul", { class: "panel rows", id: "silences" });
  #over = element("ul", { class: "panel rows", id: "silences-over" });
  #past = element("section", { hidden: "" }, element("h2", {}, "Over"), this.#over);
  /** @type {KeyedList<Silence, number>} */
  #rows = new KeyedList(this.#standing, (silence) => silence.id, (silence) => this.#row(silence));
  /** @type {KeyedList<Silence, number>} */
  #pastRows = new KeyedList(this.#over, (silence) => silence.id, (silence) => this.#row(silence));

  constructor() {
    super();
    this.#feed.addEventListener("change", () => this.show(Date.now()));
    this.#feed.addEventListener("signedout", () => this.dispatchEvent(new Event("signedout")));
  }

  connectedCallback() {
    const make = element("button", { type: "button", class: "act", "data-key": "s" }, "New silence");
    make.addEventListener("click", () => this.#want("new"));
    this.replaceChildren(
      element("div", { class: "heading" }, element("h1", {}, "Silences"), this.#age, element("span", { class: "acts" }, make)),
      this.#problem,
      this.#none,
      this.#standing,
      this.#past,
    );
  }

  disconnectedCallback() {
    this.stop();
  }

  start() {
    this.#feed.start();
  }

  stop() {
    this.#feed.stop();
  }

  /** Somebody changed one. */
  refresh() {
    if (this.#feed.isRunning) void this.#feed.poll();
  }

  forget() {
    this.#feed.forget();
    this.#rows.show([], 0);
    this.#pastRows.show([], 0);
    this.#none.hidden = this.#past.hidden = this.#problem.hidden = true;
    setText(this.#age, "Loading…");
  }

  /** @param {number} now */
  show(now) {
    const { snapshot, receivedAt, failures, problem } = this.#feed.state;
    this.#problem.hidden = failures === 0;
    setText(this.#problem, failures === 0 ? "" : snapshot ? `${problem}. What is shown is from ${clock(receivedAt)}.` : `${problem}.`);
    if (!snapshot) {
      setText(this.#age, failures === 0 ? "Loading…" : "No answer yet");
      return;
    }
    this.dataset.old = String(isOld(this.#feed.state, now));
    setText(this.#age, `updated ${duration(now - receivedAt)} ago`);
    const standing = snapshot.silences.filter(({ state }) => state !== "expired");
    const over = snapshot.silences.filter(({ state }) => state === "expired").reverse();
    this.#rows.show(standing, now);
    this.#pastRows.show(over.slice(0, 20), now);
    this.#none.hidden = standing.length > 0;
    this.#standing.hidden = standing.length === 0;
    this.#past.hidden = over.length === 0;
  }

  #want(/** @type {string} */ what, /** @type {Silence} */ silence = NONE) {
    this.dispatchEvent(new CustomEvent("silence", { bubbles: true, detail: { what, silence } }));
  }

  #row(/** @type {Silence} */ first) {
    let silence = first;
    const matchers = element("code", { dir: "auto" });
    const comment = element("span", { dir: "auto" });
    const state = element("strong");
    const when = element("time");
    const buttons = ["extend", "expire", "again"].map((what) => {
      const button = element("button", { type: "button", class: "act" }, LABELS[what]);
      button.addEventListener("click", () => this.#want(what, silence));
      return button;
    });
    const node = element(
      "li",
      { class: "silence-row" },
      element("span", { class: "matched" }, matchers, comment),
      element("span", { class: "quiet" }, state, ", by ", foreign(first.createdBy), ", ", when),
      element("span", { class: "acts" }, ...buttons),
    );
    return {
      node,
      /** @param {Silence} latest @param {number} now */
      update(latest, now) {
        silence = latest;
        const text = latest.matchers.map(matcherText).join(", ");
        setText(matchers, text);
        showComment(comment, latest.comment);
        const isHeld = heldFor(latest) !== null;
        setText(state, latest.state);
        const [shown, left] = whenOf(latest, now);
        setTime(when, shown, left);
        buttons.forEach((button, index) => {
          button.hidden = isHeld || (latest.state === "expired") !== (index === 2);
          button.setAttribute("aria-label", `${button.textContent}: ${text}`);
        });
      },
    };
  }
}

/** The alert that an acknowledgement keeps quiet by this silence, which ends with it; null if it is no such silence. */
function heldFor(/** @type {Silence} */ { comment }) {
  return /^acknowledged: alert ([0-9a-f]{16}-\d+)$/.exec(comment)?.[1] ?? null;
}

function showComment(/** @type {HTMLElement} */ node, /** @type {string} */ comment) {
  const id = heldFor(/** @type {Silence} */ ({ comment }));
  const text = id ? "keeps an acknowledged alert quiet, and ends with that" : comment;
  if (node.textContent === text) return;
  node.replaceChildren(id ? element("a", { href: alertHash(id) }, text) : text);
}

/** @type {Record<string, string>} */
const LABELS = { extend: "Extend", expire: "Expire", again: "Silence again" };

/** @type {Silence} */
const NONE = { id: "", state: "", matchers: [], startsAt: "", endsAt: "", createdBy: "", comment: "" };

/** @param {Silence} silence @param {number} now @returns {[string, string]} */
function whenOf({ state, startsAt, endsAt }, now) {
  if (state === "pending") return [startsAt, `begins ${clock(startsAt)}, ends ${clock(endsAt)}`];
  if (state === "expired") return [endsAt, `ended ${clock(endsAt)}`];
  return [endsAt, `until ${until(endsAt)}, ${duration(Date.parse(endsAt) - now)} left`];
}

/**
 * What is asked before a silence gets another end.
 *
 * @param {Silence} silence
 * @param {(silence: Silence) => void} done
 * @returns {import("./form-dialog.js").Asking}
 */
export function extendForm(silence, done) {
  const length = choiceField("From now on for", SILENCE_FOR, "PT2H");
  length.input.dataset.first = "";
  return {
    title: "Extend the silence",
    submit: "Extend",
    fields: [
      element("p", {}, element("code", { dir: "auto" }, silence.matchers.map(matcherText).join(", "))),
      element("p", { class: "quiet" }, `It ends ${until(silence.endsAt)}.`),
      length.node,
    ],
    onSubmit: async () => done(await extendSilence(silence.id, length.input.value)),
  };
}

customElements.define("silences-view", SilencesView);
