// A session that outlives its connection (docs/sessions.md), for a Client of @stomp/stompjs: it comes back by itself and
// gets what was missed. Stands alone; copy it to where it is needed.

/**
 * @typedef {{ headers: Record<string, string>, body: string, ack: Function, nack: Function }} Message
 * @typedef {{ destination: string, callback: (message: Message) => void, headers: Record<string, string> }} Subscription
 */

export class ResumableSession {
  #client;
  #token = "new";
  #lastId = 0;
  /** @type {Map<string, Subscription>} */
  #subscriptions = new Map();
  /** @type {Map<string, string>} */
  #received = new Map();

  /**
   * Called at each connection with what became of the session: new, recovered, trimmed, expired or unknown. With the last
   * three, messages are lost: of the subscriptions that are named, or of all.
   *
   * @type {(outcome: string, trimmed: string[]) => void}
   */
  onOutcome = () => {};

  /** @param {any} client not active yet; its own callbacks are called as well */
  constructor(client) {
    this.#client = client;
    const { beforeConnect, onConnect, onDisconnect } = client;
    client.beforeConnect = async () => {
      await beforeConnect(client);
      client.connectHeaders = { ...client.connectHeaders, ...this.#connectHeaders() };
    };
    client.onConnect = (/** @type {Message} */ frame) => {
      this.#connected(frame.headers);
      onConnect(frame);
    };
    client.onDisconnect = (/** @type {Message} */ frame) => {
      this.#begin();
      onDisconnect(frame);
    };
  }

  /**
   * Subscribes once for all connections, now or when there is one.
   *
   * @param {string} destination
   * @param {(message: Message) => void} callback
   * @param {Record<string, string>} headers of SUBSCRIBE, such as ack
   * @returns {{ id: string, unsubscribe: () => void }}
   */
  subscribe(destination, callback, headers = {}) {
    const id = headers.id ?? `r-${this.#lastId++}`;
    this.#subscriptions.set(id, { destination, callback, headers });
    if (this.#client.connected) this.#send(id);
    return { id, unsubscribe: () => this.#unsubscribe(id) };
  }

  #connectHeaders() {
    const received = new URLSearchParams([...this.#received]).toString();
    return { "session-token": this.#token, "session-received": received };
  }

  /** @param {Record<string, string>} headers of CONNECTED */
  #connected(headers) {
    const outcome = headers["session-outcome"] ?? "unknown";
    if (outcome !== "recovered" && outcome !== "trimmed") this.#begin();
    this.#token = headers["session-token"] ?? "new";
    for (const id of this.#subscriptions.keys()) this.#send(id);
    for (const id of list(headers["session-subscriptions"])) {
      if (!this.#subscriptions.has(id)) this.#client.unsubscribe(id);
    }
    this.onOutcome(outcome, list(headers["session-trimmed"]));
  }

  #begin() {
    this.#token = "new";
    this.#received.clear();
  }

  /** @param {string} id */
  #send(id) {
    const { destination, callback, headers } = /** @type {Subscription} */ (this.#subscriptions.get(id));
    const received = (/** @type {Message} */ message) => {
      this.#received.set(id, message.headers["message-id"]);
      callback(message);
    };
    this.#client.subscribe(destination, received, { ...headers, id });
  }

  /** @param {string} id */
  #unsubscribe(id) {
    this.#subscriptions.delete(id);
    this.#received.delete(id);
    if (this.#client.connected) this.#client.unsubscribe(id);
  }
}

/** @param {string | undefined} header ids, encoded as a form is */
function list(header) {
  return header ? [...new URLSearchParams(header).keys()] : [];
}
