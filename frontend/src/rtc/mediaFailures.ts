/** Why a camera, microphone or screen is not to be had, told apart as far as browsers let us. */
import type { MediaFailure, MediaFailureCode } from "./types";

export type CaptureKind = "microphone" | "camera" | "screen";

/** What the browser says beside the error itself; null where it does not say. */
export interface CaptureFacts {
  readonly permission: PermissionState | null;
  readonly allowedByPolicy: boolean | null;
}

/** `error` is what getUserMedia or getDisplayMedia threw: in practice a DOMException, told apart by its name. */
export function describeMediaFailure(kind: CaptureKind, error: unknown, facts: CaptureFacts): MediaFailure {
  return mediaFailure(kind, failureCode(error, facts));
}

export function mediaFailure(kind: CaptureKind, code: MediaFailureCode): MediaFailure {
  return { code, message: messages[code](kind) };
}

function failureCode(error: unknown, facts: CaptureFacts): MediaFailureCode {
  const { name, message } = error instanceof Error ? error : { name: "", message: "" };
  switch (name) {
    case "NotAllowedError":
      return refusalCode(message, facts);
    case "SecurityError":
      return "blocked-by-policy";
    case "NotFoundError":
      return "no-device";
    case "NotReadableError":
    case "AbortError":
      return "in-use";
    case "OverconstrainedError":
      return "overconstrained";
    case "TypeError":
    case "NotSupportedError":
      return "unsupported";
    default:
      return "unknown";
  }
}

function refusalCode(message: string, { permission, allowedByPolicy }: CaptureFacts): MediaFailureCode {
  if (allowedByPolicy === false) return "blocked-by-policy";
  // The only sign that Chromium gives of macOS' and Windows' own privacy settings.
  if (/by (the )?(system|operating system)/i.test(message)) return "blocked-by-system";
  if (permission === "prompt") return "dismissed";
  // The person allowed it and it is still refused: a policy that the browser does not tell us of.
  return permission === "granted" ? "blocked-by-policy" : "denied";
}

const messages: Readonly<Record<MediaFailureCode, (kind: CaptureKind) => string>> = {
  denied: (kind) =>
    `The ${kind} is blocked for this site. Allow it in the browser's site settings, beside the address, and try again.`,
  dismissed: (kind) => `The browser asked for the ${kind} and got no answer. Try again and choose “Allow”.`,
  "blocked-by-policy": (kind) => `The ${kind} is switched off for this page by its server or an administrator.`,
  "blocked-by-system": (kind) =>
    `The operating system keeps the ${kind} from the browser. Allow it in the system's privacy settings.`,
  "no-device": (kind) => `No ${kind} was found. Connect one and try again.`,
  "in-use": (kind) => `The ${kind} could not be started. Perhaps another program is using it.`,
  overconstrained: (kind) => `The chosen ${kind} is not available any more. Choose another one.`,
  unplugged: (kind) => `The ${kind} was disconnected.`,
  "insecure-origin": (kind) => `Browsers give access to the ${kind} only over https. Ask for an address that begins with it.`,
  unsupported: (kind) => `This browser cannot use the ${kind}.`,
  unknown: (kind) => `The ${kind} could not be started.`,
};
