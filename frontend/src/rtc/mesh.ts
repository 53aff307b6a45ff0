/** Everybody else in the room, each with a connection of their own. */
import { createSnapshotStore, type Snapshots } from "../lib/snapshots";
import type { IceConfiguration, JoinAck, MediaState, Peer, Place } from "../protocol";
import { toolChannels, type ToolChannelName } from "./channels";
import { admit, parseAddress } from "./connectionIds";
import { createPeerBroadcast, type PeerBroadcast, type PeerBroadcastHub } from "./peerBroadcast";
import type { OutgoingTracks } from "./mediaSections";
import { createPeerConnection, type PeerConnection, type PeerEnvironment } from "./peerConnection";
import { unmeasured, type QualityFigures } from "./quality";
import type { Signal } from "./signal";
import type { ConnectionView, PeerView } from "./types";
import { videoLimits } from "./videoLimits";

/** What this page sends to everybody, before the number of receivers is known. */
export interface LocalTracks {
  readonly audio: MediaStreamTrack | null;
  readonly camera: MediaStreamTrack | null;
  readonly screen: MediaStreamTrack | null;
}

export interface Mesh extends Snapshots<readonly PeerView[]> {
  readonly onJoined: (answer: JoinAck) => void;
  readonly onPeerJoined: (peer: Peer) => void;
  readonly onPeerLeft: (userId: string) => void;
  readonly onPeerResumed: (userId: string, hasWebRtc?: boolean) => void;
  /** Their page is gone; it may come back. */
  readonly onPeerAway: (userId: string) => void;
  readonly onPeerMedia: (userId: string, media: MediaState) => void;
  readonly onPeerPlace: (userId: string, place: Place) => void;
  readonly onSignal: (signal: Signal) => void;
  readonly setTracks: (tracks: LocalTracks) => void;
  /** Builds the connection to one peer anew. */
  readonly reconnect: (userId: string) => void;
  /** The network changed: look after every connection now. */
  readonly resync: () => void;
  /** Settled once the first offers to those whom we connect to are on their way. */
  readonly offersMade: () => Promise<unknown>;
  /** Ends all connections and forgets everybody. */
  readonly clear: () => void;
  /** Direct ways to the other pages; without peers where the stage does not have the tool. */
  readonly broadcasts: Readonly<Record<ToolChannelName, PeerBroadcast>>;
}

interface Member {
  peer: Peer;
  /** Of the page that stands for them now. */
  hasWebRtc: boolean;
  isAway: boolean;
  /** null: we were here first and wait for the peer's offer. */
  connection: PeerConnection | null;
  /** The peer's end of `connection`; null until a description of it was accepted. */
  remoteId: string | null;
  /** Earlier ends of the peer, whose late signals mean nothing. */
  readonly retiredIds: Set<string>;
}

const notYetConnected: ConnectionView = {
  state: "connecting",
  route: null,
  roundTripMs: null,
  quality: "good",
  figures: unmeasured,
};
const away: ConnectionView = { ...notYetConnected, state: "away" };
const absent: ConnectionView = { ...notYetConnected, state: "absent" };
const unavailable: ConnectionView = { ...notYetConnected, state: "unavailable" };

