import { SignedOut } from "./server.js";

const POLL_MILLIS = 5_000;
const SLOWEST_MILLIS = 30_000;

/**
 * Asks the server again and again: every few seconds, slower while it fails, at once when the page is looked at again,
 * and not while nobody looks. Events: `change` after each answer or failure, `signedout`.
 *
 * @template {{ now: string }} T
 */
export class Feed extends EventTarget {
  /** @type {import("./feed-state.js").FeedState<T>} */
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
    void this.poll();
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

  get isRunning() {
    return this.#running;
  }

  /** Whoever asked is not signed in any more. */
  leave() {
    this.stop();
    this.dispatchEvent(new Event("signedout"));
  }

  /** How long until the next question, in milliseconds. */
  get wait() {
    return Math.min(this.#every * 2 ** Math.max(0, this.state.failures - 1), Math.max(this.#every, SLOWEST_MILLIS));
  }

  /** Whether nothing is asked while nobody looks. */
  get mayRest() {
    return document.hidden;
  }

  /** What becomes of an answer. @param {T} answer @returns {T} */
  received(answer) {
    return answer;
  }

  /** @param {Partial<import("./feed-state.js").FeedState<T>>} changes that nobody has to be told of */
  note(changes) {
    this.state = { ...this.state, ...changes };
  }

  /** Of what comes in after the end nobody is told. @param {Partial<import("./feed-state.js").FeedState<T>>} changes */
  take(changes) {
    this.note(changes);
    if (this.#running) this.dispatchEvent(new Event("change"));
  }

  #onVisibility() {
    if (!this.#running) return;
    clearTimeout(this.#timer);
    if (!this.mayRest) void this.poll();
  }

  async poll() {
    clearTimeout(this.#timer);
    const question = ++this.#asked;
    let changes;
    try {
      const answer = await this.#ask();
      if (question !== this.#asked) return;
      const receivedAt = Date.now();
      changes = { snapshot: this.received(answer), receivedAt, ahead: Date.parse(answer.now) - receivedAt, failures: 0, problem: "" };
    } catch (error) {
      if (question !== this.#asked) return;
      if (error instanceof SignedOut) {
        this.leave();
        return;
      }
      changes = { failures: this.state.failures + 1, problem: error instanceof Error ? error.message : String(error) };
    }
    this.take(changes);
    if (this.#running && !this.mayRest) this.#timer = setTimeout(() => void this.poll(), this.wait);
  }
}

function nothing() {
  return { snapshot: null, receivedAt: 0, ahead: 0, failures: 0, problem: "" };
}
