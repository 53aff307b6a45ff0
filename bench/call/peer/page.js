// The same flow as our page, with the same marks: devices first, then a click, an offer to everybody who is there, and tiles.
/* global io, SimplePeer */
const button = document.getElementById("join");
const peers = new Map();
const mark = (name) => performance.mark(`talentsync:${name}`);

const stream = await navigator.mediaDevices.getUserMedia({
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } },
});
button.disabled = false;

button.addEventListener("click", () => {
  mark("join");
  const socket = io({ transports: ["websocket"] });

  const connect = (id, initiator) => {
    const peer = new SimplePeer({ initiator, stream, config: { iceServers: [] } });
    peers.set(id, peer);
    peer.on("signal", (signal) => socket.emit("signal", id, signal));
    peer.on("stream", (remote) => show(id, remote));
    // "connect" waits for a data channel as well, which our mark does not.
    peer._pc.addEventListener("connectionstatechange", () => {
      if (peer._pc.connectionState === "connected") mark(`connected:${id}`);
    });
    return peer;
  };

  socket.on("signal", (from, signal) => (peers.get(from) ?? connect(from, false)).signal(signal));
  socket.on("connect", () => {
    socket.emit("join", location.pathname, (others) => {
      mark("joined");
      for (const id of others) connect(id, true);
    });
  });
});

function show(id, remote) {
  const video = document.createElement("video");
  video.autoplay = true;
  video.playsInline = true;
  video.srcObject = remote;
  video.requestVideoFrameCallback(() => mark(`first-frame:${id}`));
  document.getElementById("videos").append(video);
}
