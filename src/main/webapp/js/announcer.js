import { newlyFiring } from "./model.js";

/** So much silence between two sentences: a storm is no flood of words. */
const PAUSE_MILLIS = 5_000;

/** Says aloud what fires anew: one sentence for all of it. */
export class Announcer {
  #region;
  /** @type {import("./model.js").Snapshot | null} */
  #before = null;
  /** @type {import("./model.js").Alert[]} */
  #news = [];
  #timer = 0;
  #saidAt = -PAUSE_MILLIS;

  constructor(/** @type {HTMLElement} */ region) {
    this.#region = region;
  }

  /** Takes how things stand, and returns what fires that did not before. */
  hear(/** @type {import("./model.js").Snapshot} */ snapshot) {
    if (snapshot.next) return [];
    const news = newlyFiring(this.#before, snapshot);
    this.#before = snapshot;
    this.#news.push(...news);
    if (this.#news.length > 0 && this.#timer === 0) {
      this.#timer = setTimeout(() => this.#say(), Math.max(0, this.#saidAt + PAUSE_MILLIS - performance.now()));
    }
    return news;
  }

  forget() {
    this.#before = null;
    this.#news = [];
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#region.textContent = "";
  }

  #say() {
    const names = [...new Set(this.#news.map(({ name, severity }) => `${name}, ${severity ?? "no severity"}`))];
    this.#region.textContent = `${this.#news.length} new: ${names.slice(0, 3).join("; ")}${names.length > 3 ? " and others" : ""}`;
    this.#news = [];
    this.#timer = 0;
    this.#saidAt = performance.now();
  }
}
