import { describe, expect, test } from "vitest";

import { createSnapshotStore } from "../lib/snapshots";
import { type DraftLogSnapshot, logAfterTheEnd, noDraftLog } from "./draftLog";
import { createPageDraftLog } from "./pageDraftLog";

describe("the page's log", () => {
  test("is opened once, and told of as it is and as it changes", async () => {
    const store = createSnapshotStore<DraftLogSnapshot>({ waiting: 2, refusal: null });
    const told: [DraftLogSnapshot, DraftLogSnapshot][] = [];
    let loads = 0;
    const log = createPageDraftLog(
      () => {
        loads += 1;
        return Promise.resolve({ ...noDraftLog, getSnapshot: store.getSnapshot, subscribe: store.subscribe });
      },
      (now, before) => told.push([now, before]),
    );
    log.flush();
    log.resume();
    expect([loads, log.getSnapshot().waiting]).toEqual([0, 0]);
    expect(await log.open()).toBe(await log.open());
    expect(loads).toBe(1);
    store.replace({ waiting: 0, refusal: "No." });
    expect(told).toEqual([
      [
        { waiting: 2, refusal: null },
        { waiting: 0, refusal: null },
      ],
      [
        { waiting: 0, refusal: "No." },
        { waiting: 2, refusal: null },
      ],
    ]);
  });

  test.each([
    [{ waiting: 0, refusal: null }, null],
    [{ waiting: 1, refusal: null }, /still being sent/],
    [{ waiting: 0, refusal: "This session is over." }, /missing in the log of what you wrote: This session is over\./],
  ])("after the end %o is said", (snapshot, words) => {
    const said = logAfterTheEnd(snapshot);
    if (words === null) expect(said).toBeNull();
    else expect(said).toMatch(words);
  });
});
