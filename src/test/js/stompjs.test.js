// The unmodified @stomp/stompjs against the service whose address is TOCSIN_WS.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { afterEach, test } from "node:test";
import { Client } from "@stomp/stompjs";

const LIMIT = { timeout: 60_000 };
const clients = [];
const beating = {};
beating.promise = new Promise((resolve) => (beating.resolve = resolve));

afterEach(() => Promise.all(clients.splice(0).map((client) => client.deactivate({ force: true }))));

/** A client, and an EventEmitter-like queue of what it got. */
async function connected(options = {}) {
  const client = new Client({ brokerURL: process.env.TOCSIN_WS, reconnectDelay: 0, ...options });
  clients.push(client);
  const frame = await new Promise((resolve, reject) => {
    client.onConnect = resolve;
    client.onStompError = (error) => reject(new Error(error.headers.message));
    client.onWebSocketError = () => reject(new Error("no WebSocket"));
    client.activate();
  });
  return { client, frame };
}

/** Messages of a subscription one after the other; resolves when the subscription stands. */
async function listen(client, destination, headers = {}) {
  const waiting = [];
  const readers = [];
  const take = (message) => (readers.length ? readers.shift()(message) : waiting.push(message));
  const receipt = randomUUID();
  const stands = new Promise((resolve) => client.watchForReceipt(receipt, resolve));
  const subscription = client.subscribe(destination, take, { ...headers, receipt });
  await stands;
  const next = () => (waiting.length ? Promise.resolve(waiting.shift()) : new Promise((resolve) => readers.push(resolve)));
  return { ...subscription, next, waiting };
}

function receipted(client, action) {
  const receipt = randomUUID();
  const done = new Promise((resolve) => client.watchForReceipt(receipt, resolve));
  action(receipt);
  return done;
}

const destination = (kind) => `/${kind}/${randomUUID()}`;

test("speaks 1.2 and offers heart-beats", LIMIT, async () => {
  const { client, frame } = await connected();
  assert.equal(client.connectedVersion, "1.2");
  assert.match(frame.headers["heart-beat"], /^\d+,\d+$/);
});

test("publishes to all subscribers, with headers that are escaped", LIMIT, async () => {
  const topic = destination("topic");
  const { client } = await connected();
  const { client: other } = await connected();
  const subscriptions = [await listen(client, topic), await listen(other, topic)];
  const headers = { key: "line\nline\r:\\ ü" };
  client.publish({ destination: topic, body: "hello ü 🚨", headers });
  for (const each of subscriptions) {
    const message = await each.next();
    assert.equal(message.body, "hello ü 🚨");
    assert.equal(message.headers.key, headers.key);
  }
});

test("carries binary bodies and NUL", LIMIT, async () => {
  const topic = destination("topic");
  const { client } = await connected();
  const subscription = await listen(client, topic);
  const binaryBody = Uint8Array.from({ length: 256 }, (_, i) => i);
  client.publish({ destination: topic, binaryBody });
  assert.deepEqual((await subscription.next()).binaryBody, binaryBody);
  client.publish({ destination: topic, body: "a\0b" });
  assert.equal((await subscription.next()).body, "a\0b");
});

test("takes frames that are cut into several WebSocket messages", LIMIT, async () => {
  const topic = destination("topic");
  const { client } = await connected({ splitLargeFrames: true, maxWebSocketChunkSize: 1000 });
  const subscription = await listen(client, topic);
  const body = "x".repeat(50_000);
  client.publish({ destination: topic, body });
  assert.equal((await subscription.next()).body, body);
});

for (const ack of ["client", "client-individual"]) {
  test(`redelivers what was refused or left, ack ${ack}`, LIMIT, async () => {
    const queue = destination("queue");
    const { client: first } = await connected();
    const refusing = await listen(first, queue, { ack });
    await receipted(first, (receipt) => first.publish({ destination: queue, body: "1", headers: { receipt } }));
    (await refusing.next()).nack();
    const again = await refusing.next();
    assert.equal(again.headers.redelivered, "true");
    const { client: second } = await connected();
    const taking = await listen(second, queue, { ack });
    first.forceDisconnect();
    const taken = await taking.next();
    assert.equal(taken.body, "1");
    await receipted(second, (receipt) => taken.ack({ receipt }));
  });
}

test("commits and aborts transactions", LIMIT, async () => {
  const topic = destination("topic");
  const { client } = await connected();
  const subscription = await listen(client, topic);
  const aborted = client.begin();
  client.publish({ destination: topic, body: "no", headers: { transaction: aborted.id } });
  aborted.abort();
  const committed = client.begin();
  client.publish({ destination: topic, body: "yes", headers: { transaction: committed.id } });
  client.publish({ destination: topic, body: "before" });
  committed.commit();
  assert.equal((await subscription.next()).body, "before");
  assert.equal((await subscription.next()).body, "yes");
  assert.equal(subscription.waiting.length, 0);
});

test("stays connected by heart-beats alone", LIMIT, async () => {
  const beats = { "<<< PONG": 0, ">>> PING": 0 };
  let closed = false;
  const { client } = await connected({
    heartbeatIncoming: 1000,
    heartbeatOutgoing: 1000,
    debug: (line) => {
      if (line in beats) beats[line]++;
      // Longer than the patience of either side.
      if (Math.min(...Object.values(beats)) === 4) beating.resolve();
    },
    onWebSocketClose: () => (closed = true),
  });
  await beating.promise;
  const topic = destination("topic");
  const subscription = await listen(client, topic);
  client.publish({ destination: topic, body: "alive" });
  assert.equal((await subscription.next()).body, "alive");
  assert.equal(closed, false);
});

test("leaves with a receipt, and hears no more after it has unsubscribed", LIMIT, async () => {
  const topic = destination("topic");
  const { client } = await connected();
  const subscription = await listen(client, topic);
  await receipted(client, (receipt) => client.unsubscribe(subscription.id, { receipt }));
  await receipted(client, (receipt) => client.publish({ destination: topic, body: "x", headers: { receipt } }));
  assert.equal(subscription.waiting.length, 0);
  const left = new Promise((resolve) => (client.onDisconnect = resolve));
  await client.deactivate();
  assert.equal((await left).command, "RECEIPT");
});

test("is told what is wrong", LIMIT, async () => {
  const { client } = await connected();
  const error = new Promise((resolve) => (client.onStompError = resolve));
  const closed = new Promise((resolve) => (client.onWebSocketClose = resolve));
  client.publish({ destination: "/nowhere", body: "x", headers: { receipt: "r" } });
  assert.match((await error).headers.message, /^a destination begins with/);
  assert.equal((await error).headers["receipt-id"], "r");
  assert.equal((await closed).code, 1002);
});
