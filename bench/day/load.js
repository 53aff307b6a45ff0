// People at work in rooms and coding sessions. Reads one JSON command per line, answers each with one JSON line.
//
// Open loop: everybody does what they would do next whatever has become of what they did before, as people do; only a
// candidate who waits for a run starts no other one. What takes longer than PATIENCE_MS, is refused or fails is an error.

import http from "node:http";
import { createInterface } from "node:readline";
import { openClient } from "../relay/node/client.js";

const port = Number(process.argv[2]);
const SOCKET_URL = `ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`;
const PATIENCE_MS = 60_000;
const WAIT_SECONDS = 30;
const PROGRAM = "print(sum(map(int, input().split())))\n";

const now = () => performance.now();
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

let errors = [];
const record = (what) => errors.push(String(what));

function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const [p50, p95, longest] = [0.5, 0.95, 1].map((share) => Math.round(percentile(sorted, share) * 100) / 100);
  return { count: sorted.length, p50, p95, longest };
}

// Rooms ---------------------------------------------------------------------------------------------------------------

const sockets = new Set();

/** Somebody in a room; `joinMs` from opening the WebSocket to the acknowledgement of JOIN_ROOM. */
function enter({ roomId, token, updates }) {
  return new Promise((resolve, reject) => {
    const startedAt = now();
    const waiting = new Map();
    let nextId = 1;
    let nextUpdate = 0;
    const person = {
      acks: [],
      joinMs: undefined,
      /** Type one letter, which the server has when it acknowledges it. */
      type() {
        if (nextUpdate >= updates.length) return;
        const id = nextId++;
        waiting.set(id, now());
        client.send(`451-${id}["doc_update",{"update":{"_placeholder":true,"num":0}}]`);
        client.send(Buffer.from(updates[nextUpdate++], "base64"));
      },
      get unanswered() {
        return waiting.size;
      },
      leave() {
        sockets.delete(person);
        client.close();
      },
    };
    const client = openClient(SOCKET_URL, token, {
      failed(reason) {
        record(`socket: ${reason}`);
        reject(new Error(reason));
      },
      connected: () => client.send(`420${JSON.stringify(["JOIN_ROOM", { roomId, userInfo: { name: "Load" } }])}`),
      acknowledged(frame) {
        const text = frame.toString();
        if (text.includes('"error"')) record(`refused: ${text.slice(0, 200)}`);
        if (person.joinMs === undefined) {
          person.joinMs = now() - startedAt;
          resolve(person);
          return;
        }
        const id = Number.parseInt(text.slice(2), 10);
        person.acks.push(now() - waiting.get(id));
        waiting.delete(id);
      },
      event() {},
      binary() {},
    });
    sockets.add(person);
  });
}

const answered = (people) => people.every((person) => person.unanswered === 0);

async function settle(people) {
  const deadline = now() + PATIENCE_MS;
  while (!answered(people) && now() < deadline) await sleep(50);
  for (const person of people) for (let i = 0; i < person.unanswered; i += 1) record("an update was never acknowledged");
}

async function enterAll(people, concurrency = 8) {
  const queue = [...people];
  const entered = [];
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const person = await enter(next).catch(() => undefined);
      if (person !== undefined) entered.push(person);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return entered;
}

/** Each of `people` types `perSecond` letters a second. */
async function typing(people, perSecond, seconds) {
  const endsAt = now() + seconds * 1000;
  await Promise.all(
    people.map(async (person) => {
      await sleep((Math.random() * 1000) / perSecond);
      for (let due = now(); due < endsAt; due += 1000 / perSecond) {
        if (now() < due) await sleep(due - now());
        person.type();
      }
    }),
  );
  await settle(people);
  return people.flatMap((person) => person.acks);
}

// Candidates ----------------------------------------------------------------------------------------------------------

function request(agent, method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const sent = http.request(
      {
        ...{ agent, host: "127.0.0.1", port, method, path },
        headers: { ...(body === undefined ? {} : { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) }), ...headers },
        timeout: PATIENCE_MS,
      },
      (response) => {
        const parts = [];
        response.on("data", (part) => parts.push(part));
        response.on("end", () => resolve({ status: response.statusCode, text: Buffer.concat(parts).toString() }));
        response.on("error", reject);
      },
    );
    sent.on("timeout", () => sent.destroy(new Error("no answer in time")));
    sent.on("error", reject);
    sent.end(body);
  });
}

/** The server closes idle connections; a request that meets that moment is sent again, as browsers do. */
async function send(agent, method, path, body, headers) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await request(agent, method, path, body, headers);
    } catch (error) {
      if (attempt > 0 || error.code !== "ECONNRESET") throw error;
    }
  }
}

class Candidate {
  #agent = new http.Agent({ keepAlive: true, maxSockets: 6, timeout: 4_000 });
  #path;
  #version = 0;
  #edits = 0;

  constructor(token) {
    this.#path = `/v1/dsa/${token}`;
    this.drafts = [];
    this.runs = [];
    this.submits = [];
  }

