import { describe, expect, it } from "vitest";

import type { CallSnapshot } from "../rtc/types";
import { callChanges, deviceChanges, mediaFailures } from "./announcements";
import { noMedia, connectionOf, peerOf, snapshotOf } from "./testing";

function told(before: Partial<CallSnapshot>, after: Partial<CallSnapshot>): string[] {
  return callChanges(snapshotOf(before), snapshotOf(after)).map(({ text }) => text);
}

describe("callChanges", () => {
  it("says nothing where nothing changed", () => {
    expect(told({ peers: [peerOf("Cara")] }, { peers: [peerOf("Cara")] })).toEqual([]);
  });

  it("tells who came and who left", () => {
    expect(told({ peers: [peerOf("Cara")] }, { peers: [peerOf("Ines", { role: "interviewer" })] })).toEqual([
      "Ines (interviewer) joined",
      "Cara left",
    ]);
  });

  it("tells an impostor apart: the name of the records first, and the role", () => {
    const impostor = peerOf("Cara Candidate", { typedName: "Interviewer Bob" });
    expect(told({}, { peers: [impostor] })).toEqual(["Cara Candidate, says “Interviewer Bob” (candidate) joined"]);
  });

  it("names those already there on joining, instead of announcing them as newcomers", () => {
    const connecting = { signaling: { kind: "connecting" } } as const;
    expect(told(connecting, { peers: [peerOf("Cara"), peerOf("Ines")] })).toEqual(["You are in the room with Cara, Ines"]);
    expect(told(connecting, {})).toEqual(["You are in the room. Nobody else is here yet"]);
  });

  it("tells of the own connection's return", () => {
    const self = {
      userId: "u0",
      userInfo: { name: "Ivan", role: "interviewer", colour: 0, media: snapshotOf({}).media },
    } as const;
    const lost = { signaling: { kind: "reconnecting", attempt: 1 }, self } as const;
    expect(told(lost, { self })).toEqual(["You are connected again"]);
  });

  it("tells of microphone, camera and screen of others", () => {
    const muted = peerOf("Cara", { media: { audio: false, video: false, screen: true } });
    expect(told({ peers: [peerOf("Cara")] }, { peers: [muted] })).toEqual([
      "Cara muted the microphone",
      "Cara turned the camera off",
      "Cara shares the screen",
    ]);
  });

  it("tells of a connection once, and of a relay when it is found out", () => {
    const at = (route: "direct" | "relayed" | null): Partial<CallSnapshot> => ({
      peers: [peerOf("Cara", { connection: connectionOf({ route }) })],
    });
    const connecting = { peers: [peerOf("Cara", { connection: connectionOf({ state: "connecting", route: null }) })] };
    expect(told(connecting, at(null))).toEqual(["Cara is connected"]);
    expect(told(at(null), at("direct"))).toEqual([]);
    expect(told(at(null), at("relayed"))).toEqual(["Cara is connected over a relay server"]);
  });

  it("tells why a connection failed", () => {
    const failed = peerOf("Cara", {
      connection: connectionOf({ state: "failed", route: null, reason: "No path was found." }),
    });
    expect(told({ peers: [peerOf("Cara")] }, { peers: [failed] })).toEqual(["The connection to Cara failed. No path was found."]);
  });
});

describe("deviceChanges", () => {
  const headset = { deviceId: "h", label: "Headset" };
  const builtIn = { deviceId: "b", label: "Built-in" };
  const withMicrophones = (...microphones: (typeof headset)[]): typeof noMedia => ({ ...noMedia, microphones });
  const changes = (before: typeof noMedia, after: typeof noMedia): string[] =>
    deviceChanges(before, after).map(({ text }) => text);

  it("tells what was plugged in and out", () => {
    expect(changes(withMicrophones(builtIn), withMicrophones(builtIn, headset))).toEqual(["Microphone plugged in: Headset"]);
    expect(changes(withMicrophones(builtIn, headset), withMicrophones(builtIn))).toEqual(["Microphone unplugged: Headset"]);
    expect(changes(withMicrophones(headset), withMicrophones())).toEqual(["Microphone unplugged: Headset"]);
  });

  it("takes the first list after the permission for no change", () => {
    expect(changes(noMedia, withMicrophones(builtIn, headset))).toEqual([]);
  });

  it("leaves out the entry that only follows the system's choice", () => {
    const standard = { deviceId: "default", label: "Default" };
    expect(changes(withMicrophones(builtIn), withMicrophones(builtIn, standard))).toEqual([]);
  });
});

describe("mediaFailures", () => {
  it("tells once of a device that fails during the call", () => {
    const failed = { ...noMedia, camera: { kind: "failed", failure: { code: "unplugged", message: "" } } } as const;
    expect(mediaFailures(noMedia, failed).map(({ text }) => text)).toEqual([expect.stringContaining("camera")]);
    expect(mediaFailures(failed, failed)).toEqual([]);
  });
});
