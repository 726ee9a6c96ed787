import { Feed } from "./feed.js";
import { withAlert } from "./model.js";
import { SignedOut, snapshot, standing, stream } from "./server.js";

/** @typedef {import("./model.js").Snapshot} Snapshot */
/** @typedef {import("./model.js").Alert} Alert */

/** All is listed anew so often while the stream tells of changes: texts of alerts change without one. */
const RELIST_MILLIS = 60_000;

/** The server beats every five seconds; without one for so long the stream is taken for dead. */
const SILENT_MILLIS = 12_000;

/** A stream that was refused is asked for again. */
const REOPEN_MILLIS = 15_000;

/** A storm of changes is shown so often. */
const SHOW_MILLIS = 50;

/**
 * How things stand, told by the server as it happens; where that does not work, asked for as any feed. Events besides a
 * feed's: `silences` when somebody changed one.
 *
 * @extends {Feed<Snapshot>}
 */
export class LiveFeed extends Feed {
  /** Whether it goes on while nobody looks at the page. */
  staysInBackground = false;

  /** @type {EventSource | null} */
  #source = null;
  #lastId = "";
  #heardAt = 0;
  #reopenAt = 0;
  #showing = 0;
  /** What was told since the last question was asked: its answer may be older. @type {Alert[]} */
  #told = [];

  /** @param {() => string | null} asked the id of an alert that is asked for beside the lists */
  constructor(asked) {
    super(() => {
      this.#told = [];
      return snapshot(asked(), this.state.snapshot === null);
    });
    setInterval(() => this.#watch(), 1_000);
  }

  start() {
    super.start();
    this.#reopenAt = 0;
  }

  stop() {
    super.stop();
    this.#close();
  }

  forget() {
    super.forget();
    this.#lastId = "";
  }

  /** Takes an alert as it is now. */
  apply(/** @type {Alert} */ alert) {
    const known = this.state.snapshot;
    if (!known) return;
    this.#told.push(alert);
    this.note({ snapshot: withAlert(known, alert) });
    if (this.#showing === 0) {
      this.#showing = setTimeout(() => {
        this.#showing = 0;
        this.take({});
      }, SHOW_MILLIS);
    }
  }

  get wait() {
    if (this.state.snapshot?.next) return 0;
    return this.state.isLive && this.state.failures === 0 ? RELIST_MILLIS : super.wait;
  }

  get mayRest() {
    return super.mayRest && !this.staysInBackground;
  }

  /** @param {Snapshot} answer */
  received(answer) {
    if (!this.#source) setTimeout(() => this.#watch());
    return this.#told.reduce(withAlert, answer);
  }

  #open() {
    const source = stream(this.#lastId);
    this.#source = source;
    this.#heardAt = Date.now();
    source.addEventListener("beat", () => void this.#beat());
    source.addEventListener("mark", (event) => this.#heard(event));
    source.addEventListener("silences", () => this.dispatchEvent(new Event("silences")));
    source.addEventListener("alert", (event) => this.apply(JSON.parse(event.data)));
    source.addEventListener("reset", (event) => {
      this.#heard(event);
      void this.poll();
    });
    source.addEventListener("error", () => {
      if (source !== this.#source) return;
      this.#fallBack();
      if (source.readyState !== EventSource.CLOSED) return;
      this.#close();
      this.#reopenAt = Date.now() + REOPEN_MILLIS;
    });
  }

  #close() {
    this.#source?.close();
    this.#source = null;
    this.note({ isLive: false });
  }

  #heard(/** @type {MessageEvent} */ event) {
    this.#heardAt = Date.now();
    this.#lastId = event.lastEventId;
  }

  /** What is shown is as old as the last beat: until then the stream has told all that changed. */
  async #beat() {
    this.#heardAt = Date.now();
    const wasLive = this.state.isLive;
    this.note({ isLive: true });
    if (!wasLive || !this.state.snapshot) {
      await this.poll();
      return;
    }
    try {
      const { now, ...fresh } = await standing();
      const receivedAt = Date.now();
      const known = this.state.snapshot;
      if (!known || !this.state.isLive) return;
      this.take({ snapshot: { ...known, ...fresh }, receivedAt, ahead: Date.parse(now) - receivedAt, failures: 0, problem: "" });
    } catch (error) {
      if (error instanceof SignedOut) this.leave();
      else this.#fallBack();
    }
  }

  #fallBack() {
    if (!this.state.isLive) return;
    this.note({ isLive: false });
    void this.poll();
  }

  #watch() {
    if (!this.isRunning) return;
    if (this.mayRest) {
      this.#close();
    } else if (!this.#source) {
      // Who is not signed in yet would be refused.
      if (this.state.snapshot && Date.now() >= this.#reopenAt) this.#open();
    } else if (Date.now() - this.#heardAt > SILENT_MILLIS) {
      this.#close();
      void this.poll();
    }
  }
}
