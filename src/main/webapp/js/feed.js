import { POLL_MILLIS } from "./model.js";
import { SignedOut, snapshot } from "./server.js";

const SLOWEST_MILLIS = 30_000;

/**
 * Asks the server again and again: every few seconds, slower while it fails, at once when the page is looked at again,
 * and not while nobody looks. Events: `change` after each answer or failure, `signedout`.
 */
export class AlertFeed extends EventTarget {
  /** @type {import("./model.js").Feed} */
  state = { snapshot: null, receivedAt: 0, failures: 0, problem: "" };

  #timer = 0;
  #running = false;

  constructor() {
    super();
    document.addEventListener("visibilitychange", () => this.#onVisibility());
  }

  start() {
    this.#running = true;
    void this.#poll();
  }

  stop() {
    this.#running = false;
    clearTimeout(this.#timer);
  }

  #onVisibility() {
    if (this.#running) {
      clearTimeout(this.#timer);
      if (!document.hidden) void this.#poll();
    }
  }

  async #poll() {
    clearTimeout(this.#timer);
    try {
      const fresh = await snapshot();
      this.state = { snapshot: fresh, receivedAt: Date.now(), failures: 0, problem: "" };
    } catch (error) {
      if (error instanceof SignedOut) {
        this.stop();
        this.dispatchEvent(new Event("signedout"));
        return;
      }
      const problem = error instanceof Error ? error.message : String(error);
      this.state = { ...this.state, failures: this.state.failures + 1, problem };
    }
    if (!this.#running) return;
    this.dispatchEvent(new Event("change"));
    if (!document.hidden) {
      const wait = Math.min(POLL_MILLIS * 2 ** Math.max(0, this.state.failures - 1), SLOWEST_MILLIS);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#poll(), wait);
    }
  }
}
