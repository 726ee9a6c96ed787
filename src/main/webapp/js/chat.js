// A client of the WebSocket service on the unmodified @stomp/stompjs, which the page loads as a global.

import { element, foreign } from "./dom.js";
import { ResumableSession } from "./session.js";

const MOST_LINES = 200;
const RECONNECT_MILLIS = 2_000;

/** @param {string} selector */
const find = (selector) => /** @type {HTMLElement} */ (document.querySelector(selector));

const main = find("main");
const state = find("#state");
const log = find("#log");
const problem = find("#problem");
const topic = /** @type {HTMLInputElement} */ (find("#topic"));
const message = /** @type {HTMLInputElement} */ (find("#message"));
const connect = /** @type {HTMLButtonElement} */ (find("#connect"));
const disconnect = /** @type {HTMLButtonElement} */ (find("#disconnect"));
const send = /** @type {HTMLButtonElement} */ (find("#send"));

const url = new URL("ws", location.href);
url.protocol = location.protocol === "https:" ? "wss:" : "ws:";

let wasConnected = false;

const client = new /** @type {any} */ (globalThis).StompJs.Client({
  brokerURL: url.href,
  reconnectDelay: RECONNECT_MILLIS,
  onConnect: () => {
    wasConnected = true;
    become("connected");
    message.focus();
  },
  onStompError: (/** @type {{ headers: Record<string, string> }} */ frame) => {
    problem.textContent = `The server says: ${frame.headers.message}`;
  },
  onWebSocketClose: () => become(client.active ? "connecting" : "disconnected"),
});

const session = new ResumableSession(client);
session.onOutcome = (outcome) => {
  const isWhole = outcome === "new" || outcome === "recovered";
  problem.textContent = isWhole ? "" : "Some messages were lost with the connection.";
};
let subscription = { unsubscribe: () => {} };

function become(/** @type {"connected" | "connecting" | "disconnected"} */ now) {
  main.dataset.state = now;
  state.textContent = now === "connecting" && wasConnected ? "connection lost, reconnecting…" : now;
  connect.disabled = topic.disabled = now !== "disconnected";
  disconnect.disabled = now === "disconnected";
  send.disabled = message.disabled = now !== "connected";
}

function line(/** @type {string} */ text) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 8;
  log.append(element("li", {}, foreign(text)));
  while (log.children.length > MOST_LINES) {
    log.firstElementChild?.remove();
  }
  if (atEnd) log.scrollTop = log.scrollHeight;
  count("#received");
}

function count(/** @type {string} */ selector) {
  const counter = find(selector);
  counter.textContent = String(Number(counter.textContent) + 1);
}

find("#connection").addEventListener("submit", (event) => {
  event.preventDefault();
  wasConnected = false;
  problem.textContent = "";
  become("connecting");
  subscription.unsubscribe();
  subscription = session.subscribe(topic.value, (frame) => line(frame.body));
  client.activate();
});

disconnect.addEventListener("click", async () => {
  await client.deactivate();
  become("disconnected");
  connect.focus();
});

find("#composer").addEventListener("submit", (event) => {
  event.preventDefault();
  if (!client.connected) return;
  const receipt = crypto.getRandomValues(new Uint32Array(2)).join("-");
  client.watchForReceipt(receipt, () => count("#confirmed"));
  client.publish({ destination: topic.value, body: message.value, headers: { receipt } });
  count("#sent");
  message.value = "";
  message.focus();
});
