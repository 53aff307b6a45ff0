/** One RTCPeerConnection to one peer: negotiation, the fixed transceivers, recovery, and what people see of it. */
import { createTimer, type Clock } from "../lib/clock";
import { classifyError, type IceConfiguration } from "../protocol";
import { openChannel, type ToolChannelName } from "./channels";
import { formatAddress } from "./connectionIds";
import { createLatencyProbe, type LatencyProbe } from "./latencyProbe";
import { createMediaSections, type OutgoingTracks } from "./mediaSections";
import { createNegotiation } from "./negotiation";
import type { PeerBroadcastHub } from "./peerBroadcast";
import { createQualityMeter, unmeasured, type Measured } from "./quality";
import { createRecovery } from "./recovery";
import type { RequestResult } from "./requests";
import { selectedRoute } from "./route";
import type { Signal, SignalBody } from "./signal";
import { createSpeakingMeter, receivedLevel } from "./speaking";
import type { ConnectionView, Route } from "./types";

/** What all connections of a call share. */
export interface PeerEnvironment {
  readonly createConnection: (configuration: RTCConfiguration) => RTCPeerConnection;
  readonly createStream: () => MediaStream;
  readonly clock: Clock;
  readonly newConnectionId: () => string;
  readonly sendSignal: (signal: Signal) => Promise<RequestResult<null>>;
  readonly refreshIce: () => Promise<RequestResult<IceConfiguration>>;
  /** For whoever debugs: things that go wrong and are survived. */
  readonly warn: (message: string, detail: unknown) => void;
}

export interface PeerConnectionOptions {
  readonly environment: PeerEnvironment;
  readonly peerId: string;
  readonly polite: boolean;
  /** "offer": we begin. "answer": the peer's offer follows at once. */
  readonly begin: "offer" | "answer";
  readonly ice: IceConfiguration;
  readonly tracks: OutgoingTracks;
  /** Of the tools that the stage has: one channel for each. */
  readonly tools: ReadonlyMap<ToolChannelName, PeerBroadcastHub>;
  /** Whether our sound and our screen may be sent at all: an observer's are not. */
  readonly speaks: boolean;
  /** Whether the peer's sound is played: an observer's is not, whatever they send. */
  readonly isHeard: boolean;
  readonly onChange: () => void;
}

export interface PeerConnection {
  readonly ownId: string;
  /** Settled once our first offer is on its way; at once where the peer offers. */
  readonly firstOffer: Promise<void>;
  readonly view: () => ConnectionView;
  /** Sound and camera. */
  readonly stream: () => MediaStream | null;
  readonly screenStream: () => MediaStream | null;
  readonly isSpeaking: () => boolean;
  /** A signal that was admitted; `remoteId` is the peer's end that sent it. */
  readonly receive: (signal: SignalBody, remoteId: string) => void;
  readonly setTracks: (tracks: OutgoingTracks) => void;
  /** Signals may have been lost on the way: make sure that both sides come to an end. */
  readonly resync: (ice?: IceConfiguration) => void;
  readonly close: () => void;
}

const statsIntervalMs = 2_000;
/** An offer or answer that the server refused for a passing reason is sent again. */
const resendDelayMs = 1_500;

