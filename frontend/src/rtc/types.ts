/**
 * What the pages code against. A call is one immutable snapshot plus functions; a new snapshot object means that something
 * changed, and parts that did not change keep their identity.
 */
import type { Failure, Result } from "../lib/result";
import type { Snapshots } from "../lib/snapshots";
import type {
  CallErrorCode,
  ErrorCode,
  MediaState,
  Place,
  PushQuestionAck,
  PushedQuestion,
  Role,
  Tools,
  UserInfo,
} from "../protocol";
import type { ToolChannelName } from "./channels";
import type { Effect } from "./deviceEffects";
import type { PeerBroadcast } from "./peerBroadcast";
import type { Quality, QualityFigures } from "./quality";
import type { ToolSocket } from "./toolSocket";

// --- Signaling -------------------------------------------------------------------------------------------------------------

export type SignalingState =
  | { readonly kind: "idle" }
  /** First connection under way. */
  | { readonly kind: "connecting" }
  /** Early, or knocking; goes on by itself when the room opens, or when somebody opens the door. */
  | {
      readonly kind: "waiting";
      readonly message: string;
      readonly isKnocking: boolean;
      /** How many interviewers are in the room to open; null until the server says so. */
      readonly interviewers: number | null;
    }
  | { readonly kind: "joined"; readonly userId: string }
  /** The socket dropped; media between peers goes on meanwhile. */
  | { readonly kind: "reconnecting"; readonly attempt: number }
  /** Connecting or joining was refused; nothing happens by itself. `join` tries again. */
  | { readonly kind: "refused"; readonly code: ErrorCode; readonly message: string }
  /** The server ended it: the interview is over or access was withdrawn. */
  | { readonly kind: "closed"; readonly code: ErrorCode; readonly message: string }
  /** A newer page of the same person took over. */
  | { readonly kind: "replaced" }
  /** We left. */
  | { readonly kind: "left" };

// --- Peers -----------------------------------------------------------------------------------------------------------------

export type ConnectionStateName =
  | "connecting"
  | "connected"
  | "reconnecting"
  | "failed"
  /** Their page was left, closed or reloaded a moment ago. */
  | "away"
  /** Their browser has no WebRTC: there is no picture and no sound of them, and they get none. */
  | "absent"
  /** Ours has none, so there is no picture and no sound of anybody. */
  | "unavailable";
/** direct: between the two machines; relayed: through our TURN server. */
export type Route = "direct" | "relayed";

export interface ConnectionView {
  readonly state: ConnectionStateName;
  /** Of the path in use; null while there is none. */
  readonly route: Route | null;
  /** Over the control data channel; null until measured. */
  readonly roundTripMs: number | null;
  readonly quality: Quality;
  readonly figures: QualityFigures;
  /** A sentence for people where the state is "failed" or "reconnecting". */
  readonly reason?: string;
}

export interface PeerView {
  readonly userId: string;
  /** Of our records, as the role is. */
  readonly name: string;
  /** What they call themselves, where that is another name. */
  readonly typedName: string | null;
  readonly role: Role;
  /** 0 to 4, the same on every page: `[data-colour]` in tokens.css. */
  readonly colour: number;
  /** What the peer says it sends: show its camera only where `video` is true, its screen only where `screen` is. */
  readonly media: MediaState;
  /** Where they work, and whom they follow; null until their page tells. */
  readonly place: Place | null;
  /** Sound and camera of the peer; the same object as long as the connection lives. null: nothing negotiated yet. */
  readonly stream: MediaStream | null;
  /** Their shared screen; likewise. null also for a peer whose page sends a screen in the camera's place. */
  readonly screenStream: MediaStream | null;
  /** Heard a moment ago. */
  readonly speaks: boolean;
  readonly connection: ConnectionView;
}

// --- Local media -----------------------------------------------------------------------------------------------------------

export type MediaFailureCode =
  /** The person (or the site's setting) said no: only the browser's settings change that. */
  | "denied"
  /** The prompt was closed without an answer: asking again shows it again. */
  | "dismissed"
  /** Permissions-Policy, or an administrator. */
  | "blocked-by-policy"
  /** The operating system keeps the device from the browser. */
  | "blocked-by-system"
  | "no-device"
  /** Another program holds it, or the hardware failed. */
  | "in-use"
  /** The chosen device cannot do what was asked, or is gone. */
  | "overconstrained"
  /** It was unplugged during the call and no other took its place. */
  | "unplugged"
  /** Neither https nor localhost: browsers give no device there. */
  | "insecure-origin"
  | "unsupported"
  | "unknown";

export type MediaFailure = Failure<MediaFailureCode>;

/** A camera or a microphone. */
export type DeviceState =
  /** Never asked for, or switched off: the camera's light is out. */
  | { readonly kind: "off" }
  | { readonly kind: "starting" }
  | {
      readonly kind: "on";
      readonly track: MediaStreamTrack;
      readonly deviceId: string | null;
      /** Microphone only: captured, but nothing is sent. */
      readonly muted: boolean;
    }
  | { readonly kind: "failed"; readonly failure: MediaFailure };

export type ScreenState =
  | { readonly kind: "off" }
  | { readonly kind: "starting" }
  | { readonly kind: "on"; readonly track: MediaStreamTrack }
  | { readonly kind: "failed"; readonly failure: MediaFailure };

