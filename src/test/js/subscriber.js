// Listens to the topic TOCSIN_TOPIC at TOCSIN_WS over a network that fails, and writes a line for each message: its body, or
// what became of the session. Ends with the body "end".

import { Client } from "@stomp/stompjs";
import { WebSocket } from "ws";
import { ResumableSession } from "../../main/webapp/js/session.js";

const client = new Client({
  webSocketFactory: () => new WebSocket(process.env.TOCSIN_WS, "v12.stomp"),
  reconnectDelay: 20,
  connectionTimeout: 2000,
  heartbeatIncoming: 1000,
  heartbeatOutgoing: 1000,
});
const session = new ResumableSession(client);
session.onOutcome = (outcome) => console.log(`session ${outcome}`);
session.subscribe(process.env.TOCSIN_TOPIC, async (message) => {
  console.log(message.body);
  if (message.body === "end") await client.deactivate();
});
client.activate();