  async #expect(what, promise, ...statuses) {
    try {
      const answer = await promise;
      if (statuses.includes(answer.status)) return JSON.parse(answer.text);
      record(`${what}: ${answer.status} ${answer.text.slice(0, 200)}`);
    } catch (error) {
      record(`${what}: ${error}`);
    }
    return undefined;
  }

  async save() {
    this.#edits += 1;
    const body = { language: "python", sourceCode: `${PROGRAM}# ${this.#edits}\n`, baseVersion: this.#version };
    const startedAt = now();
    const saved = await this.#expect("draft", send(this.#agent, "PUT", `${this.#path}/drafts/sum`, JSON.stringify(body)), 200);
    this.drafts.push(now() - startedAt);
    if (saved !== undefined) this.#version = saved.version;
  }

  /** `act` is run or submit; the time until the result is there. `watch` follows it as events, as a second page would. */
  async judge(act, watch) {
    const body = JSON.stringify({ problemId: "sum", language: "python", sourceCode: PROGRAM });
    const startedAt = now();
    const path = `${this.#path}/${act}`;
    let shown = await this.#expect(act, send(this.#agent, "POST", path, body, { Prefer: `wait=${watch ? 0 : WAIT_SECONDS}` }), 200, 202);
    if (shown !== undefined && watch) {
      await this.#expect("events", this.#follow(shown.id), 200);
      shown = await this.#expect("submission", send(this.#agent, "GET", `${this.#path}/submissions/${shown.id}`), 200);
    }
    while (shown !== undefined && shown.verdict == null && shown.status !== "failed" && now() - startedAt < PATIENCE_MS) {
      await sleep(500);
      shown = await this.#expect("submission", send(this.#agent, "GET", `${this.#path}/submissions/${shown.id}`), 200);
    }
    if (shown !== undefined && shown.verdict !== "AC") record(`${act}: ${shown.status} ${shown.verdict}`);
    (act === "run" ? this.runs : this.submits).push(now() - startedAt);
  }

  async #follow(id) {
    const answer = await send(this.#agent, "GET", `${this.#path}/submissions/${id}/events`);
    return { status: answer.status, text: "{}" };
  }

  async open() {
    for (const path of [this.#path.slice(3) + "/", this.#path, `${this.#path}/drafts`]) {
      try {
        const answer = await send(this.#agent, "GET", path);
        if (answer.status !== 200) record(`${path.slice(0, 8)}: ${answer.status}`);
      } catch (error) {
        record(`page: ${error}`);
      }
    }
  }

  close() {
    this.#agent.destroy();
  }
}

/** `work` every so many seconds, beginning at a moment of its own, and not while the last is still going on. */
async function every(seconds, endsAt, work) {
  for (let due = now() + Math.random() * seconds * 1000; due < endsAt; due += seconds * 1000) {
    if (now() < due) await sleep(due - now());
    if (now() < endsAt) await work();
  }
}

async function coding(tokens, { seconds, draftEvery, runEvery, submitEvery, watched = 0 }) {
  const people = tokens.map((token) => new Candidate(token));
  const endsAt = now() + seconds * 1000;
  await Promise.all(
    people.flatMap((person, index) => [
      every(draftEvery, endsAt, () => person.save()),
      every(runEvery, endsAt, () => person.judge("run", index < watched)),
      every(submitEvery, endsAt, () => person.judge("submit", index < watched)),
    ]),
  );
  for (const person of people) person.close();
  const all = (field) => summary(people.flatMap((person) => person[field]));
  return { drafts: all("drafts"), runs: all("runs"), submits: all("submits") };
}

// The day -------------------------------------------------------------------------------------------------------------

function leaveAll() {
  for (const person of [...sockets]) person.leave();
}

const COMMANDS = {
  async rooms({ people, perSecond, seconds }) {
    const entered = await enterAll(people);
    return { acks: summary(await typing(entered, perSecond, seconds)) };
  },

  async candidates({ tokens, ...plan }) {
    return coding(tokens, plan);
  },

  async company({ people, perSecond, tokens, ...plan }) {
    const entered = await enterAll(people);
    const [acks, sessions] = await Promise.all([typing(entered, perSecond, plan.seconds), coding(tokens, plan)]);
    return { acks: summary(acks), ...sessions };
  },

  /** All come within `seconds`, evenly. */
  async joins({ people, seconds }) {
    const entered = await Promise.all(
      people.map(async (person, index) => {
        await sleep((index * seconds * 1000) / people.length);
        return enter(person).catch(() => undefined);
      }),
    );
    return { joins: summary(entered.filter((person) => person !== undefined).map((person) => person.joinMs)) };
  },

  /** So many visits within `seconds`, evenly: the page, then what it asks for. `allSeconds` until the last is complete. */
  async pages({ tokens, count, seconds }) {
    const startedAt = now();
    const times = [];
    await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        await sleep((index * seconds * 1000) / count);
        const visitor = new Candidate(tokens[index % tokens.length]);
        const cameAt = now();
        await visitor.open();
        times.push(now() - cameAt);
        visitor.close();
      }),
    );
    return { pages: summary(times), allSeconds: Math.round(now() - startedAt) / 1000 };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...options } = JSON.parse(line);
  errors = [];
  const result = await COMMANDS[command](options);
  leaveAll();
  process.stdout.write(`${JSON.stringify({ ...result, errors: errors.length, someErrors: errors.slice(0, 5) })}\n`);
}
process.exit(0);
