import { describe, expect, it } from "vitest";

import type { CallSnapshot, SignalingState } from "../rtc/types";
import { snapshotOf } from "./testing";
import { nextView, type View } from "./view";

function viewAfter(current: View, signaling: SignalingState, change: Partial<CallSnapshot> = {}): View {
  return nextView(current, snapshotOf({ signaling, ...change }));
}

const known: Partial<CallSnapshot> = {
  self: {
    userId: "u0",
    userInfo: { name: "Ivan", role: "interviewer", colour: 0, media: { audio: true, video: true, screen: false } },
  },
};

describe("nextPhase", () => {
  it("waits in the lobby until the room lets us in", () => {
    expect(viewAfter("lobby", { kind: "idle" })).toBe("lobby");
    expect(viewAfter("lobby", { kind: "connecting" })).toBe("lobby");
    expect(viewAfter("lobby", { kind: "waiting", message: "", isKnocking: false, interviewers: null })).toBe("lobby");
    expect(viewAfter("lobby", { kind: "joined", userId: "u0" })).toBe("call");
  });

  it("keeps the call up while the socket comes back", () => {
    expect(viewAfter("call", { kind: "reconnecting", attempt: 1 }, known)).toBe("call");
  });

  it("stays in the lobby where the server cannot be reached at all", () => {
    expect(viewAfter("lobby", { kind: "reconnecting", attempt: 1 })).toBe("lobby");
  });

  it("lets a full room be tried again from the lobby, but not a withdrawn invitation", () => {
    expect(viewAfter("lobby", { kind: "refused", code: "room_full", message: "" })).toBe("lobby");
    expect(viewAfter("lobby", { kind: "refused", code: "invitation_revoked", message: "" })).toBe("over");
  });

  it("ends after leaving, closing and being replaced, and shows a rejoin where it was asked for", () => {
    expect(viewAfter("call", { kind: "left" })).toBe("over");
    expect(viewAfter("call", { kind: "replaced" })).toBe("over");
    expect(viewAfter("call", { kind: "closed", code: "interview_over", message: "" })).toBe("over");
    expect(viewAfter("over", { kind: "connecting" }, known)).toBe("over");
    expect(viewAfter("over", { kind: "refused", code: "room_full", message: "" }, known)).toBe("over");
  });
});
