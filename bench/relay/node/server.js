// The live room's signalling as a Node developer would write it for several processes: socket.io with its Redis adapter on
// ioredis. It is what bench/relay measures ours against, so it keeps the promises of docs/protocol.md that the load touches:
//
// - tokens are verified and looked up, so that a revoked or expired one opens nothing, at CONNECT and again at JOIN_ROOM;
// - presence lives in Redis with an expiry that each socket pushes forward, so that `kill -9` leaves no ghost. The adapter's
//   fetchSockets cannot promise that: it asks the living processes only, knows of no grace, and makes each join wait for
//   all of them. The Lua scripts are ours, handed over in SCRIPTS, so that both servers ask Redis for the same work;
// - a join is in the timeline table before it is acknowledged (node:sqlite, WAL, prepared statements, the same schema);
// - payloads are checked for type and size, events for rate, and `senderId` is the server's.
//
// With BARE=1 a join is what socket.io alone gives: no presence of its own, no database, peers from fetchSockets.

import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { Redis } from "ioredis";
import { Server } from "socket.io";
import { Limiter } from "./limits.js";
import { openRecords } from "./records.js";

// The adapter is CommonJS whose exports node cannot name from outside.
const { createAdapter, createShardedAdapter } = createRequire(import.meta.url)("@socket.io/redis-adapter");

const BARE = process.env.BARE === "1";
const CAPACITY = 5;
const TTL_MS = 15_000;
const REFRESH_MS = Number(process.env.REFRESH_MS ?? TTL_MS / 3);
const SETTLING_MS = TTL_MS;
const GRACE_MS = 10_000;
const REAP_MARGIN_MS = 50;
const KEY_LIFETIME_MS = 24 * 60 * 60 * 1000;
const USER_INFO_MAX_BYTES = 2_000;
const SDP_MAX_LENGTH = 100_000;

// As rooms/presence/store.py names them.
const PRESENCE_KEYS = 7;

const redis = new Redis(process.env.REDIS_SOCKET);
const scripts = JSON.parse(readFileSync(process.env.SCRIPTS, "utf8"));
for (const [name, lua] of Object.entries(scripts)) {
  redis.defineCommand(`presence${name}`, { numberOfKeys: PRESENCE_KEYS, lua });
}
const records = openRecords(process.env.DATABASE);
const tokenKey = createHash("sha256").update(`interviews.Invitationsigner${process.env.SECRET_KEY}`).digest();

const http = createServer();
const io = new Server(http, {
  transports: ["websocket"],
  serveClient: false,
  adapter: (process.env.ADAPTER === "sharded" ? createShardedAdapter : createAdapter)(redis, redis.duplicate()),
});

class Refused extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

// Tokens ----------------------------------------------------------------------------------------------------------------

/** The key that a token was signed for, or null. */
function unsign(token) {
  const dot = token.lastIndexOf(".");
  if (dot < 1) return null;
  const key = token.slice(0, dot);
  const expected = createHmac("sha256", tokenKey).update(key).digest();
  const given = Buffer.from(token.slice(dot + 1), "base64url");
  return given.length === expected.length && timingSafeEqual(given, expected) ? key : null;
}

io.use((socket, next) => {
  const { token } = socket.handshake.auth;
  const key = typeof token === "string" && token.length <= 512 ? unsign(token) : null;
  const refusal = key === null ? "invitation_invalid" : records.refusalOfInvitation(key);
  if (refusal !== null) {
    const error = new Error("This invitation opens nothing.");
    error.data = { code: refusal };
    next(error);
    return;
  }
  socket.data.key = key;
  next();
});

// Payloads --------------------------------------------------------------------------------------------------------------

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value, maximum) => typeof value === "string" && value.length > 0 && value.length <= maximum;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function invalid(what) {
  return new Refused("invalid_payload", `${what} is missing, of the wrong type or too long.`);
}

function onlyFields(payload, ...names) {
  if (!isObject(payload)) throw invalid("The payload");
  for (const name of Object.keys(payload)) if (!names.includes(name)) throw invalid(name);
}

