import { describe, expect, it } from "vitest";

import { errorCodes } from "../protocol";
import type { SignalingState } from "../rtc/types";
import { connectionDetail, connectionText, qualityText } from "./connectionStrings";
import {
  bannerText,
  initials,
  isFinal,
  joinHint,
  mediaProblemText,
  endScreenText,
  pageTitle,
  pushedText,
  pushFailedText,
  withoutCallText,
} from "./strings";
import { connectionOf } from "./testing";

describe("connectionWords", () => {
  it("says nothing on the tile of a connection that stands", () => {
    expect(connectionText(connectionOf({}))).toBe("");
    expect(connectionText(connectionOf({ state: "failed" }))).toBe("Connection failed");
    expect(connectionText(connectionOf({ state: "away" }))).toBe("Left the page");
    expect(connectionText(connectionOf({ state: "absent" }))).toBe("No picture or sound");
  });

  it("names a weak connection in two words, and has the figures for whoever asks", () => {
    const figures = { lossPercent: 12.5, roundTripMs: 90, receivedKbps: 640 };
    const weak = connectionOf({ quality: "bad", route: "relayed", figures });
    expect(qualityText(weak)).toBe("Bad connection");
    expect(qualityText(connectionOf({}))).toBe("Good connection");
    expect(qualityText(connectionOf({ state: "reconnecting" }))).toBe("Reconnecting…");
    expect(connectionDetail(weak)).toBe(
      "Picture and sound take a detour over a relay server. 90 ms there and back, 12.5 % lost on the way, 640 kbit/s received. " +
        "Turning cameras off, or a cable instead of wireless, may help.",
    );
    expect(connectionDetail(connectionOf({}))).toBe("Picture and sound travel directly between the two machines.");
  });
});

describe("overWords", () => {
  it("offers the way back after leaving and after being replaced", () => {
    expect(endScreenText({ kind: "left" }, "candidate")?.rejoin).toBe("Rejoin");
    expect(endScreenText({ kind: "replaced" }, "candidate")?.rejoin).toBe("Use here");
  });

  it("thanks a candidate at the end, and offers no way back", () => {
    const words = endScreenText({ kind: "closed", code: "interview_over", message: "This interview has ended." }, "candidate");
    expect(words?.text).toContain("Thank you");
    expect(words?.rejoin).toBeNull();
  });

  it("starts with what the server said", () => {
    for (const code of errorCodes) {
      expect(endScreenText({ kind: "refused", code, message: "So it is." }, "interviewer")?.text).toMatch(/^So it is\./);
    }
  });

  it("has nothing to say inside the room", () => {
    expect(endScreenText({ kind: "joined", userId: "u0" }, "candidate")).toBeNull();
  });
});

describe("isFinal", () => {
  it("lets people try again what may change by itself", () => {
    expect(errorCodes.filter((code) => !isFinal(code))).toEqual([
      "waiting_for_interviewer",
      "removed",
      "not_in_room",
      "already_joined",
      "room_full",
      "waiting_for_admission",
      "admission_denied",
      "unknown_request",
      "already_decided",
      "unknown_peer",
      "tool_off",
      "too_large",
      "out_of_order",
      "language_unavailable",
      "execution_unavailable",
      "run_in_progress",
      "too_many_runs",
      "unknown_run",
      "unknown_problem",
      "unknown_event",
      "invalid_payload",
      "rate_limited",
      "internal_error",
    ]);
  });
});

describe("pageTitle and banner", () => {
  it("show the state first, where a narrow tab still shows it", () => {
    expect(pageTitle("Backend engineer", { kind: "joined", userId: "u0" }, 1)).toBe("2 people · Backend engineer · TalentSync");
    expect(pageTitle("Backend engineer", { kind: "joined", userId: "u0" }, 0)).toMatch(/^Waiting for others/);
  });

  it("speak of a lost socket and of nothing else", () => {
    const joined: SignalingState = { kind: "joined", userId: "u0" };
    expect(bannerText(joined)).toBeNull();
    expect(bannerText({ kind: "reconnecting", attempt: 1 })).not.toContain("Try");
    expect(bannerText({ kind: "reconnecting", attempt: 3 })).toContain("Try 3.");
  });
});

describe("words about devices and pushes", () => {
  const on = (muted: boolean) => ({ kind: "on", track: {} as MediaStreamTrack, deviceId: null, muted }) as const;

  it("say before joining what the others will miss", () => {
    expect(joinHint(on(false), on(false))).toBe("");
    expect(joinHint(on(true), on(false))).toContain("without a microphone");
    expect(joinHint(on(false), { kind: "off" })).toContain("without a camera");
    expect(joinHint({ kind: "off" }, { kind: "off" })).toContain("without camera and microphone");
  });

  it("name the device that failed, and keep the browser's words only where we have none", () => {
    expect(mediaProblemText("camera", { code: "denied", message: "raw" })).toMatch(/^Your browser .* camera/);
    expect(mediaProblemText("camera", { code: "denied", message: "raw" })).not.toContain("raw");
    expect(mediaProblemText("microphone", { code: "unknown", message: "It failed. (raw)" })).toContain("(raw)");
  });

  it("count whom a push reached", () => {
    const shownTo = (candidates: number, interviewers: number): string =>
      pushedText({ delivered: candidates + interviewers, candidates, interviewers });
    expect(shownTo(0, 0)).toBe("Nobody else is here yet. Whoever joins will see it.");
    expect(shownTo(0, 1)).toBe("Nobody but interviewers is here. Whoever joins will see it.");
    expect(shownTo(1, 1)).toBe("Shown to the candidate.");
    expect(shownTo(2, 0)).toBe("Shown to 2 candidates.");
    expect(pushFailedText({ code: "forbidden", message: "Your role does not allow that." })).toBe(
      "Not pushed. Your role does not allow that.",
    );
  });

  it("make initials of names in any script", () => {
    expect(initials("Cara Candidate")).toBe("CC");
    expect(initials("  Ömer  van der  Yıldız ")).toBe("ÖY");
    expect(initials("李")).toBe("李");
    expect(initials(" ")).toBe("?");
  });
});

describe("a browser without WebRTC", () => {
  it("says before joining what there will be, as the stage has it", () => {
    const tools = { video: true, codeEditor: true, whiteboard: true };
    expect(withoutCallText(tools)).toContain("you join with code and board only, and the others read why");
    expect(withoutCallText({ ...tools, whiteboard: false })).toContain("you join with code only");
    expect(withoutCallText({ ...tools, codeEditor: false, whiteboard: false })).toContain(
      "you join with questions and chat only",
    );
  });
});
