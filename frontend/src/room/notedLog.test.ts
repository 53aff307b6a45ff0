import { expect, it } from "vitest";

import type { ActivitySyncAck, RecentActivity } from "../protocol";
import type { RequestResult } from "../rtc/requests";
import { createNotedLog, type NotedLog } from "./notedLog";

const note = (kind: RecentActivity["kind"], at: string): RecentActivity => ({ kind, name: "Cara", at });

function logWith(answer: ActivitySyncAck | null): NotedLog {
  return createNotedLog(() =>
    Promise.resolve(answer === null ? { ok: false, error: { code: "disconnected", message: "" } } : { ok: true, value: answer }),
  );
}

it("gives who comes later what was noted before", async () => {
  const log = logWith({ activities: [note("paste", "1"), note("hidden", "2")], outOfSight: ["cara"] });
  expect(await log.refresh()).toBe(true);
  expect(log.entries().map(({ at }) => at)).toEqual(["1", "2"]);
  expect(log.isAway("cara")).toBe(true);
});

it("ends a mark whose end was told while nothing got through", async () => {
  const log = logWith({ activities: [note("hidden", "1"), note("visible", "2")], outOfSight: [] });
  log.add(note("hidden", "1"), "cara");
  expect(log.isAway("cara")).toBe(true);
  await log.refresh();
  expect(log.isAway("cara")).toBe(false);
  expect(log.entries().map(({ kind }) => kind)).toEqual(["hidden", "visible"]);
});

it("keeps what is told while the server is asked, once", async () => {
  const log = logWith({ activities: [note("hidden", "1"), note("visible", "2")], outOfSight: [] });
  const asked = log.refresh();
  log.add(note("visible", "2"), "cara");
  log.add(note("hidden", "3"), "cara");
  await asked;
  expect(log.entries().map(({ at }) => at)).toEqual(["1", "2", "3"]);
  expect(log.isAway("cara")).toBe(true);
});

it("keeps what is told while the server is asked, also when it is asked again before it has answered", async () => {
  const answers: ((answer: RequestResult<ActivitySyncAck>) => void)[] = [];
  const log = createNotedLog(() => new Promise((resolve) => answers.push(resolve)));
  const first = log.refresh();
  log.add(note("hidden", "1"), "cara");
  void log.refresh();
  answers[0]?.({ ok: true, value: { activities: [], outOfSight: [] } });
  expect(await first).toBe(true);
  expect(log.entries().map(({ at }) => at)).toEqual(["1"]);
  expect(log.isAway("cara")).toBe(true);
});

it("takes a note that comes twice once, and leaves to a later one what comes late", () => {
  const log = logWith(null);
  expect(log.add(note("hidden", "1"), "cara")).toBe(true);
  expect(log.add(note("visible", "3"), "cara")).toBe(true);
  expect(log.add(note("hidden", "1"), "cara")).toBe(false);
  expect(log.isAway("cara")).toBe(false);
  expect(log.add(note("hidden", "2"), "cara")).toBe(true);
  expect(log.isAway("cara")).toBe(false);
  expect(log.entries().map(({ at }) => at)).toEqual(["1", "2", "3"]);
});

it("stays as it is without an answer, and forgets who left", async () => {
  const log = logWith(null);
  log.add(note("hidden", "1"), "cara");
  expect(await log.refresh()).toBe(false);
  expect(log.isAway("cara")).toBe(true);
  log.keepOnly(new Set(["dan"]));
  expect(log.isAway("cara")).toBe(false);
  expect(log.entries()).toHaveLength(1);
});
