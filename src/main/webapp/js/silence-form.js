import { SILENCE_FOR } from "./act.js";
import { element, setText } from "./dom.js";
import { choiceField, textField } from "./form-dialog.js";
import { createSilence, previewSilence, Refused } from "./server.js";
import { matcher, OPERATORS, operatorOf, previewTexts } from "./silence.js";

/** @typedef {import("./silence.js").Matcher} Matcher */

const PREVIEW_DELAY_MILLIS = 400;
const DAYS = { 1: "the last day", 7: "the last 7 days", 30: "the last 30 days", 90: "the last 90 days" };

/**
 * What is asked before something is silenced: with what it would mute now, and would have hidden before.
 *
 * @param {Matcher[]} matchers
 * @param {string} comment
 * @param {(silence: import("./silence.js").Silence) => void} done
 * @returns {import("./form-dialog.js").Asking}
 */
export function silenceForm(matchers, comment, done) {
  const preview = new PreviewText();
  const rows = new MatcherRows(matchers, () => preview.ask(rows.matchers()));
  const length = choiceField("For", SILENCE_FOR, "PT2H");
  const begins = /** @type {HTMLInputElement} */ (element("input", { type: "datetime-local" }));
  const text = textField("Comment", { required: "", maxlength: "1000", rows: "2", "data-first": "" });
  text.input.value = comment;
  /** Asked only when the server wants it said twice. */
  const confirm = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox" }));
  const confirmation = element(
    "label",
    { class: "choice warning", hidden: "" },
    confirm,
    element("span", {}, "Yes, mute all of it"),
  );
  preview.node.addEventListener("change", () => preview.ask(rows.matchers()));
  preview.ask(rows.matchers());

  return {
    title: "Silence",
    submit: "Silence",
    fields: [
      rows.node,
      preview.node,
      element(
        "div",
        { class: "pair" },
        length.node,
        element("label", {}, element("span", {}, "Begins (now, if empty)"), begins),
      ),
      text.node,
      confirmation,
    ],
    async onSubmit() {
      try {
        const terms = { matchers: rows.matchers(), duration: length.input.value, comment: text.input.value };
        const startsAt = begins.value ? { startsAt: new Date(begins.value).toISOString() } : {};
        done(await createSilence({ ...terms, ...startsAt, ...(confirm.checked ? { confirm: true } : {}) }));
      } catch (failure) {
        if (failure instanceof Refused && failure.status === 409 && failure.current) {
          confirmation.hidden = false;
          confirm.required = true;
          confirm.focus();
          throw new Error(`${sentence(failure.message)} Say that you mean it.`, { cause: failure });
        }
        throw failure;
      }
    },
  };
}

/** @param {string} text */
function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1).replace(/\.?$/, ".");
}

/** The matchers, each a line that can be changed or taken away. */
class MatcherRows {
  #list = element("ul", { class: "matchers" });
  #changed;

  /** @param {Matcher[]} matchers @param {() => void} changed */
  constructor(matchers, changed) {
    this.#changed = changed;
    const add = element("button", { type: "button" }, "Add a matcher");
    add.addEventListener("click", () => this.#add(matcher("", "=", "")).focus());
    this.node = element("fieldset", {}, element("legend", {}, "Alerts whose labels are"), this.#list, add);
    this.node.addEventListener("input", changed);
    for (const each of matchers.length > 0 ? matchers : [matcher("alertname", "=", "")]) this.#add(each);
  }

  /** @returns {Matcher[]} */
  matchers() {
    return [...this.#list.children].map((row) => {
      const [name, operator, value] = /** @type {HTMLInputElement[]} */ ([...row.querySelectorAll("input, select")]);
      return matcher(name.value.trim(), operator.value, value.value);
    });
  }

  /** @param {Matcher} given @returns {HTMLInputElement} */
  #add(given) {
    const name = /** @type {HTMLInputElement} */ (
      element("input", { "aria-label": "Label", required: "", pattern: "[a-zA-Z_][a-zA-Z0-9_]*", title: "a label's name", spellcheck: "false", autocapitalize: "none" })
    );
    const operator = /** @type {HTMLSelectElement} */ (
      element("select", { "aria-label": "Comparison" }, ...OPERATORS.map((value) => element("option", { value }, value)))
    );
    const value = /** @type {HTMLInputElement} */ (element("input", { "aria-label": "Value", maxlength: "1000", spellcheck: "false", autocapitalize: "none" }));
    const remove = element("button", { type: "button" }, "Remove");
    remove.setAttribute("aria-label", `Remove the matcher ${given.name}`);
    name.value = given.name;
    operator.value = operatorOf(given);
    value.value = given.value;
    const row = element("li", {}, name, operator, value, remove);
    remove.addEventListener("click", () => {
      const next = /** @type {HTMLElement | null} */ ((row.nextElementSibling ?? row.previousElementSibling)?.querySelector("button") ?? null);
      row.remove();
      (next ?? this.node.querySelector("button"))?.focus();
      this.#changed();
    });
    this.#list.append(row);
    return name;
  }
}

/** What the silence would mute, asked anew while it is written. */
class PreviewText {
  #now = element("p", { dir: "auto" });
  #before = element("p", { dir: "auto" });
  #days = choiceField("Look back over", DAYS, "7");
  #timer = 0;
  #asked = 0;

  constructor() {
    this.node = element(
      "div",
      { class: "preview" },
      element("div", { role: "status" }, this.#now, this.#before),
      this.#days.node,
    );
  }

  /** @param {Matcher[]} matchers */
  ask(matchers) {
    clearTimeout(this.#timer);
    const question = ++this.#asked;
    if (matchers.length === 0 || matchers.some(({ name }) => !name)) {
      this.#say("", "Name a label, and what it is.", "");
      return;
    }
    this.#timer = setTimeout(async () => {
      const days = Number(this.#days.input.value);
      try {
        const preview = await previewSilence(matchers, days);
        if (question !== this.#asked) return;
        const [now, before] = previewTexts(preview, days);
        this.#say(preview.everything ? "everything" : "", now, before);
      } catch (failure) {
        if (question === this.#asked) this.#say("bad", failure instanceof Error ? failure.message : String(failure), "");
      }
    }, PREVIEW_DELAY_MILLIS);
  }

  /** @param {string} state @param {string} now @param {string} before */
  #say(state, now, before) {
    this.node.dataset.state = state;
    setText(this.#now, now);
    setText(this.#before, before);
  }
}
