import { expect, it } from "vitest";

import { createFakeClock, settle } from "../testing/fakeClock";
import { FakePeerConnection } from "../testing/fakeRtc";
import { checkPath, relayLogin } from "./pathCheck";

function check(...urls: string[]): { readonly made: FakePeerConnection[]; readonly result: ReturnType<typeof checkPath> } {
  const made: FakePeerConnection[] = [];
  const result = checkPath({
    relays: relayLogin([{ urls: "stun:stun.example" }, { urls, username: "u", credential: "c" }], 3600),
    clock,
    createConnection: (configuration) => {
      const connection = new FakePeerConnection(configuration);
      made.push(connection);
      return connection.asConnection();
    },
  });
  return { made, result };
}

let clock = createFakeClock();

it("has nothing to check where there is no relay", async () => {
  const { made, result } = check("stun:other.example");
  expect(await result).toEqual({ kind: "no-relay" });
  expect(made).toEqual([]);
});

it("calls itself over the relay alone, measures the way, and leaves nothing open", async () => {
  clock = createFakeClock();
  const { made, result } = check("stun:other.example", "turns:relay.example");
  await settle();
  const [caller, callee] = made;
  if (caller === undefined || callee === undefined) throw new Error("two connections");
  expect(caller.configuration).toMatchObject({ iceTransportPolicy: "relay", iceServers: [{ username: "u" }] });
  const [here, there] = made.map(({ channels }) => channels[0]?.channel);
  if (here === undefined || there === undefined) throw new Error("two channels");
  here.open();
  there.open();
  for (let ping = 1; ping <= 5; ping += 1) {
    await settle();
    expect(here.sent).toHaveLength(ping);
    clock.advance(20 + ping);
    here.receive("pong");
  }
  expect(await result).toEqual({ kind: "relayed", roundTripMs: 21 });
  expect(made.map(({ signalingState }) => signalingState)).toEqual(["closed", "closed"]);
});

it("has failed when nothing comes for ten seconds", async () => {
  clock = createFakeClock();
  const { made, result } = check("turn:relay.example");
  await settle();
  clock.advance(10_000);
  expect(await result).toEqual({ kind: "failed" });
  expect(made.map(({ signalingState }) => signalingState)).toEqual(["closed", "closed"]);
});

it("has failed where the browser makes only one connection, and closes that", async () => {
  const made: FakePeerConnection[] = [];
  const result = checkPath({
    relays: relayLogin([{ urls: "turn:relay.example" }], 3600),
    clock,
    createConnection: (configuration) => {
      if (made.length > 0) throw new Error("too many connections");
      const connection = new FakePeerConnection(configuration);
      made.push(connection);
      return connection.asConnection();
    },
  });
  expect(await result).toEqual({ kind: "failed" });
  expect(made.map(({ signalingState }) => signalingState)).toEqual(["closed"]);
});

it("blames no network for a login that expired while the page was open", async () => {
  let nowMs = 5_000;
  const relays = relayLogin([{ urls: "turn:relay.example" }], 60, () => nowMs);
  expect(relays.isExpired()).toBe(false);
  nowMs += 60_000;
  const createConnection = (): never => {
    throw new Error("nothing to try");
  };
  expect(await checkPath({ relays, createConnection, clock })).toEqual({ kind: "expired" });
});