function checkJoin(payload) {
  onlyFields(payload, "roomId", "userInfo", "resumeToken");
  if (typeof payload.roomId !== "string" || !UUID.test(payload.roomId)) throw invalid("roomId");
  const { userInfo, resumeToken } = payload;
  if (!isObject(userInfo) || Buffer.byteLength(JSON.stringify(userInfo)) > USER_INFO_MAX_BYTES) throw invalid("userInfo");
  if (userInfo.name !== undefined && !isText(userInfo.name, 80)) throw invalid("name");
  if (resumeToken !== undefined && !isText(resumeToken, 128)) throw invalid("resumeToken");
}

function checkDescription(payload, type) {
  onlyFields(payload, "sdp", "targetId", "connectionId");
  const { sdp, targetId, connectionId } = payload;
  if (!isText(targetId, 64)) throw invalid("targetId");
  if (connectionId !== undefined && !isText(connectionId, 64)) throw invalid("connectionId");
  if (typeof sdp === "string") {
    if (!isText(sdp, SDP_MAX_LENGTH)) throw invalid("sdp");
  } else {
    onlyFields(sdp, "type", "sdp");
    if (sdp.type !== type || !isText(sdp.sdp, SDP_MAX_LENGTH)) throw invalid("sdp");
  }
}

// Rooms -----------------------------------------------------------------------------------------------------------------

const presenceKeys = (roomId) => {
  const [peers, expiries, ...others] = ["peers", "expiries", "departed", "settling", "refreshed", "colours"].map(
    (name) => `bench:room:${roomId}:${name}`,
  );
  return [peers, expiries, "bench:rooms", ...others];
};
// The room is part of the name, so that no id opens a way into another room. An id that nobody has reaches nobody; ours
// answers `unknown_peer`, for which this server would have to tell all processes of each arrival.
const peerIn = (roomId, userId) => `peer:${roomId}:${userId}`;
const hashOf = (token) => createHash("sha256").update(token).digest("hex");

function peersIn(flat) {
  const peers = [];
  for (let i = 0; i < flat.length; i += 2) {
    const record = JSON.parse(flat[i + 1]);
    peers.push({ userId: flat[i], since: record.since, userInfo: JSON.parse(record.info) });
  }
  return peers.sort((a, b) => a.since - b.since);
}

function announceExpired(roomId, expired) {
  for (const [userId, text] of expired) {
    io.to(`room:${roomId}`).emit("USER_LEFT", { userId });
    records.departed(roomId, userId, JSON.parse(text).person, "dropped");
  }
}

async function takeSeat(socket, admitted, payload, userInfo) {
  const { roomId } = payload;
  const keys = presenceKeys(roomId);
  const token = randomBytes(24).toString("base64url");
  const offered = payload.resumeToken === undefined ? "" : hashOf(payload.resumeToken);
  const [status, userId, , expired, flat] = await redis.presenceJOIN(
    ...keys,
    randomBytes(12).toString("base64url"),
    socket.id,
    hashOf(token),
    admitted.person,
    JSON.stringify(userInfo),
    CAPACITY,
    TTL_MS,
    offered,
    KEY_LIFETIME_MS,
    roomId,
    admitted.role === "candidate" ? "alone" : "anybody",
  );
  announceExpired(roomId, expired);
  if (status === "full") throw new Refused("room_full", "The room is full.");
  if (status === "in_use") throw new Refused("waiting_for_admission", "This link is in use already.");
  const resumed = status === "resumed";
  const peers = peersIn(flat).filter((peer) => peer.userId !== userId);
  // What Redis holds, to write it back where Redis has lost it.
  const record = flat[flat.indexOf(userId) + 1];
  const seat = { roomId, userId, keys, record, upkeep: null };
  const question = records.confirmEntry(socket.data.key, roomId, userId, resumed);
  if (question.refusal !== undefined) {
    await redis.presenceLEAVE(...keys, userId, socket.id);
    throw new Refused(question.refusal, "The room was closed.");
  }
  socket.data.seat = seat;
  socket.join([`room:${roomId}`, peerIn(roomId, userId), `person:${admitted.person}`]);
  if (resumed) socket.to(`room:${roomId}`).emit("peer_resumed", { userId });
  else socket.to(`room:${roomId}`).emit("USER_JOINED", { userId, userInfo });
  seat.upkeep = setInterval(() => keepSeat(socket, seat), REFRESH_MS);
  return {
    userId,
    resumeToken: resumed ? payload.resumeToken : token,
    resumed,
    userInfo,
    peers: peers.map(({ userId, userInfo }) => ({ userId, userInfo })),
    iceServers: [],
    iceTransportPolicy: "all",
    tools: admitted.tools,
    question: question.last,
    resumeGraceMs: GRACE_MS,
  };
}

