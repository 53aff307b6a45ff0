// The load generator, the same for both servers. Reads one JSON command per line, answers each with one JSON line.
//
// It follows docs/protocol.md as the stock client and our page do: CONNECT with a token after the open packet, JOIN_ROOM, and
// every OFFER with an acknowledgement asked for. Each relayed message carries a number, and the receiver checks that its
// sender's numbers come without gap, repetition or change of order.

import { createInterface } from "node:readline";
import { openClient } from "./client.js";
import { cpuSeconds } from "./cpu.js";

// Processes that share the server's work are one: "PID,PID".
const [url, serverPids, brokerPid] = process.argv.slice(2);
const OFFER_BYTES = 2_000;
const ANSWERED = Buffer.from("[{}]");

// A description of the right size with the line ends that JSON must escape.
const LINE = "a=candidate:1 1 UDP 2122252543 192.0.2.17 54321 typ host\r\n";
const HEAD = "v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";

const clients = [];
const now = () => performance.now();

function fail(reason) {
  process.stdout.write(`${JSON.stringify({ error: reason })}\n`);
  process.exit(1);
}

const cpuOf = (pids) => (pids === undefined ? 0 : pids.split(",").reduce((sum, pid) => sum + cpuSeconds(pid), 0));

/** Runs `work`; gives what it gives, with the seconds it took and the CPU seconds that each process used meanwhile. */
async function measured(work) {
  const before = { server: cpuOf(serverPids), broker: cpuOf(brokerPid), load: process.cpuUsage(), at: now() };
  const result = await work();
  const load = process.cpuUsage(before.load);
  return {
    ...result,
    seconds: (now() - before.at) / 1000,
    serverCpu: cpuOf(serverPids) - before.server,
    brokerCpu: cpuOf(brokerPid) - before.broker,
    loadCpu: (load.user + load.system) / 1e6,
  };
}

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Joining ---------------------------------------------------------------------------------------------------------------

const isJoined = (client) => client.userId !== undefined;
const hasPeer = (client) => client.prefix !== undefined;

function meet(client, peerId) {
  const filler = LINE.repeat(OFFER_BYTES / LINE.length);
  const room = OFFER_BYTES - JSON.stringify(["OFFER", { sdp: { type: "offer", sdp: HEAD }, targetId: peerId, connectionId: "" }]).length;
  const sdp = HEAD + filler.slice(0, Math.floor(room * (LINE.length / (LINE.length + 2))));
  const [prefix, suffix] = JSON.stringify(["OFFER", { sdp: { type: "offer", sdp }, targetId: peerId, connectionId: "\0" }]).split("\\u0000");
  client.prefix = prefix;
  client.suffix = suffix;
}

/** Joins one person; resolves when JOIN_ROOM is acknowledged. */
function join(roomId, token) {
  return new Promise((resolve) => {
    const client = {
      index: clients.length,
      userId: undefined,
      prefix: undefined, // of an OFFER to the peer, up to its number
      suffix: undefined,
      sent: 0,
      acknowledged: 0,
      received: 0,
      startedAt: now(),
      onReceived: () => {},
    };
    client.wire = openClient(url, token, {
      failed: fail,
      connected: () => client.wire.send(`420${JSON.stringify(["JOIN_ROOM", { roomId, userInfo: { name: "Load" } }])}`),
      acknowledged: (frame) => {
        if (isJoined(client)) {
          if (frame.compare(ANSWERED, 0, 4, frame.length - 4) !== 0) fail(`refused: ${frame}`);
          client.acknowledged += 1;
          return;
        }
        const [answer] = JSON.parse(frame.subarray(3).toString());
        if (answer.error !== undefined) fail(`refused: ${frame}`);
        client.userId = answer.userId;
        if (answer.peers.length > 0) meet(client, answer.peers[0].userId);
        resolve(now() - client.startedAt);
      },
      event: (frame, tail) => receive(client, frame, tail),
    });
    clients.push(client);
  });
}

