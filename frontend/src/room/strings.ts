/** The words for every state, in one place. Pure. */
import type { Failure } from "../lib/result";
import { classifyError, type CallErrorCode, type MediaState, type PushQuestionAck, type Role, type Tools } from "../protocol";
import { mediaFailure, type CapturedThing } from "../rtc/mediaFailures";
import type { DeviceState, MediaFailure, SignalingState } from "../rtc/types";

export const roleNames: Readonly<Record<Role, string>> = {
  interviewer: "Interviewer",
  candidate: "Candidate",
  observer: "Observer",
};

/** For the badge in the header. */
export function statusText(signaling: SignalingState, peers: number): string {
  switch (signaling.kind) {
    case "idle":
      return "Before you join";
    case "connecting":
      return "Joining…";
    case "waiting":
      return signaling.isKnocking ? "You have knocked" : "Waiting for the interviewer";
    case "joined":
      return peers === 0 ? "Waiting for others" : `${peers + 1} people`;
    case "reconnecting":
      return "Reconnecting…";
    case "refused":
      return "You were not let in";
    case "closed":
      return signaling.code === "removed" ? "You were taken out" : "The interview is over";
    case "replaced":
      return "Open in another tab";
    case "left":
      return "You have left";
  }
}

export function pageTitle(interviewTitle: string, signaling: SignalingState, peers: number): string {
  return `${statusText(signaling, peers)} · ${interviewTitle} · TalentSync`;
}

export function bannerText(signaling: SignalingState): string | null {
  if (signaling.kind !== "reconnecting") return null;
  const again = signaling.attempt > 1 ? ` Try ${signaling.attempt}.` : "";
  return `The connection to TalentSync was lost. Reconnecting…${again} Those already connected still see and hear you.`;
}

export interface EndScreenText {
  readonly heading: string;
  readonly text: string;
  /** The words on the button that goes back in; null where there is no way back. */
  readonly rejoin: string | null;
}

/** The page after the room. */
export function endScreenText(signaling: SignalingState, role: Role): EndScreenText | null {
  switch (signaling.kind) {
    case "left":
      return { heading: "You have left", text: "Camera and microphone are off. The room stays open for you.", rejoin: "Rejoin" };
    case "replaced":
      return {
        heading: "The interview is open in another tab",
        text: "One person has one place in the room. It moved to the tab or device that you opened last.",
        rejoin: "Use here",
      };
    case "closed":
    case "refused":
      return {
        ...closedText(signaling.code, role),
        text: `${signaling.message} ${closedText(signaling.code, role).text}`.trim(),
      };
    default:
      return null;
  }
}

function closedText(code: CallErrorCode, role: Role): EndScreenText {
  const candidate = role === "candidate";
  switch (code) {
    case "interview_over":
      return {
        heading: "The interview has ended",
        text: candidate ? "Thank you for taking part. You will hear what comes next; you can close this page." : "",
        rejoin: null,
      };
    case "interview_cancelled":
      return {
        heading: "The interview was cancelled",
        text: candidate ? "If nobody has told you about another time, reply to your invitation." : "",
        rejoin: null,
      };
    case "invitation_revoked":
    case "invitation_expired":
    case "invitation_invalid":
      return {
        heading: "Your invitation is no longer valid",
        text: "If you expect an interview today, reply to the person who invited you.",
        rejoin: null,
      };
    case "unauthenticated":
      return { heading: "You are signed out", text: "Reload the page to sign in again.", rejoin: null };
    case "forbidden":
    case "room_not_found":
    case "not_a_live_stage":
      return {
        heading: "You are not in this interview",
        text: "If that is wrong, ask the recruiter to assign you.",
        rejoin: null,
      };
    case "removed":
      return {
        heading: "You were taken out of the room",
        text: candidate ? "If that was a mistake, you may ask to come in again; an interviewer decides." : "",
        rejoin: candidate ? "Ask to come in again" : null,
      };
    case "admission_denied":
      return { heading: "You were not let in", text: "", rejoin: "Ask again" };
    case "room_full":
      return { heading: "The room is full", text: "Try again when somebody has left.", rejoin: "Try again" };
    default:
      return { heading: "You are not in the room", text: "", rejoin: "Try again" };
  }
}

/** Refusals that no second try from the lobby can change. */
export function isFinal(code: CallErrorCode): boolean {
  // A tool may be off while the room is open.
  return code !== "tool_off" && classifyError(code) === "ended";
}

