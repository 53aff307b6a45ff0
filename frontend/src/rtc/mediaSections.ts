/**
 * The media sections of a connection, the same three in each: sound, camera, shared screen. They are negotiated once, at the
 * beginning, so that switching anything on or off replaces a track and never negotiates.
 */
import type { VideoLimits } from "./videoLimits";

/** What we send to everybody. */
export interface OutgoingTracks {
  readonly audio: MediaStreamTrack | null;
  readonly camera: MediaStreamTrack | null;
  readonly screen: MediaStreamTrack | null;
  readonly limits: { readonly camera: VideoLimits; readonly screen: VideoLimits };
}

export type MediaSection = "audio" | "camera" | "screen";

/** In the order of their sections in a description. */
const sections = ["audio", "camera", "screen"] as const;

export interface MediaSections {
  /** For the side that offers first. */
  readonly create: () => void;
  /** The peer's offer has created them. */
  readonly complete: () => void;
  readonly apply: (tracks: OutgoingTracks) => Promise<void>;
  readonly sectionOf: (transceiver: RTCRtpTransceiver) => MediaSection;
  readonly audioReceiver: () => RTCRtpReceiver | undefined;
}

export interface MediaSectionsOptions {
  readonly connection: RTCPeerConnection;
  /** Tracks in one stream are played in step (lip sync); a screen has nothing to be in step with. */
  readonly streams: { readonly person: MediaStream; readonly screen: MediaStream };
  /** Whether we may send sound and a screen: an observer may not. */
  readonly speaks: boolean;
}

export function createMediaSections({ connection, streams, speaks }: MediaSectionsOptions): MediaSections {
  function sectionOf(transceiver: RTCRtpTransceiver): MediaSection {
    if (transceiver.receiver.track.kind === "audio") return "audio";
    return ofKind("video").indexOf(transceiver) <= 0 ? "camera" : "screen";
  }

  function ofKind(kind: string): RTCRtpTransceiver[] {
    return connection.getTransceivers().filter((transceiver) => transceiver.receiver.track.kind === kind);
  }

  function senderOf(section: MediaSection): RTCRtpSender | undefined {
    return connection.getTransceivers().find((transceiver) => sectionOf(transceiver) === section)?.sender;
  }

  function direction(section: MediaSection): RTCRtpTransceiverDirection {
    return section !== "camera" && !speaks ? "recvonly" : "sendrecv";
  }

  function streamOf(section: MediaSection): MediaStream {
    return section === "screen" ? streams.screen : streams.person;
  }

  /** A peer whose page knows no section for the screen gets it in the camera's place. */
  function tracksFor(tracks: OutgoingTracks): Readonly<Record<MediaSection, MediaStreamTrack | null>> {
    const screen = speaks ? tracks.screen : null;
    const camera = senderOf("screen") === undefined ? (screen ?? tracks.camera) : tracks.camera;
    return { audio: speaks ? tracks.audio : null, camera, screen };
  }

  return {
    create: () => {
      for (const section of sections) {
        const kind = section === "audio" ? "audio" : "video";
        connection.addTransceiver(kind, { direction: direction(section), streams: [streamOf(section)] });
      }
    },
    complete: () => {
      for (const transceiver of connection.getTransceivers()) {
        const section = sectionOf(transceiver);
        transceiver.direction = direction(section);
        transceiver.sender.setStreams(streamOf(section));
      }
    },
    apply: async (tracks) => {
      const wanted = tracksFor(tracks);
      for (const section of sections) {
        const sender = senderOf(section);
        if (sender !== undefined && sender.track !== wanted[section]) await sender.replaceTrack(wanted[section]);
      }
      const camera = senderOf("camera");
      const isScreen = wanted.camera !== null && wanted.camera === tracks.screen;
      if (camera !== undefined) await limit(camera, isScreen ? tracks.limits.screen : tracks.limits.camera);
      const screen = senderOf("screen");
      if (screen !== undefined) await limit(screen, tracks.limits.screen);
    },
    sectionOf,
    audioReceiver: () => ofKind("audio")[0]?.receiver,
  };
}

async function limit(sender: RTCRtpSender, limits: VideoLimits): Promise<void> {
  const parameters = sender.getParameters();
  const [encoding] = parameters.encodings;
  // Before the first negotiation some browsers have none yet.
  if (encoding === undefined) return;
  const isSet =
    encoding.maxBitrate === limits.maxBitrate &&
    encoding.maxFramerate === limits.maxFramerate &&
    encoding.scaleResolutionDownBy === limits.scaleResolutionDownBy;
  if (isSet) return;
  Object.assign(encoding, limits);
  await sender.setParameters(parameters);
}
