import { expect, test } from "vitest";

import { classifyStatus } from "./httpStatus";

test.each([429, 500, 502, 503, 504])("%i may go better later", (status) => {
  expect(classifyStatus(status)).toBe("transient");
});

test.each([400, 403, 404, 409, 410, 413, 422])("%i stays as it is", (status) => {
  expect(classifyStatus(status)).toBe("rejected");
});
