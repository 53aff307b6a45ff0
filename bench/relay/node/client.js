// One Socket.IO client on a bare WebSocket: as little work as possible, so that the server is what is measured.

import { WebSocket } from "ws";

const [OPEN, PING, MESSAGE] = Buffer.from("024");
const [CONNECT, EVENT, ACK, CONNECT_ERROR, BINARY_EVENT] = Buffer.from("02345");
const TAIL_BYTES = 160;

/**
 * `handlers`: `connected()`, `acknowledged(frame)`, `event(frame, tail)`, `failed(reason)`, and `binary(frame)` for both parts of a
 * binary event where any may come. Frames are read only when asked for.
 */
export function openClient(url, token, handlers) {
  const socket = new WebSocket(url, { perMessageDeflate: false, skipUTF8Validation: true });
  socket.on("error", (error) => handlers.failed(String(error)));
  socket.on("close", (code) => handlers.failed(`closed with ${code}`));
  socket.on("message", (frame, isBinary) => {
    if (isBinary) handlers.binary(frame);
    else if (frame[0] === PING) socket.send("3");
    else if (frame[0] === OPEN) socket.send(`40${JSON.stringify({ token })}`);
    else if (frame[0] !== MESSAGE) handlers.failed(`unexpected frame ${frame.subarray(0, 80)}`);
    else if (frame[1] === EVENT) handlers.event(frame, frame.latin1Slice(Math.max(0, frame.length - TAIL_BYTES)));
    else if (frame[1] === ACK) handlers.acknowledged(frame);
    else if (frame[1] === BINARY_EVENT) handlers.binary(frame);
    else if (frame[1] === CONNECT) handlers.connected();
    else if (frame[1] === CONNECT_ERROR) handlers.failed(`refused: ${frame}`);
  });
  return {
    send: (text) => socket.send(text),
    close: () => {
      socket.removeAllListeners("close");
      socket.close();
    },
  };
}