const kept = (socket, { userId, roomId, record }, milliseconds) => [
  userId,
  socket.id,
  milliseconds,
  record,
  SETTLING_MS,
  KEY_LIFETIME_MS,
  roomId,
];

async function keepSeat(socket, seat) {
  const [status, expired] = await redis.presenceREFRESH(...seat.keys, ...kept(socket, seat, TTL_MS));
  announceExpired(seat.roomId, expired);
  if (status !== "kept") socket.disconnect(true);
}

async function joinRoom(socket, payload) {
  checkJoin(payload);
  if (socket.data.seat !== undefined) throw new Refused("already_joined", "Leave the room first.");
  const { roomId } = payload;
  if (BARE) return joinBare(socket, roomId, payload.userInfo);
  const admitted = records.admit(socket.data.key, roomId);
  if (admitted.refusal !== null) throw new Refused(admitted.refusal, "You may not enter now.");
  const { audio = false, video = false, screen = false } = payload.userInfo.media ?? {};
  const userInfo = { name: payload.userInfo.name ?? admitted.name, role: admitted.role, media: { audio, video, screen } };
  return takeSeat(socket, admitted, payload, userInfo);
}

async function joinBare(socket, roomId, { name }) {
  const userId = socket.id;
  const userInfo = { name };
  socket.data.seat = { roomId, userId };
  socket.data.userInfo = userInfo;
  // Appear before looking, so that of two who come together at least one sees the other and both are told.
  socket.join([`room:${roomId}`, peerIn(roomId, userId)]);
  socket.to(`room:${roomId}`).emit("USER_JOINED", { userId, userInfo });
  const others = (await io.in(`room:${roomId}`).fetchSockets()).filter(({ id }) => id !== userId);
  return { userId, userInfo, peers: others.map(({ id, data }) => ({ userId: id, userInfo: data.userInfo })) };
}

function relay(socket, event, type, payload) {
  const { seat } = socket.data;
  if (seat === undefined) throw new Refused("not_in_room", "Join a room first.");
  checkDescription(payload, type);
  io.to(peerIn(seat.roomId, payload.targetId)).emit(event, { ...payload, senderId: seat.userId });
  return {};
}

// Events ----------------------------------------------------------------------------------------------------------------

const HANDLERS = {
  JOIN_ROOM: { limit: { perSecond: 1, burst: 10 }, handle: joinRoom },
  OFFER: { limit: { perSecond: 10, burst: 60 }, handle: (socket, payload) => relay(socket, "OFFER", "offer", payload) },
  ANSWER: { limit: { perSecond: 10, burst: 60 }, handle: (socket, payload) => relay(socket, "ANSWER", "answer", payload) },
};

io.on("connection", (socket) => {
  const limiter = new Limiter(Number(process.env.RATE_FACTOR ?? 1));
  for (const [event, { limit, handle }] of Object.entries(HANDLERS)) {
    socket.on(event, async (payload, acknowledge) => {
      try {
        limiter.spend(event, limit, Refused);
        const answer = await handle(socket, payload);
        if (typeof acknowledge === "function") acknowledge(answer);
      } catch (error) {
        const refusal = error instanceof Refused ? error : new Refused("internal_error", "Something went wrong.");
        if (refusal !== error) console.error(error);
        if (typeof acknowledge === "function") acknowledge({ error: { code: refusal.code, message: refusal.message } });
      }
    });
  }
  socket.on("disconnect", () => {
    const { seat } = socket.data;
    if (seat?.upkeep == null) return;
    clearInterval(seat.upkeep);
    redis.presenceMARK_DISCONNECTED(...seat.keys, ...kept(socket, seat, GRACE_MS)).catch(console.error);
    setTimeout(async () => {
      announceExpired(seat.roomId, await redis.presenceREAP(...seat.keys, seat.roomId, TTL_MS));
    }, GRACE_MS + REAP_MARGIN_MS).unref();
  });
});

// Lets the benchmark weigh what is in use, not what V8 has yet to collect.
process.on("SIGUSR2", () => globalThis.gc());
process.on("SIGTERM", () => process.exit(0));
http.listen(Number(process.env.PORT), "127.0.0.1");
