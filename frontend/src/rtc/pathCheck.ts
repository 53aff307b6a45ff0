/**
 * Whether a call would get through: two connections in this page call each other over the relay server, which is the way that
 * is left where a firewall lets nothing else out.
 */
import type { Clock } from "../lib/clock";

export type PathCheck =
  | { readonly kind: "relayed"; readonly roundTripMs: number }
  /** This installation has no relay: there is nothing to check. */
  | { readonly kind: "no-relay" }
  /** The page is older than its login for the relay: nothing is known of the way. */
  | { readonly kind: "expired" }
  | { readonly kind: "failed" };

/** What a page is given to check with. */
export interface RelayLogin {
  readonly iceServers: readonly RTCIceServer[];
  readonly isExpired: () => boolean;
}

export interface PathCheckOptions {
  readonly relays: RelayLogin;
  readonly createConnection: (configuration: RTCConfiguration) => RTCPeerConnection;
  readonly clock: Clock;
}

/** `nowMs` is the time of day, which goes on while a laptop sleeps; how wrong it is does not matter. */
export function relayLogin(iceServers: readonly RTCIceServer[], validSeconds: number, nowMs = Date.now): RelayLogin {
  const givenAtMs = nowMs();
  return { iceServers, isExpired: () => nowMs() - givenAtMs >= validSeconds * 1_000 };
}

/** In the words that every page uses. */
export function pathCheckText(result: PathCheck): string {
  switch (result.kind) {
    case "relayed":
      return `The way is free, over the relay server: ${result.roundTripMs} ms there and back.`;
    case "no-relay":
      return "This site has no relay server, so calls go directly between people. Whether that works shows when you join.";
    case "expired":
      return "This page has been open for too long to try the way. Reload it, and check again.";
    case "failed":
      return "Picture and sound found no way out of your network, perhaps because of a firewall. Another network, for instance a phone's, may help. The chat, the code and the board work without.";
  }
}

const timeoutMs = 10_000;
const pings = 5;

export async function checkPath({ relays: login, createConnection, clock }: PathCheckOptions): Promise<PathCheck> {
  const relays = login.iceServers.filter(({ urls }) => [urls].flat().some((url) => /^turns?:/.test(url)));
  if (relays.length === 0) return { kind: "no-relay" };
  if (login.isExpired()) return { kind: "expired" };
  const configuration: RTCConfiguration = { iceServers: [...relays], iceTransportPolicy: "relay" };
  const made: RTCPeerConnection[] = [];
  const connection = (): RTCPeerConnection => {
    const created = createConnection(configuration);
    made.push(created);
    return created;
  };
  const timeout = withTimeout(clock);
  try {
    const roundTripMs = await Promise.race([roundTrip(connection(), connection(), clock), timeout.expired]);
    return roundTripMs === null ? { kind: "failed" } : { kind: "relayed", roundTripMs };
  } catch {
    return { kind: "failed" };
  } finally {
    timeout.cancel();
    for (const created of made) created.close();
  }
}

function withTimeout(clock: Clock): { readonly expired: Promise<null>; readonly cancel: () => void } {
  let cancel: () => void = () => undefined;
  const expired = new Promise<null>((resolve) => {
    cancel = clock.after(timeoutMs, () => {
      resolve(null);
    });
  });
  return {
    expired,
    cancel: () => {
      cancel();
    },
  };
}

/** The shortest of some, as `ping` has it. */
async function roundTrip(caller: RTCPeerConnection, callee: RTCPeerConnection, clock: Clock): Promise<number> {
  const [here, there] = [caller, callee].map((connection) =>
    connection.createDataChannel("check", { negotiated: true, id: 0 }),
  ) as [RTCDataChannel, RTCDataChannel];
  passCandidates(caller, callee);
  passCandidates(callee, caller);
  await caller.setLocalDescription();
  await callee.setRemoteDescription(described(caller));
  await callee.setLocalDescription();
  await caller.setRemoteDescription(described(callee));
  await opened(here);
  await opened(there);
  there.addEventListener("message", () => {
    there.send("pong");
  });
  const measured: number[] = [];
  for (let ping = 0; ping < pings; ping += 1) {
    const sentAtMs = clock.nowMs();
    const answered = nextMessage(here);
    here.send("ping");
    await answered;
    measured.push(clock.nowMs() - sentAtMs);
  }
  return Math.round(Math.min(...measured));
}

function passCandidates(from: RTCPeerConnection, to: RTCPeerConnection): void {
  const early: RTCIceCandidate[] = [];
  const flush = (): void => {
    if (to.remoteDescription === null) return;
    // One that does not fit is one way less.
    for (const candidate of early.splice(0)) to.addIceCandidate(candidate).catch(() => undefined);
  };
  from.addEventListener("icecandidate", ({ candidate }) => {
    if (candidate === null) return;
    early.push(candidate);
    flush();
  });
  to.addEventListener("signalingstatechange", flush);
}

function described({ localDescription }: RTCPeerConnection): RTCSessionDescription {
  if (localDescription === null) throw new Error("There is no description.");
  return localDescription;
}

function opened(channel: RTCDataChannel): Promise<void> {
  return new Promise((resolve) => {
    if (channel.readyState === "open") resolve();
    else
      channel.addEventListener("open", () => {
        resolve();
      });
  });
}

function nextMessage(channel: RTCDataChannel): Promise<void> {
  return new Promise((resolve) => {
    channel.addEventListener(
      "message",
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
