import { expect, it } from "vitest";

import { boardWords } from "./state";

it("has words for every state", () => {
  expect(boardWords({ kind: "loading", readOnly: false })).toBe("Loading the board…");
  expect(boardWords({ kind: "saving", readOnly: false })).toBe("Saving…");
  expect(boardWords({ kind: "saved", readOnly: false })).toBe("Saved");
  expect(boardWords({ kind: "offline", readOnly: false, waiting: 0 })).toBe("Offline");
  expect(boardWords({ kind: "offline", readOnly: false, waiting: 1 })).toBe("Offline. 1 change is kept here and sent later.");
  expect(boardWords({ kind: "offline", readOnly: false, waiting: 5 })).toBe("Offline. 5 changes are kept here and sent later.");
  expect(boardWords({ kind: "refused", readOnly: false, message: "The board is full." })).toBe("Not saved: The board is full.");
  expect(boardWords({ kind: "read-only", readOnly: true })).toBe("Read-only: the interview has ended");
});
