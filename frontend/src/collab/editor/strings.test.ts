import { describe, expect, it } from "vitest";

import type { SaveState } from "./provider";
import { saveAnnouncement, saveText } from "./strings";

const states = {
  loading: { kind: "loading" },
  saved: { kind: "saved" },
  saving: { kind: "saving", waiting: 2 },
  offline: { kind: "offline", waiting: 3 },
  refused: { kind: "refused", message: "It is too large.", waiting: 1 },
  readOnly: { kind: "readOnly", waiting: 0 },
} as const satisfies Record<string, SaveState>;

describe("what is said about saving", () => {
  it.each<[SaveState, string]>([
    [states.loading, "Loading the document…"],
    [states.saved, "Saved"],
    [states.saving, "Saving…"],
    [states.offline, "Offline: 3 changes wait"],
    [{ kind: "offline", waiting: 1 }, "Offline: 1 change waits"],
    [{ kind: "offline", waiting: 0 }, "Offline: what you type will wait"],
    [states.refused, "Not saved: 1 change. It is too large."],
    [states.readOnly, "Read-only"],
    [{ kind: "readOnly", waiting: 2 }, "Read-only: 2 changes came too late to be saved"],
  ])("%j", (state, words) => {
    expect(saveText(state)).toBe(words);
  });

  it("interrupts a listener for trouble and for its end only", () => {
    expect(saveAnnouncement(states.saved, states.saving)).toBeNull();
    expect(saveAnnouncement(states.saving, states.saved)).toBeNull();
    expect(saveAnnouncement(states.saving, states.offline)).toBe("Code: Offline: 3 changes wait");
    expect(saveAnnouncement(states.offline, { kind: "offline", waiting: 4 })).toBeNull();
    expect(saveAnnouncement(states.offline, states.saved)).toBe("Your changes to the code are saved");
    expect(saveAnnouncement(states.saved, states.readOnly)).toBe("Code: Read-only");
  });
});
