// Runs in every page before the page's own scripts: what the browser knows of a call and the page has no reason to show.
(() => {
  const connections = [];
  const channels = [];
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class RTCPeerConnection extends Native {
    constructor(...options) {
      super(...options);
      connections.push(this);
    }

    createDataChannel(...options) {
      const channel = super.createDataChannel(...options);
      channels.push(channel);
      return channel;
    }
  };

  let cameraRequests = 0;
  const { mediaDevices } = navigator;
  const getUserMedia = mediaDevices?.getUserMedia.bind(mediaDevices);
  if (getUserMedia !== undefined) {
    mediaDevices.getUserMedia = (constraints) => {
      if (constraints?.video) cameraRequests += 1;
      return getUserMedia(constraints);
    };
  }

  const violations = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
  });

  const connectionOf = (video) =>
    connections.findIndex((connection) =>
      connection.getReceivers().some(({ track }) => video.srcObject?.getTracks().includes(track)),
    );

  const inbound = async (connection, isWanted) => {
    const receiver = connection.getReceivers().find(({ track }) => isWanted(track));
    for (const entry of (await receiver?.getStats())?.values() ?? []) if (entry.type === "inbound-rtp") return entry;
    return {};
  };

  // Another frame of a moving picture gives another sum.
  const pixelSum = (video) => {
    if (video.videoWidth === 0) return null;
    const canvas = new OffscreenCanvas(64, 36);
    const context = canvas.getContext("2d");
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    return data.reduce((sum, value, at) => (sum + value * (at + 1)) % 1e9, 0);
  };

  let mostTiles = 0;
  const countTiles = () => {
    mostTiles = Math.max(mostTiles, document.querySelectorAll("#tiles > li").length);
  };

  window.probe = {
    watchTiles: () => {
      countTiles();
      new MutationObserver(countTiles).observe(document.getElementById("tiles"), { childList: true });
    },
    mostTiles: () => mostTiles,
    violations: () => violations,
    madeConnections: () => connections.length,
    cameraRequests: () => cameraRequests,
    /** Open channels of a tool of the room: "document" or "whiteboard". */
    openChannels: (label) => channels.filter((channel) => channel.label === label && channel.readyState === "open").length,
    /** Ends them for good, on both sides; the connections go on. */
    cutChannels: (label) => {
      for (const channel of channels) if (channel.label === label) channel.close();
    },
    liveConnections: () => connections.filter(({ connectionState }) => connectionState !== "closed").length,
    /** What this element received so far, and over which of the page's connections. */
    received: async (video) => {
      const number = connectionOf(video);
      if (number < 0) return null;
      // Sound has its own element beside a face's; a screen has none.
      const audio = video.parentElement.querySelector("audio");
      const shown = video.srcObject.getVideoTracks();
      const [picture, sound] = await Promise.all([
        inbound(connections[number], (track) => shown.includes(track)),
        inbound(connections[number], ({ kind }) => kind === "audio"),
      ]);
      return {
        connection: number,
        frames: picture.framesDecoded ?? 0,
        soundEnergy: sound.totalAudioEnergy ?? 0,
        playedSeconds: video.currentTime,
        pixelSum: pixelSum(video),
        sounds: audio !== null && !audio.paused && !audio.muted,
      };
    },
    /** Whether every connection carries a captured screen. */
    sendsScreen: () =>
      connections
        .filter(({ connectionState }) => connectionState !== "closed")
        .every((connection) => connection.getSenders().some(({ track }) => track?.getSettings().displaySurface !== undefined)),
  };
})();
