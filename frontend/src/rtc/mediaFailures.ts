/** Why a camera, microphone or screen is not to be had, told apart as far as browsers let us. */
import type { MediaFailure, MediaFailureCode } from "./types";

export type CaptureKind = "microphone" | "camera" | "screen";
/** What a sentence may speak of: both where both failed alike. */
export type CapturedThing = CaptureKind | "camera or microphone";

/** What the browser says beside the error itself; null where it does not say. */
export interface CaptureFacts {
  readonly permission: PermissionState | null;
  readonly allowedByPolicy: boolean | null;
}

/** `error` is what getUserMedia or getDisplayMedia threw: in practice a DOMException, told apart by its name. */
export function describeMediaFailure(kind: CaptureKind, error: unknown, facts: CaptureFacts): MediaFailure {
  const failure = mediaFailure(kind, failureCode(error, facts));
  // The browser's own words only where we have none.
  if (failure.code !== "unknown" || !(error instanceof Error) || error.message === "") return failure;
  return { ...failure, message: `${failure.message} (${error.message.slice(0, maxForeignWords)})` };
}

/** In the words that every page uses. */
export function mediaFailure(thing: CapturedThing, code: MediaFailureCode): MediaFailure {
  return { code, message: messages[code](thing) };
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

const maxForeignWords = 150;

const messages: Readonly<Record<MediaFailureCode, (thing: CapturedThing) => string>> = {
  denied: (thing) =>
    `Your browser does not let this page use the ${thing}. Open the site settings beside the address bar, allow it, and try again.`,
  dismissed: (thing) => `The browser's question about the ${thing} was closed without an answer. Try again and choose “Allow”.`,
  "blocked-by-policy": (thing) => `The server's or an administrator's rule keeps this page from using the ${thing}.`,
  "blocked-by-system": (thing) =>
    `Your computer keeps the ${thing} from the browser. Allow it in the system's privacy settings, and try again.`,
  "no-device": (thing) => `No ${thing} was found. Plug one in and try again.`,
  "in-use": (thing) => `Another program holds the ${thing}, or the hardware does not answer. Close other calls and try again.`,
  overconstrained: (thing) => `The chosen ${thing} cannot be used any more. Choose another.`,
  unplugged: (thing) => `The ${thing} went missing: unplugged, perhaps. Plug it in again, or choose another.`,
  "insecure-origin": (thing) =>
    `Browsers give the ${thing} only to pages opened over https. Ask for the https address of this page.`,
  unsupported: (thing) => `This browser cannot use the ${thing} here. Try a current Chrome, Edge, Firefox or Safari.`,
  unknown: (thing) => `The ${thing} could not be started.`,
};