function receive(client, frame, tail) {
  const mark = tail.indexOf('"connectionId":"');
  if (mark < 0) {
    const [event, payload] = JSON.parse(frame.subarray(2).toString());
    if (event === "USER_JOINED") meet(client, payload.userId);
    else fail(`unexpected event ${event}`);
    return;
  }
  const number = Number.parseInt(tail.slice(mark + 16), 10);
  if (number !== client.received) fail(`message ${client.received} was due, ${number} came`);
  client.received += 1;
  client.onReceived(number);
}

function sendOffer(client) {
  client.wire.send(`42${client.sent}${client.prefix}${client.sent}${client.suffix}`);
  client.sent += 1;
}

/** `rooms`: [{roomId, tokens}]. `concurrency` people are on their way in at any time. */
async function joinAll({ rooms, concurrency }) {
  const queue = rooms.flatMap(({ roomId, tokens }) => tokens.map((token) => [roomId, token]));
  const total = queue.length;
  const took = [];
  const result = await measured(async () => {
    const worker = async () => {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) took.push(await join(...next));
    };
    await Promise.all(Array.from({ length: concurrency }, worker));
    return { joins: total };
  });
  while (!clients.every(hasPeer)) await sleep(5);
  took.sort((a, b) => a - b);
  return { ...result, p50Ms: percentile(took, 0.5) };
}

// Relaying --------------------------------------------------------------------------------------------------------------

const sum = (field) => clients.reduce((total, client) => total + client[field], 0);

async function settle() {
  while (sum("received") < sum("sent") || sum("acknowledged") < sum("sent")) await sleep(5);
}

// The two people of a room join one after the other, so they stand side by side.
const partnerOf = (client) => clients[client.index ^ 1];

/** Closed loop: each of `senders` keeps `window` messages on their way to its peer. */
async function flood({ senders, window, warmupSeconds, seconds }) {
  const active = clients.slice(0, senders);
  let going = true;
  // Both send, so what one receives says that there is room again in the other's window.
  for (const client of active) client.onReceived = () => going && sendOffer(partnerOf(client));
  for (const client of active) for (let i = 0; i < window; i += 1) sendOffer(client);
  await sleep(warmupSeconds * 1000);
  const before = sum("received");
  const result = await measured(async () => {
    await sleep(seconds * 1000);
    return { messages: sum("received") - before };
  });
  going = false;
  await settle();
  return { ...result, sent: sum("sent"), received: sum("received") };
}

/** Open loop: `rate` messages a second in all, whatever has come of those before. */
async function pace({ senders, rate, seconds }) {
  const active = clients.slice(0, senders);
  const sentAt = new Map(active.map((client) => [client, []]));
  const latencies = [];
  const lags = [];
  for (const client of active) {
    const first = client.received;
    const times = sentAt.get(partnerOf(client));
    client.onReceived = (number) => latencies.push(now() - times[number - first]);
  }
  const result = await measured(async () => {
    const start = now();
    const total = Math.round(rate * seconds);
    for (let i = 0; i < total; i += 1) {
      const due = start + (i * 1000) / rate;
      // No busy waiting: the broker may share this core. Sending may be a little late for it, which `lag` tells; what is
      // measured is the time from the moment a message was handed over.
      if (now() < due) await sleep(due - now());
      const client = active[i % active.length];
      const at = now();
      lags.push(at - due);
      sentAt.get(client).push(at);
      sendOffer(client);
    }
    await settle();
    return { messages: total };
  });
  latencies.sort((a, b) => a - b);
  lags.sort((a, b) => a - b);
  const [p50Ms, p99Ms] = [0.5, 0.99].map((share) => percentile(latencies, share));
  return { ...result, p50Ms, p99Ms, lagP99Ms: percentile(lags, 0.99), sent: sum("sent"), received: sum("received") };
}

const COMMANDS = {
  join: joinAll,
  flood,
  pace,
  idle: ({ seconds }) => measured(async () => (await sleep(seconds * 1000), {})),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...options } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(await COMMANDS[command](options))}\n`);
}
process.exit(0);
