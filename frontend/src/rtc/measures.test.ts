import { describe, expect, it } from "vitest";

import { createFakeClock } from "../testing/fakeClock";
import { FakeChannel } from "../testing/fakeRtc";
import { levelOf } from "./audioLevel";
import { createLatencyProbe, probeIntervalMs } from "./latencyProbe";
import { selectedRoute } from "./route";

describe("the route", () => {
  const candidates = (local: string, remote: string): [string, object][] => [
    ["local", { type: "local-candidate", candidateType: local }],
    ["remote", { type: "remote-candidate", candidateType: remote }],
  ];
  const pair = { type: "candidate-pair", localCandidateId: "local", remoteCandidateId: "remote" };

  it.each([
    ["host", "srflx", "direct"],
    ["prflx", "host", "direct"],
    ["relay", "host", "relayed"],
    ["srflx", "relay", "relayed"],
  ])("from %s to %s is %s", (local, remote, route) => {
    const transport = { type: "transport", selectedCandidatePairId: "pair" };
    expect(selectedRoute(new Map([...candidates(local, remote), ["pair", pair], ["transport", transport]]))).toBe(route);
  });

  it("is the nominated pair where the browser reports no transport", () => {
    const other = { ...pair, state: "succeeded", nominated: false, localCandidateId: "nowhere" };
    const nominated = { ...pair, state: "succeeded", nominated: true };
    expect(selectedRoute(new Map([...candidates("relay", "host"), ["a", other], ["b", nominated]]))).toBe("relayed");
  });

  it("is unknown while nothing is selected", () => {
    expect(selectedRoute(new Map([...candidates("host", "host"), ["pair", pair]]))).toBeNull();
  });
});

describe("the round trip", () => {
  it("is measured again and again while the channel is open", () => {
    const clock = createFakeClock();
    const channel = new FakeChannel();
    const measured: number[] = [];
    const probe = createLatencyProbe({ channel: channel as never, clock, onRoundTrip: (ms) => measured.push(ms) });
    channel.open();
    clock.advance(7);
    channel.receive('{"type":"pong","id":1}');
    clock.advance(probeIntervalMs);
    channel.receive('{"type":"pong","id":1}');
    channel.receive('{"type":"pong","id":2}');
    expect(channel.sent).toEqual(['{"type":"ping","id":1}', '{"type":"ping","id":2}']);
    expect(measured).toEqual([7, 7]);
    probe.close();
    clock.advance(probeIntervalMs);
    expect(channel.sent).toHaveLength(2);
  });

  it("is answered to the peer, and other messages are left alone", () => {
    const channel = new FakeChannel();
    createLatencyProbe({ channel: channel as never, clock: createFakeClock(), onRoundTrip: () => undefined });
    channel.readyState = "open";
    for (const data of ["not json", "null", "[]", '{"type":"later"}', '{"type":"ping","id":"x"}', new ArrayBuffer(4)]) {
      channel.receive(data);
    }
    channel.receive('{"type":"ping","id":41}');
    expect(channel.sent).toEqual(['{"type":"pong","id":41}']);
  });
});

describe("the level of a microphone", () => {
  const tone = (amplitude: number): Float32Array =>
    Float32Array.from({ length: 1_024 }, (_, index) => amplitude * Math.sin(index / 5));

  it("goes from 0 for silence to 1 for shouting, and rises with loudness", () => {
    expect(levelOf(new Float32Array(1_024))).toBe(0);
    expect(levelOf(tone(0.0001))).toBe(0);
    expect(levelOf(tone(1))).toBe(1);
    expect(levelOf(tone(0.02))).toBeGreaterThan(levelOf(tone(0.01)));
  });
});
