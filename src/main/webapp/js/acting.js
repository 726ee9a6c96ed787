import { actForm } from "./act-form.js";
import { ACTS, subject } from "./act.js";
import { change, expireSilence, SignedOut } from "./server.js";
import { silenceForm } from "./silence-form.js";
import { commonMatchers } from "./silence.js";
import { extendForm } from "./silences-view.js";
import { until } from "./time.js";

/** @typedef {import("./model.js").Alert} Alert */
/** @typedef {import("./silence.js").Silence} Silence */

/** Of several that are acknowledged at once, those that somebody has stay his. @param {string} action @param {Alert[]} alerts */
function open(action, alerts) {
  const free = alerts.filter(({ acknowledgement }) => !acknowledgement);
  return action === "acknowledge" && free.length > 0 ? free : alerts;
}

/** Does what people want: asks what has to be asked, says what was done, and knows the way back. */
export class Acting {
  /** Whether who is signed in may. */
  mayAct = false;

  #dialog;
  #note;
  #changed;
  #silencesChanged;
  #signedOut;

  /**
   * @param {import("./form-dialog.js").FormDialog} dialog
   * @param {import("./result-note.js").ResultNote} note
   * @param {{ changed: (alert: Alert) => void, silencesChanged: () => void, signedOut: () => void }} tell
   */
  constructor(dialog, note, { changed, silencesChanged, signedOut }) {
    this.#dialog = dialog;
    this.#note = note;
    this.#changed = changed;
    this.#silencesChanged = silencesChanged;
    this.#signedOut = signedOut;
  }

  /** @param {string} action @param {Alert[]} alerts */
  act(action, alerts) {
    if (!this.mayAct || alerts.length === 0) {
      this.#note.show(this.mayAct ? "Choose an alert first." : "Only who has the role responder may do that.");
    } else if (action === "withdraw") {
      void this.#try(() => this.#withdraw(alerts));
    } else if (action === "silence") {
      this.#silence(commonMatchers(alerts), "");
    } else {
      const applying = open(action, alerts.filter(ACTS[action].applies));
      if (applying.length === 0) this.#note.show(`${ACTS[action].label} is not for what is over.`);
      else this.#dialog.present(actForm(action, applying, this.#changed, (done) => this.#acted(action, done)));
    }
  }

  /** @param {string} what @param {Silence} silence */
  silence(what, silence) {
    if (what === "expire") void this.#try(() => this.#expire(silence));
    else if (what === "extend") this.#dialog.present(extendForm(silence, (after) => this.#extended(after)));
    else this.#silence(silence.matchers, silence.comment);
  }

  /** @param {string} action @param {Alert[]} alerts as they are now */
  #acted(action, alerts) {
    const about = subject(alerts);
    if (action === "acknowledge") {
      const end = until(alerts[0].acknowledgement?.expiresAt ?? "");
      this.#note.show(`Acknowledged ${about} until ${end}.`, () => this.#withdraw(alerts));
    } else if (action === "resolve") {
      const holding = alerts.filter(({ resolution }) => resolution?.condition !== "gone");
      const detail = holding[0]?.resolution?.detail ?? alerts[0].resolution?.detail;
      this.#note.show(`Resolved ${about}: ${detail}.`);
    } else {
      this.#note.show(`${ACTS[action].done} ${about}.`);
    }
  }

  async #withdraw(/** @type {Alert[]} */ alerts) {
    for (const alert of alerts) this.#changed(await change(alert, "DELETE", "acknowledgement"));
    const text = `Gave back ${subject(alerts)}: it is told again.`;
    this.#note.show(text);
    return text;
  }

  /** @param {import("./silence.js").Matcher[]} matchers @param {string} comment */
  #silence(matchers, comment) {
    this.#dialog.present(
      silenceForm(matchers, comment, (silence) => {
        this.#silencesChanged();
        this.#note.show(`Silenced until ${until(silence.endsAt)}.`, () => this.#expire(silence));
      }),
    );
  }

  #extended(/** @type {Silence} */ silence) {
    this.#silencesChanged();
    this.#note.show(`The silence lasts until ${until(silence.endsAt)}.`);
  }

  async #expire(/** @type {Silence} */ silence) {
    await expireSilence(silence.id);
    this.#silencesChanged();
    const text = "The silence is over: what it muted is told again.";
    this.#note.show(text);
    return text;
  }

  /** @param {() => Promise<unknown>} work */
  async #try(work) {
    try {
      await work();
    } catch (failure) {
      if (failure instanceof SignedOut) this.#signedOut();
      this.#note.show(`Nothing was done: ${failure instanceof Error ? failure.message : failure}.`);
    }
  }
}
