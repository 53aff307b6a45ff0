import { expect, test } from "vitest";

import { classifyStatus, endsAccess } from "./httpStatus";

test.each([429, 500, 502, 503, 504])("%i may go better later", (status) => {
  expect(classifyStatus(status)).toBe("transient");
});

test.each([400, 403, 404, 409, 410, 413, 422])("%i stays as it is", (status) => {
  expect(classifyStatus(status)).toBe("rejected");
});

test.each([
  ["invitation_revoked", true],
  ["invitation_invalid", true],
  ["interview_cancelled", true],
  ["not_a_dsa_stage", true],
  ["session_over", false],
  ["consent_required", false],
  ["not_active", false],
])("%s ends access: %s", (code, ends) => {
  expect(endsAccess(code)).toBe(ends);
});
