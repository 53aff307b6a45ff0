/** What a check found, in a state for programs and in words for people. Pure. */
import { pathCheckText, type PathCheck } from "../rtc/pathCheck";
import type { DeviceState } from "../rtc/types";

export type Part = "browser" | "server" | "path" | "camera" | "microphone" | "sound";

export interface Finding {
  readonly state: "ok" | "warning" | "failed" | "skipped";
  readonly words: string;
}

export interface BrowserFacts {
  readonly userAgent: string;
  readonly isSecureContext: boolean;
  readonly hasWebRtc: boolean;
  /** Whether this interview has a call. */
  readonly needsCall: boolean;
}

/** From which version on the pages are written for; older ones may do. */
const supported = { Edge: 120, Chrome: 120, Firefox: 128, Safari: 17 } as const;

/** In this order: each of these names itself like the next ones as well. */
const patterns: readonly (readonly [keyof typeof supported, RegExp])[] = [
  ["Edge", /\bEdgA?\/(\d+)/],
  ["Firefox", /\bFirefox\/(\d+)/],
  ["Chrome", /\b(?:Headless)?Chrom(?:e|ium)\/(\d+)/],
  ["Safari", /\bVersion\/(\d+)[\d.]* (?:Mobile\/\w+ )?Safari\//],
];

export function browserFinding({ userAgent, isSecureContext, hasWebRtc, needsCall }: BrowserFacts): Finding {
  const known = patterns.flatMap(([name, pattern]) => {
    const version = pattern.exec(userAgent)?.[1];
    return version === undefined ? [] : [{ name, version: Number(version) }];
  })[0];
  const name = known === undefined ? "This browser" : `${known.name} ${known.version}`;
  if (!isSecureContext)
    return { state: "failed", words: `${name} opened this page without https, and gives it no camera and no microphone.` };
  if (needsCall && !hasWebRtc)
    return {
      state: "failed",
      words: `${name} has no WebRTC, or it is switched off: you could take part with code and board only. Use a current Chrome, Edge, Firefox or Safari.`,
    };
  if (known === undefined)
    return {
      state: "warning",
      words: "This browser is none that we know. A current Chrome, Edge, Firefox or Safari is a safe choice.",
    };
  if (known.version < supported[known.name])
    return { state: "warning", words: `${name} is older than what these pages are made for. Update it before the interview.` };
  return { state: "ok", words: `${name} has what the interview needs.` };
}

export function serverFinding(way: "websocket" | "polling" | null): Finding {
  if (way === "websocket") return { state: "ok", words: "The connection that the interview needs stands." };
  if (way === "polling")
    return { state: "warning", words: "This network lets no WebSocket through. The interview works over a detour, more slowly." };
  return {
    state: "failed",
    words: "The connection that the interview needs does not come about. Ask about a proxy or firewall.",
  };
}

export function pathFinding(path: PathCheck): Finding {
  return { state: pathStates[path.kind], words: pathCheckText(path) };
}

const pathStates: Readonly<Record<PathCheck["kind"], Finding["state"]>> = {
  relayed: "ok",
  "no-relay": "skipped",
  expired: "skipped",
  failed: "failed",
};

/** Of a camera: whether it shows something. Of a microphone: whether it heard something. */
export function deviceFinding(thing: "camera" | "microphone", device: DeviceState, works: boolean): Finding {
  if (device.kind === "failed") return { state: "failed", words: device.failure.message };
  if (device.kind !== "on") return { state: "failed", words: `The ${thing} was not started.` };
  if (!works)
    return {
      state: "warning",
      words:
        thing === "camera"
          ? "The camera is on, but no picture came. Close other programs that use it."
          : "The microphone is on, but nothing was heard. Speak, or choose another one, and check again.",
    };
  const label = device.track.label === "" ? "" : ` (${device.track.label.slice(0, 100)})`;
  return { state: "ok", words: thing === "camera" ? `The camera works${label}.` : `The microphone hears you${label}.` };
}

export function soundFinding(answer: "heard" | "silent" | "impossible"): Finding {
  if (answer === "heard") return { state: "ok", words: "You heard the test sound." };
  if (answer === "silent")
    return { state: "failed", words: "You heard nothing. Look at the volume and at which speaker the system uses." };
  return { state: "failed", words: "This browser could not play the test sound." };
}

/** Where the check itself failed. */
export const brokenOff: Finding = { state: "failed", words: "This browser broke the check of this part off." };

export const stateNames: Readonly<Record<Finding["state"], string>> = {
  ok: "Works",
  warning: "May not work",
  failed: "Does not work",
  skipped: "Not checked",
};

/** Above the parts, when all are done. `skipped` are the names of those that nothing was found out about. */
export function conclusion(findings: readonly Finding[], skipped: readonly string[]): string {
  const troubled = findings.filter(({ state }) => state === "failed" || state === "warning").length;
  const unknown = skipped.length === 0 ? "" : ` Not checked: ${skipped.join(", ")}.`;
  if (troubled === 0) return unknown === "" ? "All works." : `What was checked works.${unknown}`;
  return (troubled === 1 ? "One thing needs a look." : `${troubled} things need a look.`) + unknown;
}
