/** Measures the round trip to a peer over the control channel, and answers the peer's own measurements. */
import { createTimer, type Clock } from "../lib/clock";

export const probeIntervalMs = 2_000;

interface ControlMessage {
  readonly type: "ping" | "pong";
  readonly id: number;
}

export interface LatencyProbe {
  readonly close: () => void;
}

export type ProbeChannel = Pick<RTCDataChannel, "readyState" | "send" | "addEventListener">;

export function createLatencyProbe(options: {
  readonly channel: ProbeChannel;
  readonly clock: Clock;
  readonly onRoundTrip: (roundTripMs: number) => void;
}): LatencyProbe {
  const { channel, clock, onRoundTrip } = options;
  const timer = createTimer(clock);
  let id = 0;
  let sentAtMs = 0;

  function send(message: ControlMessage): void {
    if (channel.readyState === "open") channel.send(JSON.stringify(message));
  }

  function ping(): void {
    id += 1;
    sentAtMs = clock.nowMs();
    send({ type: "ping", id });
    timer.start(probeIntervalMs, ping);
  }

  channel.addEventListener("open", ping);
  channel.addEventListener("close", timer.cancel);
  channel.addEventListener("message", (event: MessageEvent<unknown>) => {
    const message = parseControlMessage(event.data);
    if (message?.type === "ping") send({ type: "pong", id: message.id });
    // A pong that comes after the next ping says nothing about that one.
    else if (message?.id === id) onRoundTrip(clock.nowMs() - sentAtMs);
  });
  return { close: timer.cancel };
}

/** Later versions of the page may say more here; what this one does not know it leaves alone. */
function parseControlMessage(data: unknown): ControlMessage | null {
  if (typeof data !== "string" || data.length > 200) return null;
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== "object" || value === null || !("type" in value) || !("id" in value)) return null;
    const { type, id } = value;
    if ((type !== "ping" && type !== "pong") || typeof id !== "number") return null;
    return { type, id };
  } catch {
    return null;
  }
}
