// One scenario of the stock socket.io-client against the server under test: node client.js SCENARIO HOST:PORT.
// It prints what it saw as one JSON object; the Python test that started it knows what is right.
import { Fetch, io, NodeWebSocket as WebSocketTransport } from "socket.io-client";

const [scenarioName, address] = process.argv.slice(2);
const sockets = [];

function open(namespace = "/", options = {}) {
  const socket = io(`http://${address}${namespace}`, { transports: ["websocket"], reconnection: false, ...options });
  sockets.push(socket);
  return socket;
}

function next(emitter, event) {
  return new Promise((resolve) => emitter.once(event, (...values) => resolve(values)));
}

async function connected(namespace, options) {
  const socket = open(namespace, options);
  const refused = next(socket, "connect_error").then(([error]) => Promise.reject(error));
  await Promise.race([next(socket, "connect"), refused]);
  return socket;
}

async function refusal(namespace, options) {
  const [error] = await next(open(namespace, { forceNew: true, ...options }), "connect_error");
  return { message: error.message, data: error.data };
}

const bytes = (value) => [...(value instanceof ArrayBuffer ? new Uint8Array(value) : value)];

const scenarios = {
  async connect() {
    const socket = await connected("/", { auth: { token: "hello" } });
    const sid = await socket.emitWithAck("who_am_i");
    return { transport: socket.io.engine.transport.name, sameSid: sid === socket.id, engineId: socket.io.engine.id, sid };
  },

  async refused() {
    return {
      wrongToken: await refusal("/guarded", { auth: { token: "wrong" } }),
      unknown: await refusal("/nowhere", {}),
      crash: await refusal("/", { auth: { token: "crash" } }),
      early: await refusal("/", { auth: { token: "emit" } }),
      unsendable: await refusal("/", { auth: { token: "unsendable" } }),
    };
  },

  async retryAfterRefusal() {
    const socket = open("/guarded", { auth: { token: "wrong" } });
    await next(socket, "connect_error");
    socket.auth = { token: "open sesame" };
    socket.connect();
    await next(socket, "connect");
    return { connected: socket.connected };
  },

  async events() {
    const socket = await connected();
    const values = ["text", 1.5, null, true, [1, [2]], { key: "value" }, "größe 🙂", "half \ud83d pair", "\u2028"];
    const acknowledged = await socket.emitWithAck("echo", ...values).then((first) => first);
    const emitted = next(socket, "echo");
    socket.emit("echo", ...values);
    const all = await emitted;
    socket.emit(7, "a number as a name");
    return { acknowledged, same: JSON.stringify(all) === JSON.stringify(values), length: all.length };
  },

  async binary() {
    const socket = await connected();
    const update = new Uint8Array([0, 1, 254, 255]);
    const emitted = next(socket, "echo");
    socket.emit("echo", { nested: [update] }, "between", new Uint8Array(0));
    const [object, between, empty] = await emitted;
    const acknowledged = await socket.emitWithAck("echo", update);
    return {
      nested: bytes(object.nested[0]), between, empty: bytes(empty), acknowledged: bytes(acknowledged),
    };
  },

  async serverAsks() {
    const socket = await connected();
    socket.on("question", (text, answer) => answer(`${text}!`, new Uint8Array([9])));
    const answered = next(socket, "answered");
    socket.emit("ask", 15, "question", "why");
    const [text, data] = await answered;
    const unanswered = next(socket, "unanswered");
    socket.emit("ask", 0.05, "nobody listens to this");
    const [failure] = await unanswered;
    return { text, data: bytes(data), failure };
  },

  async askInside() {
    const socket = await connected();
    return { error: await socket.emitWithAck("ask_inside") };
  },

  async failures() {
    const socket = await connected();
    const failed = await socket.emitWithAck("fail");
    const first = await socket.emitWithAck("acknowledge_twice");
    const after = await socket.emitWithAck("echo", "still here");
    return { failed, first, after };
  },

  async namespaces() {
    const main = await connected("/");
    const side = await connected("/side");
    const shared = main.io === side.io;
    const differentIds = main.id !== side.id;
    side.disconnect();
    const mainAfterLeave = await main.emitWithAck("echo", "main goes on");
    side.connect();
    await next(side, "connect");
    const reasons = next(side, "disconnect");
    side.emit("put_me_out");
    const [reason] = await reasons;
    side.emit("lost");
    const mainAfterKick = await main.emitWithAck("echo", "main still goes on");
    return { shared, differentIds, mainAfterLeave, reason, mainAfterKick, connected: main.connected };
  },

  async heartbeat() {
    const socket = await connected();
    let pings = 0;
    await new Promise((resolve) => socket.io.on("ping", () => ++pings === 5 && resolve()));
    return { connected: socket.connected, answer: await socket.emitWithAck("echo", "after five pings") };
  },

  async deaf() {
    const socket = await connected();
    // The transport stays open, but nothing that the server sends is answered any more.
    socket.io.engine.transport.ws.onmessage = () => {};
    const [reason] = await next(socket, "disconnect");
    return { reason };
  },

  async tooLarge() {
    const socket = await connected();
    const announced = socket.io.engine.maxPayload ?? socket.io.engine._maxPayload;
    socket.emit("echo", "x".repeat(5000));
    const [reason] = await next(socket, "disconnect");
    return { announced, reason };
  },

  async reconnect() {
    const socket = await connected("/", { reconnection: true, reconnectionDelay: 1, reconnectionDelayMax: 2 });
    const firstId = socket.id;
    const again = next(socket.io, "reconnect");
    const lost = next(socket, "disconnect");
    socket.emit("close");
    const [reason] = await lost;
    await again;
    if (!socket.connected) await next(socket, "connect");
    return { reason, answer: await socket.emitWithAck("echo", "back"), newId: socket.id !== firstId };
  },

  async upgrade() {
    return traffic({ transports: undefined });
  },

  async polling() {
    return traffic({ transports: ["polling"] });
  },

  async fallback() {
    // As behind a proxy that passes no WebSockets on.
    class Unreachable extends WebSocketTransport {
      doOpen() {
        queueMicrotask(() => this.onError("websocket error", new Error("refused")));
      }
    }
    const socket = await connected("/", { transports: [Unreachable, Fetch], tryAllTransports: true });
    return { transport: socket.io.engine.transport.name, answer: await socket.emitWithAck("echo", "hello") };
  },

  async greeting() {
    const socket = open("/greeting");
    const [sid] = await next(socket, "welcome");
    return { sameSid: sid === socket.id };
  },
};

/** Text, large binary events and heartbeats, before and after an upgrade. */
async function traffic(options) {
  const socket = open("/", options);
  const first = socket.io.engine.transport.name;
  const upgraded = options.transports === undefined ? next(socket.io.engine, "upgrade") : Promise.resolve();
  await next(socket, "connect");
  let pings = 0;
  const pinged = new Promise((resolve) => socket.io.on("ping", () => ++pings === 3 && resolve()));
  const texts = [];
  for (let number = 0; number < 200; number++) texts.push(socket.emitWithAck("echo", `text ${number}`));
  const sizes = [];
  for (let number = 0; number < 5; number++) {
    const [data] = await Promise.all([socket.emitWithAck("echo", new Uint8Array(200_000)), upgraded]);
    sizes.push(data.byteLength);
  }
  await pinged;
  return {
    transports: [first, socket.io.engine.transport.name], texts: await Promise.all(texts), sizes, pings,
  };
}

const report = await scenarios[scenarioName]();
process.stdout.write(JSON.stringify(report));
for (const socket of sockets) socket.disconnect();
