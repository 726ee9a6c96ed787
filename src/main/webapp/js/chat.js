// A client of the WebSocket service on the unmodified @stomp/stompjs, which the page loads as a global.

import { element } from "./dom.js";

const MOST_LINES = 200;

const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const state = /** @type {HTMLElement} */ (document.querySelector("#state"));
const log = /** @type {HTMLElement} */ (document.querySelector("#log"));
const topic = /** @type {HTMLInputElement} */ (document.querySelector("#topic"));
const message = /** @type {HTMLInputElement} */ (document.querySelector("#message"));
const connect = /** @type {HTMLButtonElement} */ (document.querySelector("#connect"));
const disconnect = /** @type {HTMLButtonElement} */ (document.querySelector("#disconnect"));
const send = /** @type {HTMLButtonElement} */ (document.querySelector("#send"));

const url = new URL("ws", location.href);
url.protocol = location.protocol === "https:" ? "wss:" : "ws:";

const client = new /** @type {any} */ (globalThis).StompJs.Client({
  brokerURL: url.href,
  reconnectDelay: 2_000,
  onConnect: () => {
    client.subscribe(topic.value, (/** @type {any} */ frame) => line(frame.body));
    become("connected");
  },
  onStompError: (/** @type {any} */ frame) => line(`The server says: ${frame.headers.message}`),
  onWebSocketClose: () => become(client.active ? "connecting" : "disconnected"),
});

function become(/** @type {"connected" | "connecting" | "disconnected"} */ now) {
  main.dataset.state = now;
  state.textContent = now;
  connect.disabled = topic.disabled = now !== "disconnected";
  disconnect.disabled = now === "disconnected";
  send.disabled = message.disabled = now !== "connected";
}

function line(/** @type {string} */ text) {
  log.append(element("li", {}, text));
  while (log.children.length > MOST_LINES) {
    log.firstElementChild?.remove();
  }
}

document.querySelector("#connection")?.addEventListener("submit", (event) => {
  event.preventDefault();
  become("connecting");
  client.activate();
});

disconnect.addEventListener("click", async () => {
  await client.deactivate();
  become("disconnected");
});

document.querySelector("#composer")?.addEventListener("submit", (event) => {
  event.preventDefault();
  client.publish({ destination: topic.value, body: message.value });
  message.value = "";
  message.focus();
});
