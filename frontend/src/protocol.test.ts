import { describe, expect, it } from "vitest";

import { classifyError, errorCodes, type CallErrorCode, type ErrorClass } from "./protocol";

const codes: readonly CallErrorCode[] = [...errorCodes, "timeout", "disconnected"];

function codesOf(errorClass: ErrorClass): readonly CallErrorCode[] {
  return codes.filter((code) => classifyError(code) === errorClass);
}

describe("classifyError", () => {
  it("knows every code, each in one class", () => {
    expect([...codesOf("transient"), ...codesOf("ended"), ...codesOf("rejected")].sort()).toEqual([...codes].sort());
  });

  it("calls transient what may be repeated as it is", () => {
    expect(codesOf("transient")).toEqual([
      "waiting_for_interviewer",
      "not_in_room",
      "already_joined",
      "waiting_for_admission",
      "out_of_order",
      "rate_limited",
      "internal_error",
      "timeout",
      "disconnected",
    ]);
  });

  it("calls rejected what only something else can put right", () => {
    expect(codesOf("rejected")).toEqual([
      "removed",
      "room_full",
      "admission_denied",
      "unknown_request",
      "already_decided",
      "unknown_peer",
      "too_large",
      "language_unavailable",
      "execution_unavailable",
      "run_in_progress",
      "too_many_runs",
      "unknown_run",
      "unknown_problem",
      "unknown_event",
      "invalid_payload",
    ]);
  });

  it.each(["interview_over", "interview_cancelled", "forbidden", "tool_off", "invitation_revoked"] as const)(
    "calls %s the end of it",
    (code) => {
      expect(classifyError(code)).toBe("ended");
    },
  );
});