/** `hasWebRtc`: whether this browser can connect to anybody at all. */
export function createMesh(environment: PeerEnvironment, hasWebRtc = true): Mesh {
  const store = createSnapshotStore<readonly PeerView[]>([]);
  const members = new Map<string, Member>();
  const hubs = { document: createPeerBroadcast(), whiteboard: createPeerBroadcast() };
  let tools: ReadonlyMap<ToolChannelName, PeerBroadcastHub> = new Map();
  let selfId = "";
  let isSelfObserver = false;
  let ice: IceConfiguration = { iceServers: [], iceTransportPolicy: "all" };
  let tracks: LocalTracks = { audio: null, camera: null, screen: null };

  /** What one connection had to ask for serves the next ones as well. */
  const shared: PeerEnvironment = {
    ...environment,
    refreshIce: async () => {
      const fresh = await environment.refreshIce();
      if (fresh.ok) ice = fresh.value;
      return fresh;
    },
  };

  function outgoing(): OutgoingTracks {
    return { ...tracks, limits: videoLimits(members.size, tracks.screen !== null) };
  }

  function sendToAll(): void {
    const sent = outgoing();
    for (const { connection } of members.values()) connection?.setTracks(sent);
  }

  function publish(): void {
    const before = store.getSnapshot();
    const previous = new Map(before.map((view) => [view.userId, view]));
    const views = [...members.values()].map((member) => keepIfSame(previous.get(member.peer.userId), viewOf(member)));
    const isSame = views.length === before.length && views.every((view, index) => view === before[index]);
    if (!isSame) store.replace(views);
    // Somebody more or less to encode for.
    if (views.length !== before.length) sendToAll();
  }

  function admitMember(peer: Peer): Member {
    const known = members.get(peer.userId);
    if (known !== undefined) {
      known.peer = peer;
      known.hasWebRtc = peer.userInfo.webrtc !== false;
      return known;
    }
    const member: Member = {
      peer,
      hasWebRtc: peer.userInfo.webrtc !== false,
      isAway: false,
      connection: null,
      remoteId: null,
      retiredIds: new Set(),
    };
    members.set(peer.userId, member);
    return member;
  }

  function connect(member: Member, begin: "offer" | "answer"): PeerConnection {
    const peerId = member.peer.userId;
    member.connection?.close();
    member.remoteId = null;
    const created = createPeerConnection({
      environment: shared,
      peerId,
      polite: isPolite(peerId),
      begin,
      ice,
      tracks: outgoing(),
      // Observers change nothing, so what they send over a channel has no receiver; they hear of changes from the server.
      tools: isSelfObserver || isObserver(member) ? new Map() : tools,
      speaks: !isSelfObserver,
      isHeard: !isObserver(member),
      onChange: () => {
        if (member.connection === created) publish();
      },
    });
    member.connection = created;
    return created;
  }

  function viewOf(member: Member): PeerView {
    const { peer, connection } = member;
    return {
      userId: peer.userId,
      name: peer.userInfo.name,
      typedName: peer.userInfo.typedName ?? null,
      role: peer.userInfo.role,
      colour: peer.userInfo.colour,
      media: peer.userInfo.media,
      place: peer.userInfo.place ?? null,
      stream: connection?.stream() ?? null,
      screenStream: connection?.screenStream() ?? null,
      speaks: connection?.isSpeaking() ?? false,
      connection: connectionOf(member),
    };
  }

  function connectionOf(member: Member): ConnectionView {
    if (member.isAway) return away;
    if (!hasWebRtc) return unavailable;
    if (!member.hasWebRtc) return absent;
    return member.connection?.view() ?? notYetConnected;
  }

  function mayConnect(member: Member): boolean {
    return hasWebRtc && member.hasWebRtc;
  }

  function isPolite(peerId: string): boolean {
    return selfId > peerId;
  }

  function isObserver(member: Member): boolean {
    return member.peer.userInfo.role === "observer";
  }

  function remove(member: Member): void {
    members.delete(member.peer.userId);
    const { connection } = member;
    member.connection = null;
    connection?.close();
  }

  function route(member: Member, signal: Signal): void {
    if (!mayConnect(member)) return;
    const address = parseAddress(signal.connectionId);
    const { connection, remoteId, retiredIds } = member;
    const known = connection === null ? null : { ownId: connection.ownId, remoteId, polite: isPolite(member.peer.userId) };
    const admission = admit(signal.kind, address, known, retiredIds);
    if (admission === "drop") return;
    if (admission === "replace" && remoteId !== null) retiredIds.add(remoteId);
    const receiver = admission === "replace" || connection === null ? connect(member, "answer") : connection;
    if (signal.kind !== "candidate") member.remoteId = address.from;
    receiver.receive(signal, address.from);
  }

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    onJoined: (answer) => {
      // Somebody else than before: the others have been told that we left.
      if (answer.userId !== selfId) for (const member of [...members.values()]) remove(member);
      selfId = answer.userId;
      isSelfObserver = answer.userInfo.role === "observer";
      ice = answer;
      tools = new Map(toolChannels(answer.tools).map((name) => [name, hubs[name]]));
      const present = new Set(answer.peers.map((peer) => peer.userId));
      for (const member of [...members.values()]) if (!present.has(member.peer.userId)) remove(member);
      for (const peer of answer.peers) {
        const member = admitMember(peer);
        // Whoever is away still will be told of once more, or leaves.
        member.isAway = false;
        if (!mayConnect(member)) continue;
        if (member.connection === null) connect(member, "offer");
        else member.connection.resync(ice);
      }
      publish();
    },
    onPeerJoined: (peer) => {
      admitMember(peer);
      publish();
    },
    onPeerLeft: (userId) => {
      const member = members.get(userId);
      if (member !== undefined) remove(member);
      publish();
    },
    onPeerResumed: (userId, theyHaveWebRtc = true) => {
      const member = members.get(userId);
      if (member === undefined) return;
      member.isAway = false;
      member.hasWebRtc = theyHaveWebRtc;
      if (!mayConnect(member)) {
        member.connection?.close();
        member.connection = null;
        publish();
        return;
      }
      // Without a connection, their offer is among what was lost, or they know nothing of us.
      if (member.connection === null) connect(member, "offer");
      else member.connection.resync();
      publish();
    },
    onPeerAway: (userId) => {
      const member = members.get(userId);
      if (member !== undefined) member.isAway = true;
      publish();
    },
    onPeerMedia: (userId, media) => {
      const member = members.get(userId);
      if (member === undefined) return;
      member.peer = { userId, userInfo: { ...member.peer.userInfo, media } };
      publish();
    },
    onPeerPlace: (userId, place) => {
      const member = members.get(userId);
      if (member === undefined) return;
      member.peer = { userId, userInfo: { ...member.peer.userInfo, place } };
      publish();
    },
    onSignal: (signal) => {
      const member = members.get(signal.peerId);
      if (member !== undefined) route(member, signal);
      publish();
    },
    setTracks: (next) => {
      tracks = next;
      sendToAll();
    },
    reconnect: (userId) => {
      const member = members.get(userId);
      if (member !== undefined && mayConnect(member)) connect(member, "offer");
      publish();
    },
    resync: () => {
      for (const { connection } of members.values()) connection?.resync();
    },
    offersMade: () => Promise.all([...members.values()].map(({ connection }) => connection?.firstOffer ?? Promise.resolve())),
    clear: () => {
      for (const member of [...members.values()]) remove(member);
      selfId = "";
      publish();
    },
    broadcasts: { document: hubs.document.link, whiteboard: hubs.whiteboard.link },
  };
}

/** Views keep their identity while they say the same, so that a page redraws one tile and not five. */
function keepIfSame(previous: PeerView | undefined, next: PeerView): PeerView {
  if (previous === undefined) return next;
  const { media, connection } = previous;
  const isSame =
    previous.name === next.name &&
    previous.typedName === next.typedName &&
    previous.role === next.role &&
    previous.colour === next.colour &&
    previous.place === next.place &&
    previous.stream === next.stream &&
    previous.screenStream === next.screenStream &&
    previous.speaks === next.speaks &&
    media.audio === next.media.audio &&
    media.video === next.media.video &&
    media.screen === next.media.screen &&
    connection.state === next.connection.state &&
    connection.route === next.connection.route &&
    connection.roundTripMs === next.connection.roundTripMs &&
    connection.quality === next.connection.quality &&
    sameFigures(connection.figures, next.connection.figures);
  return isSame ? previous : next;
}

function sameFigures(one: QualityFigures, other: QualityFigures): boolean {
  return (
    one.lossPercent === other.lossPercent && one.roundTripMs === other.roundTripMs && one.receivedKbps === other.receivedKbps
  );
}