export function mediaProblemText(thing: CapturedThing, { code, message }: MediaFailure): string {
  // Only it holds what the browser said.
  return code === "unknown" ? message : mediaFailure(thing, code).message;
}

/** While a device comes up; most often because the browser's question is open. */
export function startingText(thing: "camera" | "microphone"): string {
  return `Starting the ${thing}… If the browser asks whether this page may use it, choose “Allow”.`;
}

/** Under the join button meanwhile. */
export const joinWhileAskedText = "You can also join now, and switch camera and microphone on later.";

/** Under the join button: what the others will not get. */
export function joinHint(microphone: DeviceState, camera: DeviceState): string {
  const heard = microphone.kind === "on" && !microphone.muted;
  const seen = camera.kind === "on";
  if (heard && seen) return "";
  if (heard) return "You join without a camera: the others hear you but do not see you.";
  if (seen) return "You join without a microphone: the others see you but do not hear you.";
  return "You join without camera and microphone: you see and hear the others.";
}

/** In the lobby, while one waits. */
export function waitingText(state: Extract<SignalingState, { readonly kind: "waiting" }>): string {
  if (!state.isKnocking) return "Waiting for the interviewer. Keep this page open: you are let in as soon as they arrive.";
  const away = state.interviewers === 0 ? " Nobody is in the room to open at the moment; they see it when they come back." : "";
  return `${state.message}${away} Keep this page open.`;
}

/** In the lobby of a browser that cannot take part in the call. */
export function withoutCallText({ codeEditor, whiteboard }: Tools): string {
  const tools = [...(codeEditor ? ["code"] : []), ...(whiteboard ? ["board"] : [])];
  const [rest, them] = tools.length === 0 ? ["questions and chat", "them"] : [tools.join(" and "), "these, questions and chat"];
  return (
    `This browser has no WebRTC, or it is switched off, so there is no picture and no sound: you join with ${rest} only, ` +
    `and the others read why. All of ${them} work as usual. For the call, open this page in a current Chrome, Edge, Firefox or Safari.`
  );
}

export function aloneText(role: Role): string {
  return role === "interviewer"
    ? "Nobody else is here yet. The candidate comes by their invitation link; you find it under People."
    : "Nobody else is here at the moment. Stay on this page: the interviewer joins you here.";
}

export function pushedText({ candidates, interviewers }: PushQuestionAck): string {
  if (candidates === 1) return "Shown to the candidate.";
  if (candidates > 1) return `Shown to ${candidates} candidates.`;
  const absent = interviewers === 0 ? "Nobody else is here yet." : "Nobody but interviewers is here.";
  return `${absent} Whoever joins will see it.`;
}

export function pushFailedText(failure: Failure<CallErrorCode>): string {
  switch (failure.code) {
    case "timeout":
    case "disconnected":
      return "Not pushed: the connection to TalentSync is down. Try again in a moment.";
    case "rate_limited":
      return "Not pushed: too many questions at once. Wait a moment and push it again.";
    default:
      return `Not pushed. ${failure.message}`;
  }
}

/** What was noted about a candidate, for the interviewers. */
export function activityWords(name: string, kind: "paste" | "hidden" | "visible", characters: number | null): string {
  switch (kind) {
    case "paste":
      return `${name} pasted ${characters ?? 0} characters at once`;
    case "hidden":
      return `${name} put another page or program before the room`;
    case "visible":
      return `${name} came back to the room`;
  }
}

/** For the marks on a tile and for announcements. */
export function mediaChangeSentences(name: string, before: MediaState, after: MediaState): string[] {
  const sentences: string[] = [];
  if (before.audio !== after.audio) sentences.push(`${name} ${after.audio ? "unmuted" : "muted"} the microphone`);
  if (before.video !== after.video) sentences.push(`${name} turned the camera ${after.video ? "on" : "off"}`);
  if (before.screen !== after.screen) sentences.push(`${name} ${after.screen ? "shares" : "no longer shares"} the screen`);
  return sentences;
}

/** One or two capitals for a tile without picture. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  const shown = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return (
    shown
      .map((word) => firstCharacter(word ?? ""))
      .join("")
      .toLocaleUpperCase() || "?"
  );
}

/** What a reader takes for one character: accents and joined emoji stay whole. */
function firstCharacter(word: string): string {
  for (const { segment } of new Intl.Segmenter().segment(word)) return segment;
  return "";
}
