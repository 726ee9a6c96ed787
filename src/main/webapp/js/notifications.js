import { element } from "./dom.js";
import { alertHash } from "./model.js";

const SOUND = "tocsin.sound";
const DESKTOP = "tocsin.desktop";
const TONES_HERTZ = [880, 660, 880];
const TONE_SECONDS = 0.18;

/** Sound and desktop notifications for critical alerts that fire anew, for whoever wants them on this device. */
export class Notifications {
  #changed;
  /** @type {AudioContext | null} */
  #audio = null;

  /** @param {() => void} changed */
  constructor(changed) {
    this.#changed = changed;
  }

  get areOn() {
    return isOn(SOUND) || (isOn(DESKTOP) && Notification.permission === "granted");
  }

  /** What is asked for them. */
  fields() {
    const sound = this.#choice(SOUND, "Sound for new critical alerts", async () => this.#play());
    const desktop = this.#choice(DESKTOP, "Desktop notification for new critical alerts", async () => {
      if ((await Notification.requestPermission()) !== "granted") {
        throw new Error("The browser does not allow notifications from this page.");
      }
    });
    return "Notification" in window ? [sound, desktop] : [sound];
  }

  /** One notification for all of them. @param {import("./model.js").Alert[]} news */
  tell(news) {
    const critical = news.filter(({ severity }) => severity === "critical");
    if (critical.length === 0) return;
    if (isOn(SOUND)) this.#play();
    if (isOn(DESKTOP) && Notification.permission === "granted") {
      const [first] = critical;
      const title = critical.length === 1 ? `Critical: ${first.name}` : `${critical.length} critical alerts`;
      const shown = new Notification(title, { body: first.summary ?? first.description ?? "", tag: "tocsin" });
      shown.addEventListener("click", () => {
        window.focus();
        location.hash = critical.length === 1 ? alertHash(first.id) : "#active";
      });
    }
  }

  /** @param {string} key @param {string} label @param {() => Promise<void>} turnOn */
  #choice(key, label, turnOn) {
    const input = /** @type {HTMLInputElement} */ (element("input", { type: "checkbox" }));
    const text = element("span", {}, label);
    input.checked = isOn(key);
    input.addEventListener("change", async () => {
      if (!input.checked) {
        localStorage.removeItem(key);
      } else {
        try {
          await turnOn();
          localStorage.setItem(key, "on");
        } catch (failure) {
          input.checked = false;
          text.textContent = `${label}: ${failure instanceof Error ? failure.message : failure}`;
        }
      }
      this.#changed();
    });
    return element("label", { class: "choice" }, input, text);
  }

  #play() {
    this.#audio ??= new AudioContext();
    const audio = this.#audio;
    void audio.resume();
    TONES_HERTZ.forEach((frequency, index) => {
      const from = audio.currentTime + index * TONE_SECONDS;
      const oscillator = new OscillatorNode(audio, { frequency });
      const volume = new GainNode(audio, { gain: 0.2 });
      oscillator.connect(volume).connect(audio.destination);
      oscillator.start(from);
      oscillator.stop(from + TONE_SECONDS);
    });
  }
}

function isOn(/** @type {string} */ key) {
  return localStorage.getItem(key) === "on";
}