export interface DeviceChoice {
  readonly deviceId: string;
  /** Never empty: "Camera 1" where the browser hides the name. */
  readonly label: string;
}

export interface LocalMediaSnapshot {
  readonly microphone: DeviceState;
  readonly camera: DeviceState;
  readonly screen: ScreenState;
  readonly microphones: readonly DeviceChoice[];
  readonly cameras: readonly DeviceChoice[];
  readonly speakers: readonly DeviceChoice[];
  /** The chosen speaker, or null for the system's default. */
  readonly speakerId: string | null;
  /** Where false, hide the speaker choice: this browser always uses the system's. */
  readonly canChooseSpeaker: boolean;
  /** Where true, the browser lists only speakers that it has asked the person about: see `askForSpeaker`. */
  readonly canAskForSpeaker: boolean;
  readonly canShareScreen: boolean;
  /** Of the camera's picture; null where the browser does not offer it for this camera, or the camera is off. */
  readonly backgroundBlur: Effect;
  /** Of the microphone's sound; likewise. */
  readonly noiseSuppression: Effect;
  /** Own picture for the self view: the camera alone; null while it is off. Play it muted. */
  readonly preview: MediaStream | null;
  /** Own shared screen; null while none is shared. */
  readonly screenPreview: MediaStream | null;
}

export interface LocalMedia extends Snapshots<LocalMediaSnapshot> {
  /** Asks for both at once where possible (one prompt); what fails is in the snapshot, and nothing throws. */
  readonly start: (wanted: { readonly microphone: boolean; readonly camera: boolean }) => Promise<void>;
  /** true: speak (starts the microphone where it is off or failed). false: mute; the device stays open, nothing is sent. */
  readonly setMicrophone: (on: boolean) => Promise<void>;
  /** false stops the track, so that the camera's light goes out. */
  readonly setCamera: (on: boolean) => Promise<void>;
  readonly chooseMicrophone: (deviceId: string) => Promise<void>;
  readonly chooseCamera: (deviceId: string) => Promise<void>;
  readonly chooseSpeaker: (deviceId: string) => void;
  /** Holds for cameras that are chosen later as well, where they offer it. */
  readonly setBackgroundBlur: (on: boolean) => Promise<void>;
  readonly setNoiseSuppression: (on: boolean) => Promise<void>;
  /** Has the browser show its own list, and takes what is chosen there. Must come from a click. Gives why it could not, or null. */
  readonly askForSpeaker: () => Promise<string | null>;
  /** Must come from a click. Cancelling the browser's dialog gives state "off", not a failure. */
  readonly startScreen: () => Promise<void>;
  readonly stopScreen: () => void;
  /** Stops everything and forgets it. */
  readonly stop: () => void;
}

// --- The call --------------------------------------------------------------------------------------------------------------

export interface SelfView {
  readonly userId: string;
  readonly userInfo: UserInfo;
}

export interface AskedQuestion {
  readonly questionText: string;
  /** By the server's clock. */
  readonly askedAtMs: number;
}

export interface CallSnapshot {
  readonly signaling: SignalingState;
  /** null before the first join. */
  readonly self: SelfView | null;
  /** By time of arrival. */
  readonly peers: readonly PeerView[];
  /** What we tell the others that we send. */
  readonly media: MediaState;
  /** null before the first join. */
  readonly tools: Tools | null;
  /** The last pushed question; for an interviewer also their own. */
  readonly question: PushedQuestion | null;
  /** Counts pushes received, so that the same text pushed twice shows again. */
  readonly questionNumber: number;
  /** Everything that was pushed, oldest first; the same text twice where it was pushed twice. */
  readonly asked: readonly AskedQuestion[];
  /** When the interview began, by the server's clock; null before the first join. */
  readonly startedAtMs: number | null;
  readonly local: LocalMediaSnapshot;
}

export interface Call extends Snapshots<CallSnapshot> {
  /** Whether this browser can take part in the call. Everything else in the room works without. */
  readonly hasWebRtc: boolean;
  readonly media: LocalMedia;
  /** The server's time, in milliseconds since 1970; null before the first join. */
  readonly serverNowMs: () => number | null;
  /**
   * Connects and joins; the outcome is in the snapshot. Devices need not be on: without them we only receive. Also tries again
   * after "refused", "replaced" or "left". The name is optional: the server knows one.
   */
  readonly join: (name?: string) => void;
  /** Tells the server, ends all connections, stops the devices. */
  readonly leave: () => Promise<void>;
  /** Interviewers only. */
  readonly pushQuestion: (questionText: string) => Promise<Result<PushQuestionAck, CallErrorCode>>;
  /** Builds the connection to one peer anew, for a "try again" button beside "failed". */
  readonly retryPeer: (userId: string) => void;
  /** Settled once the first offers to those who were there are on their way. */
  readonly offersMade: () => Promise<unknown>;
  /** Direct ways to the other pages, for the tools that the stage has. */
  readonly broadcasts: Readonly<Record<ToolChannelName, PeerBroadcast>>;
  /** The way of the tools over the socket. */
  readonly toolSocket: ToolSocket;
  /** Marks `talentsync:first-frame:<userId>` when this element shows the peer's first frame. Once for each peer and join. */
  readonly markFirstFrame: (userId: string, video: HTMLVideoElement) => void;
  /** Leaves and frees everything; the call is of no use afterwards. */
  readonly dispose: () => void;
}
