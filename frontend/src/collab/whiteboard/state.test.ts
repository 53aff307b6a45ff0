import { expect, it } from "vitest";

import { boardText } from "./state";

it("has words for every state", () => {
  expect(boardText({ kind: "loading", readOnly: false })).toBe("Loading the board…");
  expect(boardText({ kind: "saving", readOnly: false })).toBe("Saving…");
  expect(boardText({ kind: "saved", readOnly: false })).toBe("Saved");
  expect(boardText({ kind: "offline", readOnly: false, waiting: 0 })).toBe("Offline");
  expect(boardText({ kind: "offline", readOnly: false, waiting: 1 })).toBe("Offline. 1 change is kept here and sent later.");
  expect(boardText({ kind: "offline", readOnly: false, waiting: 5 })).toBe("Offline. 5 changes are kept here and sent later.");
  expect(boardText({ kind: "refused", readOnly: false, message: "The board is full." })).toBe("Not saved: The board is full.");
  expect(boardText({ kind: "read-only", readOnly: true })).toBe("Read-only: the interview has ended");
});
