/** Stand-ins for the browser's WebRTC: as much of their behaviour as negotiation depends on, and no network. */

export class FakeTrack extends EventTarget {
  readonly kind: "audio" | "video";
  readonly deviceId: string;
  enabled = true;
  contentHint = "";
  readyState: MediaStreamTrackState = "live";

  constructor(kind: "audio" | "video", deviceId = `${kind}-device`) {
    super();
    this.kind = kind;
    this.deviceId = deviceId;
  }

  getSettings(): MediaTrackSettings {
    return { deviceId: this.deviceId };
  }

  stop(): void {
    this.readyState = "ended";
  }

  /** As when the device is unplugged. */
  end(): void {
    this.readyState = "ended";
    this.dispatchEvent(new Event("ended"));
  }

  asTrack(): MediaStreamTrack {
    return this as unknown as MediaStreamTrack;
  }
}

export class FakeStream {
  readonly tracks: MediaStreamTrack[];

  constructor(tracks: readonly MediaStreamTrack[] = []) {
    this.tracks = [...tracks];
  }

  addTrack(track: MediaStreamTrack): void {
    this.tracks.push(track);
  }

  getTracks(): MediaStreamTrack[] {
    return this.tracks;
  }

  getVideoTracks(): MediaStreamTrack[] {
    return this.tracks.filter((track) => track.kind === "video");
  }

  asStream(): MediaStream {
    return this as unknown as MediaStream;
  }
}

export interface FakeTransceiver {
  direction: RTCRtpTransceiverDirection;
  readonly sender: {
    track: MediaStreamTrack | null;
    readonly replaceTrack: (track: MediaStreamTrack | null) => Promise<void>;
    readonly setStreams: () => void;
    encodings: RTCRtpEncodingParameters[];
    readonly getParameters: () => { encodings: RTCRtpEncodingParameters[] };
    readonly setParameters: (parameters: { encodings: RTCRtpEncodingParameters[] }) => Promise<void>;
  };
  readonly receiver: { readonly track: MediaStreamTrack };
}

export class FakeChannel extends EventTarget {
  readyState: RTCDataChannelState = "connecting";
  binaryType: BinaryType = "blob";
  /** Grows while `isJammed`; the test says when it is sent. */
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  isJammed = false;
  readonly sent: string[] = [];
  readonly sentBytes: Uint8Array[] = [];

  send(data: string | Uint8Array): void {
    if (typeof data === "string") {
      this.sent.push(data);
      return;
    }
    this.sentBytes.push(data);
    if (this.isJammed) this.bufferedAmount += data.byteLength;
    else this.onBytes?.(data);
  }

  /** Where bytes arrive, if the test joined two channels. */
  onBytes: ((data: Uint8Array) => void) | null = null;

  /** Everything that was buffered is on its way. */
  drain(): void {
    this.bufferedAmount = 0;
    this.dispatchEvent(new Event("bufferedamountlow"));
  }

  close(): void {
    if (this.readyState === "closed") return;
    this.readyState = "closed";
    this.dispatchEvent(new Event("close"));
  }

  open(): void {
    this.readyState = "open";
    this.dispatchEvent(new Event("open"));
  }

  receive(data: unknown): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

let descriptionCount = 0;
/** Which media sections an offer has, in order. */
const sectionsOf = new Map<string, readonly ("audio" | "video")[]>();

export class FakePeerConnection extends EventTarget {
  signalingState: RTCSignalingState = "stable";
  connectionState: RTCPeerConnectionState = "new";
  localDescription: RTCSessionDescriptionInit | null = null;
  remoteDescription: RTCSessionDescriptionInit | null = null;
  configuration: RTCConfiguration;
  readonly transceivers: FakeTransceiver[] = [];
  readonly channels: { readonly label: string; readonly id: number | undefined; readonly channel: FakeChannel }[] = [];
  readonly candidates: (RTCIceCandidateInit | null)[] = [];
  rollbacks = 0;
  iceRestarts = 0;
  offersMade = 0;
  #needsNegotiation = false;
  /** As the standard's chain of operations: while it is not empty, nobody is asked to negotiate. */
  #isDescribing = false;

  constructor(configuration: RTCConfiguration = {}) {
    super();
    this.configuration = configuration;
  }

  asConnection(): RTCPeerConnection {
    return this as unknown as RTCPeerConnection;
  }

