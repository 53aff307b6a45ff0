/** What a check asks of the browser and of the network. */
import type { Clock } from "../lib/clock";
import { measureAudioLevel } from "../rtc/audioLevel";
import { onNextFrame } from "../rtc/firstFrame";

const serverTimeoutMs = 8_000;
const pictureTimeoutMs = 8_000;
const voiceTimeoutMs = 12_000;
/** Above the noise of a quiet room. */
const voiceLevel = 0.15;

/** By which way the room's server can be reached; null by none. */
export async function reachServer(clock: Clock): Promise<"websocket" | "polling" | null> {
  if (await opensWebSocket(clock)) return "websocket";
  try {
    const response = await fetch("/socket.io/?EIO=4&transport=polling", { cache: "no-store" });
    return response.ok ? "polling" : null;
  } catch {
    return null;
  }
}

function opensWebSocket(clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const address = new URL("/socket.io/?EIO=4&transport=websocket", location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    const settle = (opened: boolean): void => {
      cancel();
      resolve(opened);
      socket.close();
    };
    const cancel = clock.after(serverTimeoutMs, () => {
      settle(false);
    });
    // Something in between may accept a WebSocket and carry nothing: only what comes over it counts.
    socket.addEventListener("message", () => {
      settle(true);
    });
    socket.addEventListener("error", () => {
      settle(false);
    });
  });
}

/** Whether a picture comes to this element. */
export function showsPicture(video: HTMLVideoElement, clock: Clock): Promise<boolean> {
  return new Promise((resolve) => {
    const cancelWaiting = clock.after(pictureTimeoutMs, () => {
      cancelFrame();
      resolve(false);
    });
    const cancelFrame = onNextFrame(video, () => {
      cancelWaiting();
      resolve(true);
    });
  });
}

/** Whether the microphone hears a voice in the next seconds; `onLevel` gets how loud it is, 0 to 1. */
export function hearsVoice(track: MediaStreamTrack, clock: Clock, onLevel: (level: number) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const level = measureAudioLevel(track);
    let isOver = false;
    const settle = (heard: boolean): void => {
      isOver = true;
      cancel();
      level.close();
      onLevel(0);
      resolve(heard);
    };
    const cancel = clock.after(voiceTimeoutMs, () => {
      settle(false);
    });
    const look = (): void => {
      if (isOver) return;
      const loudness = level.read();
      onLevel(loudness);
      if (loudness >= voiceLevel) settle(true);
      else requestAnimationFrame(look);
    };
    look();
  });
}
