/** "Check my computer": each part one after the other, what was found, and sending it. */
import type { Clock } from "../lib/clock";
import { warn } from "../lib/warn";
import { createLocalMedia } from "../rtc/localMedia";
import { browserMediaEnvironment } from "../rtc/mediaEnvironment";
import { checkPath, relayLogin } from "../rtc/pathCheck";
import { playTestSound } from "../rtc/testSound";
import { createConnection, hasWebRtc } from "../rtc/webRtc";
import { byId, maybeById, setText, within } from "../ui/dom";
import { setUsable, isUsable } from "../ui/elements";
import { csrfToken, type CheckConfig } from "./config";
import {
  brokenOff,
  browserFinding,
  conclusion,
  deviceFinding,
  pathFinding,
  serverFinding,
  soundFinding,
  stateNames,
  type Finding,
  type Part,
} from "./findings";
import { hearsVoice, reachServer, showsPicture } from "./probes";

export function mountComputerCheck(config: CheckConfig, clock: Clock): void {
  const start = byId("start-check", HTMLButtonElement);
  const status = byId("check-status", HTMLElement);
  const media = createLocalMedia(browserMediaEnvironment());
  const relays = relayLogin(config.iceServers, config.iceServersSeconds);
  const needs = (part: Part): boolean => config.parts.includes(part);

  const checks: Readonly<Record<Part, () => Promise<Finding>>> = {
    browser: () =>
      Promise.resolve(
        browserFinding({
          userAgent: navigator.userAgent,
          isSecureContext: window.isSecureContext,
          hasWebRtc: hasWebRtc(),
          needsCall: needs("path"),
        }),
      ),
    server: async () => serverFinding(await reachServer(clock)),
    path: async () => {
      if (!hasWebRtc()) return { state: "skipped", words: "Nothing to try: this browser has no WebRTC." };
      return pathFinding(await checkPath({ relays, createConnection, clock }));
    },
    camera: async () => {
      // One question of the browser for both.
      await media.start({ camera: true, microphone: needs("microphone") });
      const { preview, camera } = media.getSnapshot();
      if (preview === null) return deviceFinding("camera", camera, false);
      const video = byId("check-video", HTMLVideoElement);
      video.srcObject = preview;
      video.hidden = false;
      const shows = await showsPicture(video, clock);
      return deviceFinding("camera", media.getSnapshot().camera, shows);
    },
    microphone: async () => {
      const { microphone } = media.getSnapshot();
      if (microphone.kind !== "on") return deviceFinding("microphone", microphone, false);
      const bar = byId("check-level", HTMLElement);
      setText(wordsOf("microphone"), "Say something…");
      try {
        const heard = await hearsVoice(microphone.track, clock, (level) => {
          bar.style.transform = `scaleX(${level.toFixed(3)})`;
        });
        return deviceFinding("microphone", microphone, heard);
      } catch {
        return { state: "warning", words: "The microphone is on. This browser cannot show whether it hears you." };
      }
    },
    sound: async () => {
      try {
        await playTestSound(media.getSnapshot().speakerId, clock);
      } catch {
        return soundFinding("impossible");
      }
      setText(wordsOf("sound"), "Did you hear two tones?");
      return soundFinding(await askWhetherHeard());
    },
  };

  const run = async (): Promise<void> => {
    if (!isUsable(start)) return;
    setUsable(start, false);
    setText(status, "Checking…");
    try {
      const findings = await runParts();
      stopDevices();
      const sent = await send(config.resultUrl, "POST", { findings });
      const skipped = config.parts.filter((part) => findings[part]?.state === "skipped").map(nameOf);
      const outcome = conclusion(Object.values(findings), skipped);
      setText(status, `${outcome} ${sent ?? "The people who invited you can see the result."}`);
    } finally {
      stopDevices();
      setText(within(start, "span", HTMLElement), "Check again");
      setUsable(start, true);
    }
  };

  const runParts = async (): Promise<Partial<Record<Part, Finding>>> => {
    const findings: Partial<Record<Part, Finding>> = {};
    for (const part of config.parts) {
      showBusy(part);
      const finding = await checks[part]().catch((error: unknown) => {
        warn(`checking the ${part}`, error);
        return brokenOff;
      });
      findings[part] = finding;
      showFinding(part, finding);
    }
    return findings;
  };

  const stopDevices = (): void => {
    media.stop();
    const video = maybeById("check-video", HTMLVideoElement);
    if (video !== null) video.hidden = true;
  };

  start.addEventListener("click", () => {
    run().catch((error: unknown) => {
      warn("the check", error);
      setText(status, "The check broke off. Reload this page and check again.");
    });
  });
  maybeById("delete-check", HTMLButtonElement)?.addEventListener("click", () => {
    void send(config.resultUrl, "DELETE").then((problem) => {
      if (problem === null) byId("last-check", HTMLElement).remove();
      setText(status, problem ?? "The stored result was deleted.");
    });
  });
}

function rowOf(part: Part): HTMLElement {
  return within(document, `[data-part="${part}"]`, HTMLElement);
}

function nameOf(part: Part): string {
  return within(rowOf(part), "h3", HTMLElement).textContent;
}

function wordsOf(part: Part): HTMLElement {
  return within(rowOf(part), ".check-words", HTMLElement);
}

function showBusy(part: Part): void {
  rowOf(part).dataset["state"] = "busy";
  setText(within(rowOf(part), ".badge", HTMLElement), "Checking…");
  setText(wordsOf(part), "");
}

function showFinding(part: Part, { state, words }: Finding): void {
  const row = rowOf(part);
  row.dataset["state"] = state;
  const badge = within(row, ".badge", HTMLElement);
  badge.dataset["tone"] = state === "ok" ? "good" : state === "failed" ? "bad" : "neutral";
  setText(badge, stateNames[state]);
  setText(wordsOf(part), words);
}

function askWhetherHeard(): Promise<"heard" | "silent"> {
  const question = byId("sound-question", HTMLElement);
  question.hidden = false;
  const heard = byId("sound-heard", HTMLButtonElement);
  heard.focus();
  return new Promise((resolve) => {
    const answer = (given: "heard" | "silent"): void => {
      question.hidden = true;
      byId("start-check", HTMLButtonElement).focus();
      resolve(given);
    };
    heard.onclick = () => {
      answer("heard");
    };
    byId("sound-silent", HTMLButtonElement).onclick = () => {
      answer("silent");
    };
  });
}

/** Null where it was done, otherwise why not. */
async function send(url: string, method: "POST" | "DELETE", body?: object): Promise<string | null> {
  try {
    const response = await fetch(url, {
      method,
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok) return null;
    const { detail } = (await response.json()) as { readonly detail?: string };
    return `The result could not be stored. ${detail ?? ""}`.trim();
  } catch {
    return "The result could not be sent: TalentSync cannot be reached. Check again later.";
  }
}
