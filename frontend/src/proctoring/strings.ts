/** What the indicator says. */
import type { MediaFailure } from "../rtc/types";

/** What the camera does for proctoring now. */
export type Watch =
  | { readonly kind: "off" }
  | { readonly kind: "starting" }
  /** The camera runs, the session needs it to start, and the server has not heard of it yet. */
  | { readonly kind: "checking" }
  /** The camera runs and nothing is taken: the session has not begun. */
  | { readonly kind: "ready" }
  | { readonly kind: "capturing"; readonly isCovered: boolean }
  | { readonly kind: "failed"; readonly failure: MediaFailure }
  /** Another tab of this browser does it. */
  | { readonly kind: "elsewhere" }
  /** The candidate took the agreement back in the middle of the session. */
  | { readonly kind: "withdrawn" }
  /** The link opens the session no more. */
  | { readonly kind: "closed" }
  | { readonly kind: "stopped" };

/** What has not been sent yet, and what the server said of something that it will not take. */
export interface Waiting {
  readonly count: number;
  readonly isOffline: boolean;
  readonly refusal: string | null;
}

export interface IndicatorText {
  readonly title: string;
  readonly detail: string;
  readonly tone: "good" | "warning" | "quiet";
}

export function indicatorText(watch: Watch, waiting: Waiting, intervalSeconds: number): IndicatorText {
  switch (watch.kind) {
    case "off":
      return { title: "Camera off", detail: "No snapshots are taken.", tone: "quiet" };
    case "starting":
      return { title: "Camera starting", detail: "The browser may ask you to allow it.", tone: "quiet" };
    case "checking":
      return { title: "Checking the camera", detail: "You can start in a moment.", tone: "quiet" };
    case "ready":
      return { title: "Camera on", detail: "Snapshots begin when you start the session.", tone: "good" };
    case "capturing":
      return watch.isCovered
        ? {
            title: "Camera on, picture dark",
            detail: "The snapshots show nothing. Is something in front of the lens?",
            tone: "warning",
          }
        : {
            title: "Camera on",
            detail: `A snapshot about every ${duration(intervalSeconds)}.${waitingText(waiting)}`,
            tone: "good",
          };
    case "failed":
      return {
        title: "Camera not capturing",
        detail: `${watch.failure.message} You can go on working; that the camera was away is noted.`,
        tone: "warning",
      };
    case "elsewhere":
      return { title: "Camera on in another tab", detail: "Snapshots are taken there.", tone: "quiet" };
    case "withdrawn":
      return {
        title: "Camera off",
        detail: "You took your agreement back: no more snapshots are taken. You can go on working; it is noted.",
        tone: "quiet",
      };
    case "closed":
      return {
        title: "Camera off",
        detail: "Your link opens this session no more: nothing more is taken or sent.",
        tone: "quiet",
      };
    case "stopped":
      return {
        title: "Camera off",
        detail: waiting.count === 0 ? "No more snapshots are taken." : `No more snapshots are taken.${waitingText(waiting)}`,
        tone: "quiet",
      };
  }
}

function waitingText({ count, isOffline, refusal }: Waiting): string {
  if (refusal !== null) return ` The last one was not taken: ${refusal}`;
  if (count === 0) return "";
  const what = count === 1 ? "1 snapshot waits" : `${count} snapshots wait`;
  return isOffline ? ` No connection: ${what} on this device.` : ` ${what} to be sent.`;
}

export function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} seconds`;
  const minutes = Math.round(seconds / 60);
  return `${minutes} minutes`;
}