export function createPeerConnection(options: PeerConnectionOptions): PeerConnection {
  const { environment, peerId, begin, onChange } = options;
  const { clock, warn } = environment;
  const ownId = environment.newConnectionId();
  const connection = environment.createConnection(rtcConfiguration(options.ice));
  const incoming = { person: environment.createStream(), screen: environment.createStream() };
  const sections = createMediaSections({
    connection,
    streams: { person: environment.createStream(), screen: environment.createStream() },
    speaks: options.speaks,
  });
  const speaking = createSpeakingMeter({
    clock,
    readLevel: () => (options.isHeard ? receivedLevel(sections.audioReceiver()) : null),
    onChange,
  });
  const qualityMeter = createQualityMeter();
  const statsTimer = createTimer(clock);
  const resendTimer = createTimer(clock);
  let remoteId: string | null = null;
  let tracks = options.tracks;
  let route: Route | null = null;
  let measured: Measured = { quality: "good", figures: unmeasured };
  let roundTripMs: number | null = null;
  let isClosed = false;
  let probe: LatencyProbe | null = null;
  let detachTools: (() => void)[] = [];

  const negotiation = createNegotiation({
    target: connection,
    polite: options.polite,
    send: (body) => void sendBody(body),
    onOfferApplied: completeSections,
    onError: (error) => {
      if (!isClosed) warn(`negotiation with ${peerId}`, error);
    },
  });
  const recovery = createRecovery({ clock, tryToRepair: () => void repair(), onChange });

  async function sendBody(body: SignalBody): Promise<void> {
    const result = await environment.sendSignal({ ...body, peerId, connectionId: formatAddress(ownId, remoteId) });
    // Out of the room: the resume sends all that is open again.
    if (isClosed || result.ok || result.error.code === "disconnected") return;
    if (classifyError(result.error.code) !== "transient") return;
    resendTimer.start(resendDelayMs, () => {
      const current = connection.localDescription;
      if (body.kind !== "candidate" && current?.type === body.kind) void sendBody({ kind: body.kind, sdp: current.sdp });
    });
  }

  async function repair(): Promise<void> {
    if (negotiation.resendOffer()) return;
    const fresh = await environment.refreshIce();
    // Out of the room: the resume brings fresh servers and tries again.
    if (isClosed || (!fresh.ok && fresh.error.code === "disconnected")) return;
    if (fresh.ok) connection.setConfiguration(rtcConfiguration(fresh.value));
    connection.restartIce();
  }

  function completeSections(): void {
    sections.complete();
    openChannels();
    void applyTracks();
  }

  async function applyTracks(): Promise<void> {
    try {
      await sections.apply(tracks);
    } catch (error) {
      if (!isClosed) warn(`sending to ${peerId}`, error);
    }
  }

  /** Once for each connection, before the first description, which then speaks of channels at all. */
  function openChannels(): void {
    if (probe !== null) return;
    probe = openControlChannel();
    const isPathUp = (): boolean => connection.connectionState === "connected";
    detachTools = [...options.tools].map(([name, hub]) => hub.attach(peerId, openChannel(connection, name), isPathUp));
  }

  function openControlChannel(): LatencyProbe {
    return createLatencyProbe({
      channel: openChannel(connection, "control"),
      clock,
      onRoundTrip: (measuredMs) => {
        roundTripMs = measuredMs;
        onChange();
      },
    });
  }

  async function watchPath(): Promise<void> {
    const report = await connection.getStats();
    if (isClosed || connection.connectionState !== "connected") return;
    statsTimer.start(statsIntervalMs, () => void watchPath());
    route = selectedRoute(report);
    measured = qualityMeter.read(report, clock.nowMs());
    onChange();
  }

  function listen(): void {
    connection.addEventListener("negotiationneeded", () => {
      // The side that answers has nothing to ask for before it has heard the first offer.
      if (begin === "offer" || connection.remoteDescription !== null) void negotiation.offer();
    });
    connection.addEventListener("icecandidate", ({ candidate }) => {
      void sendBody({ kind: "candidate", candidate: candidate?.toJSON() ?? null });
    });
    connection.addEventListener("track", ({ track, transceiver }) => {
      if (track.kind === "audio" && !options.isHeard) return;
      incoming[sections.sectionOf(transceiver) === "screen" ? "screen" : "person"].addTrack(track);
      onChange();
    });
    connection.addEventListener("connectionstatechange", () => {
      if (isClosed) return;
      if (connection.connectionState === "connected") {
        void watchPath();
        speaking.start();
        // The encodings are there by now, whatever the browser.
        void applyTracks();
      } else {
        route = null;
        measured = { quality: "good", figures: unmeasured };
        speaking.stop();
      }
      recovery.onConnectionState(connection.connectionState);
    });
  }

  listen();
  let firstOffer = Promise.resolve();
  if (begin === "offer") {
    sections.create();
    openChannels();
    // Without waiting for `negotiationneeded`, which comes only when the page has done all else that a join brings.
    firstOffer = negotiation.offer();
    void applyTracks();
  }

  return {
    ownId,
    firstOffer,
    view: () => ({ state: recovery.stateName(), route, roundTripMs, ...measured, ...describe(recovery.stateName()) }),
    stream: () => orNull(incoming.person),
    screenStream: () => orNull(incoming.screen),
    isSpeaking: speaking.isSpeaking,
    receive: (signal, from) => {
      if (signal.kind !== "candidate") remoteId = from;
      void negotiation.receive(signal);
    },
    setTracks: (next) => {
      tracks = next;
      void applyTracks();
    },
    resync: (ice) => {
      if (ice !== undefined) connection.setConfiguration(rtcConfiguration(ice));
      if (!negotiation.resendOffer() && connection.connectionState !== "connected") recovery.tryNow();
    },
    close: () => {
      isClosed = true;
      recovery.close();
      speaking.stop();
      statsTimer.cancel();
      resendTimer.cancel();
      probe?.close();
      for (const detach of detachTools) detach();
      connection.close();
    },
  };
}

function orNull(stream: MediaStream): MediaStream | null {
  return stream.getTracks().length === 0 ? null : stream;
}

function rtcConfiguration({ iceServers, iceTransportPolicy }: IceConfiguration): RTCConfiguration {
  return { iceServers: [...iceServers], iceTransportPolicy, bundlePolicy: "max-bundle" };
}

function describe(state: ConnectionView["state"]): { readonly reason?: string } {
  switch (state) {
    case "reconnecting":
      return { reason: "The connection was interrupted. It is being restored." };
    case "failed":
      return { reason: "No network path was found, perhaps because of a firewall. Trying goes on." };
    default:
      return {};
  }
}
