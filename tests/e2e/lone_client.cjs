// The stock client from npm as docs/protocol.md shows it, on the real room: node lone_client.cjs URL ROOM TOKEN.
// One JSON line for each thing it learns; it leaves when its question has come.
const { io } = require("socket.io-client");

const [url, roomId, token] = process.argv.slice(2);
const tell = (what, value) => process.stdout.write(`${JSON.stringify([what, value])}\n`);

const socket = io(url, { transports: ["websocket"], auth: { token } });

socket.on("connect", async () => {
  const unknown = await socket.emitWithAck("no_such_event", {});
  tell("unknown event", unknown.error.code);
  const early = await socket.emitWithAck("media_state", { audio: false, video: false, screen: false });
  tell("before joining", early.error.code);
  const joined = await socket.emitWithAck("JOIN_ROOM", { roomId, userInfo: { name: "Node", role: "interviewer" } });
  tell("joined", { fields: Object.keys(joined), role: joined.userInfo.role, peers: joined.peers.map((peer) => peer.userInfo) });
  const [peer] = joined.peers;
  const forbidden = await socket.emitWithAck("push_question", { questionText: "May I?" });
  tell("pushing", forbidden.error.code);
  tell("candidate", await socket.emitWithAck("ICE_CANDIDATE", { candidate: null, targetId: peer.userId }));
});
socket.on("connect_error", (error) => tell("refused", error.data));
socket.on("push_question", async (question) => {
  tell("question", question);
  tell("left", await socket.emitWithAck("LEAVE_ROOM", {}));
  socket.disconnect();
});
