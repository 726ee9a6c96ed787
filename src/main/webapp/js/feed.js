import { POLL_MILLIS } from "./model.js";
import { SignedOut } from "./server.js";

const SLOWEST_MILLIS = 30_000;

/**
 * Asks the server again and again: every few seconds, slower while it fails, at once when the page is looked at again,
 * and not while nobody looks. Events: `change` after each answer or failure, `signedout`.
 *
 * @template {{ now: string }} T
 */
export class Feed extends EventTarget {
  /** @type {import("./model.js").FeedState<T>} */
  state = nothing();

  #ask;
  #every;
  #timer = 0;
  #running = false;
  /** Counts the questions: only the answer to the last one counts. */
  #asked = 0;

  /** @param {() => Promise<T>} ask @param {number} [every] so many milliseconds */
  constructor(ask, every = POLL_MILLIS) {
    super();
    this.#ask = ask;
    this.#every = every;
    document.addEventListener("visibilitychange", () => this.#onVisibility());
  }

  start() {
    this.#running = true;
    void this.#poll();
  }

  stop() {
    this.#running = false;
    this.#asked++;
    clearTimeout(this.#timer);
  }

  /** Stops, and keeps nothing of what was shown. */
  forget() {
    this.stop();
    this.state = nothing();
  }

  #onVisibility() {
    if (!this.#running) return;
    clearTimeout(this.#timer);
    if (!document.hidden) void this.#poll();
  }

  async #poll() {
    clearTimeout(this.#timer);
    const question = ++this.#asked;
    let state;
    try {
      const snapshot = await this.#ask();
      const receivedAt = Date.now();
      state = { snapshot, receivedAt, ahead: Date.parse(snapshot.now) - receivedAt, failures: 0, problem: "" };
    } catch (error) {
      if (question !== this.#asked) return;
      if (error instanceof SignedOut) {
        this.stop();
        this.dispatchEvent(new Event("signedout"));
        return;
      }
      const problem = error instanceof Error ? error.message : String(error);
      state = { ...this.state, failures: this.state.failures + 1, problem };
    }
    if (question !== this.#asked) return;
    this.state = state;
    this.dispatchEvent(new Event("change"));
    if (this.#running && !document.hidden) {
      const wait = Math.min(this.#every * 2 ** Math.max(0, state.failures - 1), Math.max(this.#every, SLOWEST_MILLIS));
      this.#timer = setTimeout(() => this.#poll(), wait);
    }
  }
}

function nothing() {
  return { snapshot: null, receivedAt: 0, ahead: 0, failures: 0, problem: "" };
}
