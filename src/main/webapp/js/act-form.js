import { ACKNOWLEDGE_FOR, ACTS, each, meanwhile, subject, VERDICTS } from "./act.js";
import { element, foreign } from "./dom.js";
import { choiceField, textField } from "./form-dialog.js";
import { change, Refused, SignedOut } from "./server.js";
import { until } from "./time.js";

/** @typedef {import("./model.js").Alert} Alert */

const MOST_NAMED = 5;

/**
 * What is asked before something is done about alerts, and the doing.
 *
 * @param {keyof typeof ACTS} action
 * @param {Alert[]} alerts as they were seen
 * @param {(alert: Alert) => void} changed each as it is then
 * @param {(alerts: Alert[]) => void} done those that it was done about
 * @returns {import("./form-dialog.js").Asking}
 */
export function actForm(action, alerts, changed, done) {
  const act = ACTS[action];
  const { fields, body } = FIELDS[action](alerts);
  let left = alerts;
  /** @type {Alert[]} */
  const succeeded = [];

  return {
    title: `${act.label}: ${subject(alerts)}`,
    fields: [about(alerts), act.hint ? element("p", { class: "quiet" }, act.hint) : "", ...fields].map((field) =>
      typeof field === "string" ? document.createTextNode(field) : field,
    ),
    submit: act.label,
    async onSubmit(dialog) {
      const results = await each(left, (alert) => change(alert, "POST", act.what, body()), (count) => {
        if (left.length > 1) dialog.say(`${act.doing} ${count} of ${left.length}…`);
      });
      /** @type {{ alert: Alert, reason: unknown }[]} */
      const failures = [];
      results.forEach((result, index) => {
        if (result.status === "fulfilled") {
          succeeded.push(result.value);
          changed(result.value);
        } else {
          failures.push({ alert: left[index], reason: result.reason });
        }
      });
      left = failures.map(({ alert, reason }) => seen(alert, reason));
      left.forEach(changed);
      if (failures.length > 0) {
        const signedOut = failures.find(({ reason }) => reason instanceof SignedOut);
        const isOvertaken = failures.every(({ reason }) => isConflict(reason));
        dialog.say(signedOut ? act.label : isOvertaken ? `${act.label} all the same` : "Try again");
        throw signedOut?.reason ??
          new Error(failures.map(({ alert, reason }) => failureText(alert, reason, alerts.length > 1)).join("\n"));
      }
      done(succeeded);
    },
  };
}

/** @param {unknown} reason */
function isConflict(reason) {
  return reason instanceof Refused && reason.status === 412;
}

/** The alert as it is now, where the refusal tells: whoever goes on has seen it. @param {Alert} alert @param {unknown} reason */
function seen(alert, reason) {
  return reason instanceof Refused && reason.status === 412 && reason.current ? /** @type {Alert} */ (reason.current) : alert;
}

/** @param {Alert} alert @param {unknown} reason @param {boolean} named */
function failureText(alert, reason, named) {
  const text = meanwhile(reason instanceof Error ? reason.message : String(reason));
  const now = isConflict(reason) ? ` ${standing(seen(alert, reason))}` : "";
  return `${named ? `${alert.name}: ` : ""}${text}.${now}`;
}

/** Who has it, in a sentence; empty if nobody. */
function standing(/** @type {Alert} */ { acknowledgement: taken, state }) {
  if (state === "resolved") return "It is over.";
  return taken ? `${taken.by} has it until ${until(taken.expiresAt)}${taken.note ? `: “${taken.note}”` : ""}.` : "";
}

/** Which alerts, and who has them already. */
function about(/** @type {Alert[]} */ alerts) {
  const rows = alerts.slice(0, MOST_NAMED).map((alert) =>
    element(
      "li",
      {},
      alerts.length > 1 ? foreign(alert.name) : null,
      alert.labels.instance ? foreign(alert.labels.instance, { class: "quiet" }) : null,
      standing(alert) ? element("span", { dir: "auto" }, standing(alert)) : null,
    ),
  );
  if (alerts.length > MOST_NAMED) rows.push(element("li", { class: "quiet" }, `and ${alerts.length - MOST_NAMED} more`));
  return element("ul", { class: "about" }, ...rows);
}

/** @type {Record<string, (alerts: Alert[]) => { fields: Node[], body: () => object }>} */
const FIELDS = {
  acknowledge() {
    const note = textField("Note (may be empty)", { "data-first": "" });
    const length = choiceField("For", ACKNOWLEDGE_FOR, "PT4H");
    return {
      fields: [note.node, length.node],
      body: () => ({ duration: length.input.value, ...optional("note", note.input.value) }),
    };
  },
  resolve() {
    const reason = textField("Why it is over", { required: "", "data-first": "" });
    return { fields: [reason.node], body: () => ({ reason: reason.input.value }) };
  },
  note() {
    const text = textField("Note", { required: "", "data-first": "" });
    return { fields: [text.node], body: () => ({ text: text.input.value }) };
  },
  verdict(alerts) {
    const before = alerts.length === 1 ? alerts[0].verdict : undefined;
    const choices = Object.entries(VERDICTS).map(([value, text]) => {
      const input = element("input", { type: "radio", name: "verdict", value, required: "" });
      if (before?.verdict === value) input.setAttribute("checked", "");
      return element("label", { class: "choice" }, input, element("span", {}, text));
    });
    choices[0].firstElementChild?.setAttribute("data-first", "");
    const group = element("fieldset", {}, element("legend", {}, "What it was"), ...choices);
    const reason = textField("Why (may be empty)", {});
    reason.input.value = before?.reason ?? "";
    const chosen = () => /** @type {HTMLInputElement} */ (group.querySelector("input:checked")).value;
    return { fields: [group, reason.node], body: () => ({ verdict: chosen(), ...optional("reason", reason.input.value) }) };
  },
};

/** @param {string} name @param {string} text */
function optional(name, text) {
  return text.trim() ? { [name]: text } : {};
}
