import { ACTS } from "./act.js";
import { element } from "./dom.js";

/** @typedef {import("./model.js").Alert} Alert */

const isFiring = (/** @type {Alert} */ alert) => alert.state === "firing";
const isTaken = (/** @type {Alert} */ alert) => isFiring(alert) && Boolean(alert.acknowledgement);

/** @type {Record<string, { label: string, action?: string, applies: (alert: Alert) => boolean }>} */
const BUTTONS = {
  ...ACTS,
  acknowledge: { label: "Acknowledge", applies: (alert) => isFiring(alert) && !isTaken(alert) },
  takeOver: { label: "Take over", action: "acknowledge", applies: isTaken },
  silence: { label: "Silence", applies: isFiring },
  withdraw: { label: "Give back", applies: isTaken },
};

/** What somebody wants to do about alerts. Bubbles up to whoever does it. */
export function wanted(/** @type {string} */ action, /** @type {Alert[]} */ alerts) {
  return new CustomEvent("act", { bubbles: true, detail: { action, alerts } });
}

/**
 * Buttons for what can be done about one alert. Who may not act sees none of them (css/act.css).
 *
 * @param {string[]} actions
 * @param {() => Alert} current the alert as it is shown
 */
export function actButtons(actions, current) {
  const buttons = actions.map((action) => {
    const { label, action: done = action } = BUTTONS[action];
    const button = element("button", { type: "button", class: "act", "data-act": action }, label);
    button.setAttribute("aria-label", `${label}: ${current().name}`);
    button.addEventListener("click", () => button.dispatchEvent(wanted(done, [current()])));
    return button;
  });
  return {
    node: element("div", { class: "acts" }, ...buttons),
    update(/** @type {Alert} */ alert) {
      buttons.forEach((button, index) => {
        button.hidden = !BUTTONS[actions[index]].applies(alert);
      });
    },
  };
}
