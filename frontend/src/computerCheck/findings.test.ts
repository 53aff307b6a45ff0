import { describe, expect, it } from "vitest";

import {
  browserFinding,
  conclusion,
  deviceFinding,
  pathFinding,
  serverFinding,
  soundFinding,
  type BrowserFacts,
} from "./findings";

const linux = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)";
const facts: BrowserFacts = {
  userAgent: `${linux} Chrome/156.0.0.0 Safari/537.36`,
  isSecureContext: true,
  hasWebRtc: true,
  needsCall: true,
};

describe("the browser", () => {
  it.each([
    [facts.userAgent, "ok", "Chrome 156"],
    [`${linux} Chrome/90.0.0.0 Safari/537.36`, "warning", "Chrome 90 is older"],
    [`${linux} Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`, "ok", "Edge 140"],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", "ok", "Firefox 153"],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
      "ok",
      "Safari 18",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 16_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Mobile/15E148 Safari/604.1",
      "warning",
      "Safari 16",
    ],
    [`${linux} HeadlessChrome/156.0.0.0 Safari/537.36`, "ok", "Chrome 156"],
    ["Lynx/2.9", "warning", "none that we know"],
  ])("is told from %s", (userAgent, state, words) => {
    const finding = browserFinding({ ...facts, userAgent });
    expect(finding.state).toBe(state);
    expect(finding.words).toContain(words);
  });

  it("needs WebRTC where there is a call, and https", () => {
    expect(browserFinding({ ...facts, hasWebRtc: false }).words).toContain("code and board only");
    expect(browserFinding({ ...facts, hasWebRtc: false, needsCall: false }).state).toBe("ok");
    expect(browserFinding({ ...facts, isSecureContext: false }).state).toBe("failed");
  });
});

describe("the rest", () => {
  it("has a state for programs and words for people", () => {
    expect([serverFinding("websocket"), serverFinding("polling"), serverFinding(null)].map(({ state }) => state)).toEqual([
      "ok",
      "warning",
      "failed",
    ]);
    expect(pathFinding({ kind: "relayed", roundTripMs: 12 }).words).toContain("12 ms");
    expect([pathFinding({ kind: "no-relay" }).state, pathFinding({ kind: "failed" }).state]).toEqual(["skipped", "failed"]);
    expect([soundFinding("heard").state, soundFinding("silent").state, soundFinding("impossible").state]).toEqual([
      "ok",
      "failed",
      "failed",
    ]);
  });

  it("gives the reason of a device that failed", () => {
    const failure = { code: "denied" as const, message: "The camera is blocked for this site." };
    expect(deviceFinding("camera", { kind: "failed", failure }, false)).toEqual({ state: "failed", words: failure.message });
    expect(deviceFinding("microphone", { kind: "off" }, false).state).toBe("failed");
    const track = { label: "Desk" } as MediaStreamTrack;
    const on = { kind: "on" as const, track, deviceId: null, muted: false };
    expect(deviceFinding("microphone", on, false).state).toBe("warning");
    expect(deviceFinding("camera", on, true)).toEqual({ state: "ok", words: "The camera works (Desk)." });
  });

  it("comes to a conclusion", () => {
    expect(conclusion([soundFinding("heard")], [])).toBe("All works.");
    expect(conclusion([soundFinding("silent"), serverFinding("polling")], [])).toBe("2 things need a look.");
  });

  it("never says that all works where something was skipped, but what", () => {
    const skipped = pathFinding({ kind: "no-relay" });
    expect(conclusion([soundFinding("heard"), skipped], ["Speaker"])).toBe("What was checked works. Not checked: Speaker.");
    expect(conclusion([soundFinding("silent"), skipped], ["Camera", "Speaker"])).toBe(
      "One thing needs a look. Not checked: Camera, Speaker.",
    );
  });
});
