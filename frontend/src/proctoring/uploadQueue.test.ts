import "fake-indexeddb/auto";

import { beforeEach, expect, it, vi } from "vitest";

import { createFakeClock, type FakeClock } from "../testing/fakeClock";
import { createUploadQueue, type UploadQueue, type UploadState } from "./uploadQueue";
import type { Incident, Outcome, ProctoringApi, Snapshot } from "./protocol";
import { openProctoringStore, type ProctoringStore } from "./store";

const ok: Outcome<null> = { kind: "ok", value: null };
const offline: Outcome<null> = { kind: "offline" };

let clock: FakeClock;
let store: ProctoringStore;
let answers: Outcome<null>[];
let sent: string[];
let states: UploadState[];
let refusals: string[];
let queue: UploadQueue;
let people = 0;

beforeEach(async () => {
  clock = createFakeClock();
  store = await openProctoringStore(`uploads:${(people += 1)}`);
  answers = [];
  sent = [];
  states = [];
  refusals = [];
  const answer = (what: string): Promise<Outcome<null>> => {
    sent.push(what);
    return Promise.resolve(answers.shift() ?? ok);
  };
  const api: Pick<ProctoringApi, "sendSnapshot" | "sendIncidents"> = {
    sendSnapshot: ({ sequence }: Snapshot) => answer(`snapshot ${sequence}`),
    sendIncidents: (incidents: readonly Incident[]) => answer(incidents.map(({ kind }) => kind).join(" ")),
  };
  queue = createUploadQueue({
    store,
    api,
    clock,
    onChange: (state) => states.push(state),
    onRefused: (code) => refusals.push(code),
  });
});

async function keep(count: number): Promise<void> {
  for (let number = 0; number < count; number += 1)
    await store.addSnapshot({
      clientId: `id ${number}`,
      capturedAt: "2026-11-22T10:00:00Z",
      reason: "interval",
      image: new Blob(["x"]),
    });
}

it("sends in order and forgets what arrived", async () => {
  await keep(3);
  queue.flush();
  await vi.waitFor(() => {
    expect(sent).toEqual(["snapshot 0", "snapshot 1", "snapshot 2"]);
    expect(states.at(-1)).toEqual({ waitingSnapshots: 0, isOffline: false });
  });
  expect(await store.countSnapshots()).toBe(0);
});

it("keeps what nobody took, says so, and sends it again in order, later and later", async () => {
  await keep(2);
  answers = [offline, offline, ok, ok];
  queue.flush();
  await vi.waitFor(() => {
    expect(states.at(-1)).toEqual({ waitingSnapshots: 2, isOffline: true });
  });
  expect(sent).toEqual(["snapshot 0"]);
  clock.advance(2000);
  await vi.waitFor(() => {
    expect(sent).toHaveLength(2);
    expect(clock.pendingCount()).toBe(1);
  });
  clock.advance(3999);
  expect(sent).toHaveLength(2);
  clock.advance(1);
  await vi.waitFor(() => {
    expect(sent).toEqual(["snapshot 0", "snapshot 0", "snapshot 0", "snapshot 1"]);
    expect(states.at(-1)).toEqual({ waitingSnapshots: 0, isOffline: false });
  });
});

it("waits as long as a busy server asks for", async () => {
  await keep(1);
  answers = [{ kind: "busy", retryAfterMs: 30_000 }, ok];
  queue.flush();
  await vi.waitFor(() => {
    expect(clock.pendingCount()).toBe(1);
  });
  clock.advance(29_999);
  expect(sent).toHaveLength(1);
  clock.advance(1);
  await vi.waitFor(() => {
    expect(sent).toHaveLength(2);
  });
});

it("tries at once when it is flushed, whatever the wait", async () => {
  await keep(1);
  answers = [offline, ok];
  queue.flush();
  await vi.waitFor(() => {
    expect(states.at(-1)?.isOffline).toBe(true);
  });
  queue.flush();
  await vi.waitFor(() => {
    expect(sent).toHaveLength(2);
    expect(clock.pendingCount()).toBe(0);
  });
});

it("gives up what is refused, tells why, and goes on", async () => {
  await keep(2);
  answers = [{ kind: "refused", status: 410, code: "not_active", detail: "" }, ok];
  queue.flush();
  await vi.waitFor(() => {
    expect(sent).toEqual(["snapshot 0", "snapshot 1"]);
    expect(states.at(-1)?.waitingSnapshots).toBe(0);
  });
  expect(refusals).toEqual(["not_active"]);
});

it("keeps everything and sends nothing more once the link opens nothing, until it does again", async () => {
  await keep(2);
  answers = [{ kind: "refused", status: 410, code: "invitation_revoked", detail: "" }];
  queue.flush();
  await vi.waitFor(() => {
    expect(refusals).toEqual(["invitation_revoked"]);
  });
  queue.flush();
  clock.advance(120_000);
  expect(sent).toEqual(["snapshot 0"]);
  expect(await store.countSnapshots()).toBe(2);
  queue.resume();
  await vi.waitFor(() => {
    expect(sent).toEqual(["snapshot 0", "snapshot 0", "snapshot 1"]);
  });
});

it("sends incidents together, ahead of the larger snapshots", async () => {
  await keep(1);
  await store.addIncident({ clientId: "a", kind: "tab_hidden", occurredAt: "2026-11-22T10:00:00Z" });
  await store.addIncident({ clientId: "b", kind: "tab_shown", occurredAt: "2026-11-22T10:00:01Z" });
  queue.flush();
  await vi.waitFor(() => {
    expect(sent).toEqual(["tab_hidden tab_shown", "snapshot 0"]);
  });
  await vi.waitFor(async () => {
    expect(await store.oldestIncidents(1)).toEqual([]);
  });
});

it("sends after a reload what the page before could not, under the same ids", async () => {
  await keep(2);
  answers = [offline];
  queue.flush();
  await vi.waitFor(() => {
    expect(states.at(-1)).toEqual({ waitingSnapshots: 2, isOffline: true });
  });
  const ids: string[] = [];
  const next = createUploadQueue({
    store: await openProctoringStore(`uploads:${people}`),
    api: {
      sendSnapshot: ({ clientId }) => {
        ids.push(clientId);
        return Promise.resolve(ok);
      },
      sendIncidents: () => Promise.resolve(ok),
    },
    clock: createFakeClock(),
    onChange: (state) => states.push(state),
    onRefused: (code) => refusals.push(code),
  });
  next.flush();
  await vi.waitFor(() => {
    expect(states.at(-1)).toEqual({ waitingSnapshots: 0, isOffline: false });
  });
  expect(ids).toEqual(["id 0", "id 1"]);
});

it("comes back later where the disk cannot be read for a moment", async () => {
  await keep(1);
  const read = vi.spyOn(store, "oldestSnapshot").mockRejectedValueOnce(new Error("no disk"));
  queue.flush();
  await vi.waitFor(() => {
    expect(clock.pendingCount()).toBe(1);
  });
  clock.advance(60_000);
  await vi.waitFor(() => {
    expect(sent).toEqual(["snapshot 0"]);
  });
  expect(read).toHaveBeenCalled();
});