  addTransceiver(trackOrKind: MediaStreamTrack | "audio" | "video", init: RTCRtpTransceiverInit = {}): void {
    const track = typeof trackOrKind === "string" ? null : trackOrKind;
    const kind = typeof trackOrKind === "string" ? trackOrKind : (trackOrKind.kind as "audio" | "video");
    const { sender } = this.#addTransceiver(kind, init.direction ?? "sendrecv");
    sender.track = track;
    if (init.sendEncodings !== undefined) sender.encodings = init.sendEncodings;
    this.#requestNegotiation();
  }

  getTransceivers(): FakeTransceiver[] {
    return this.transceivers;
  }

  createDataChannel(label: string, options: RTCDataChannelInit): FakeChannel {
    const channel = new FakeChannel();
    this.channels.push({ label, id: options.id, channel });
    this.#requestNegotiation();
    return channel;
  }

  restartIce(): void {
    this.iceRestarts += 1;
    this.#requestNegotiation();
  }

  setConfiguration(configuration: RTCConfiguration): void {
    this.configuration = configuration;
  }

  getStats(): Promise<ReadonlyMap<string, object>> {
    return Promise.resolve(new Map<string, object>());
  }

  async setLocalDescription(): Promise<void> {
    this.#isDescribing = true;
    await Promise.resolve();
    this.#isDescribing = false;
    descriptionCount += 1;
    // Every description speaks of everything that there is by now.
    this.#needsNegotiation = false;
    if (this.signalingState === "have-remote-offer") {
      this.localDescription = { type: "answer", sdp: `answer ${descriptionCount}` };
      this.#becomeStable();
    } else {
      this.offersMade += 1;
      const sdp = `offer ${descriptionCount}`;
      sectionsOf.set(
        sdp,
        this.transceivers.map(({ receiver }) => receiver.track.kind as "audio" | "video"),
      );
      this.localDescription = { type: "offer", sdp };
      this.signalingState = "have-local-offer";
    }
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    await Promise.resolve();
    if (description.sdp === "broken") throw new DOMException("cannot parse", "OperationError");
    if (description.type === "answer") {
      if (this.signalingState !== "have-local-offer") throw new DOMException("no offer", "InvalidStateError");
      this.remoteDescription = description;
      this.#becomeStable();
      return;
    }
    if (this.signalingState === "have-local-offer") this.rollbacks += 1;
    this.signalingState = "have-remote-offer";
    this.remoteDescription = description;
    // An offer of a page that knows no section for a screen has two.
    const offered = sectionsOf.get(description.sdp ?? "") ?? (["audio", "video"] as const);
    for (const kind of offered.slice(this.transceivers.length)) this.#addTransceiver(kind, "recvonly", true);
  }

  async addIceCandidate(candidate: RTCIceCandidateInit | null): Promise<void> {
    await Promise.resolve();
    if (this.remoteDescription === null) throw new DOMException("no remote description", "InvalidStateError");
    this.candidates.push(candidate);
  }

  become(state: RTCPeerConnectionState): void {
    this.connectionState = state;
    this.dispatchEvent(new Event("connectionstatechange"));
  }

  findCandidate(candidate: RTCIceCandidateInit | null): void {
    this.#fire("icecandidate", { candidate: candidate === null ? null : { toJSON: () => candidate } });
  }

  close(): void {
    this.signalingState = "closed";
    this.connectionState = "closed";
  }

  #addTransceiver(kind: "audio" | "video", direction: RTCRtpTransceiverDirection, remote = false): FakeTransceiver {
    const sender: FakeTransceiver["sender"] = {
      track: null,
      replaceTrack: (track) => {
        sender.track = track;
        return Promise.resolve();
      },
      setStreams: () => undefined,
      encodings: [{}],
      getParameters: () => ({ encodings: structuredClone(sender.encodings) }),
      setParameters: ({ encodings }) => {
        sender.encodings = encodings;
        return Promise.resolve();
      },
    };
    const track = new FakeTrack(kind).asTrack();
    const transceiver = { direction, sender, receiver: { track } };
    this.transceivers.push(transceiver);
    if (remote) this.#fire("track", { track, transceiver });
    return transceiver;
  }

  #becomeStable(): void {
    this.signalingState = "stable";
    if (this.#needsNegotiation) this.#requestNegotiation();
  }

  /** One event for everything that was asked for in the same turn, and none before things are stable. */
  #requestNegotiation(): void {
    this.#needsNegotiation = true;
    queueMicrotask(() => {
      if (!this.#needsNegotiation || this.#isDescribing || this.signalingState !== "stable") return;
      this.#needsNegotiation = false;
      this.dispatchEvent(new Event("negotiationneeded"));
    });
  }

  #fire(type: string, properties: object): void {
    this.dispatchEvent(Object.assign(new Event(type), properties));
  }
}
