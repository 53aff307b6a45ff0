/**
 * The room's whole flow with the stock socket.io-client: one JSON request a line in, one JSON answer a line out.
 *
 * {url, roomId, token, cookie, options}: a candidate and an interviewer connect with these options of the client, and
 * go through the room; answers with what each of them heard.
 */
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../../../frontend/package.json", import.meta.url));
const { io } = require("socket.io-client");
const Y = require("yjs");

const next = (emitter, event) => new Promise((resolve) => emitter.once(event, resolve));

function connected(socket) {
  const refused = next(socket, "connect_error").then((error) => Promise.reject(error));
  return Promise.race([next(socket, "connect"), refused]);
}

async function flow({ url, roomId, token, cookie, options }) {
  const cara = io(url, { ...options, forceNew: true, auth: { token } });
  const ivan = io(url, { ...options, forceNew: true, extraHeaders: { Cookie: cookie } });
  try {
    // Node's client upgrades as browsers do: to a WebSocket, while the namespace is used already.
    const isUpgraded = options.transports === undefined;
    const upgrades = isUpgraded ? [cara, ivan].map((socket) => next(socket.io.engine, "upgrade")) : [];
    const first = [cara, ivan].map((socket) => socket.io.engine.transport.name);
    await Promise.all([connected(cara), connected(ivan)]);

    const { userId: ivansId } = await ivan.emitWithAck("JOIN_ROOM", { roomId, userInfo: { name: "Ivan" } });
    const arrival = next(ivan, "USER_JOINED");
    const joined = await cara.emitWithAck("JOIN_ROOM", { roomId, userInfo: { name: "Cara" } });
    const { userInfo, userId: carasId } = await arrival;

    const offered = next(ivan, "OFFER");
    const offerAck = await cara.emitWithAck("OFFER", { sdp: "v=0", targetId: ivansId });
    const offer = await offered;

    const asked = next(cara, "push_question");
    const pushed = await ivan.emitWithAck("push_question", { questionText: "Why?" });
    const question = await asked;

    const document = new Y.Doc();
    document.getText("code").insert(0, "print(1)");
    const changed = next(cara, "doc_update");
    const updateAck = await ivan.emitWithAck("doc_update", { update: Y.encodeStateAsUpdate(document) });
    const change = await changed;
    const copy = new Y.Doc();
    Y.applyUpdate(copy, new Uint8Array(change.update));

    await Promise.all(upgrades);
    const departure = next(ivan, "USER_LEFT");
    const leaveAck = await cara.emitWithAck("LEAVE_ROOM", {});
    const left = await departure;
    return {
      first,
      last: [cara, ivan].map((socket) => socket.io.engine.transport.name),
      peers: joined.peers.map((peer) => peer.userInfo.name),
      arrived: userInfo.name,
      offer: offer.sdp,
      offeredByCara: offer.senderId === carasId,
      acknowledgements: [offerAck, pushed, updateAck, leaveAck],
      question,
      text: copy.getText("code").toString(),
      leftIsCara: left.userId === carasId,
    };
  } finally {
    cara.disconnect();
    ivan.disconnect();
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await flow(JSON.parse(line)))}\n`);
}
