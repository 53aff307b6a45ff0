/** The candidate's own tests: kept in this browser at once, and on the server soon after, for every device. */
import type { Clock } from "../lib/clock";
import { classifyStatus } from "../lib/httpStatus";
import { createRetryQueue } from "../lib/retryQueue";
import { createSnapshotStore, type Snapshots } from "../lib/snapshots";
import type { DsaApi, OwnTest, OwnTestList, VisibleTest } from "./api";

export type OwnTestsState = "saved" | "waiting" | "refused";

export interface OwnTestsSnapshot {
  readonly byProblem: Readonly<Record<string, readonly OwnTest[]>>;
  readonly states: Readonly<Record<string, OwnTestsState>>;
}

export interface OwnTests extends Snapshots<OwnTestsSnapshot> {
  /** In place of the problem's tests, after a change by the candidate. */
  readonly set: (problemId: string, tests: readonly OwnTest[]) => void;
  /** What the server has. Tests that wait to be saved stay as they are here. */
  readonly receive: (lists: readonly OwnTestList[]) => void;
}

export interface OwnTestsDependencies {
  readonly api: Pick<DsaApi, "saveOwnTests">;
  readonly storage: Pick<Storage, "getItem" | "setItem">;
  readonly storageKey: string;
  readonly clock: Clock;
}

export const saveOwnTestsAfterMs = 1000;
const backoff = { firstMs: 2000, ceilingMs: 15_000 };

export function createOwnTests(dependencies: OwnTestsDependencies, problemIds: readonly string[]): OwnTests {
  const { api, storage, storageKey, clock } = dependencies;
  const store = createSnapshotStore<OwnTestsSnapshot>({ byProblem: {}, states: {} });
  const placeOf = (problemId: string): string => `${storageKey}/own-tests/${problemId}`;
  const testsOf = (problemId: string): readonly OwnTest[] => store.getSnapshot().byProblem[problemId] ?? [];
  const show = (problemId: string, tests: readonly OwnTest[], state: OwnTestsState): void => {
    const { byProblem, states } = store.getSnapshot();
    store.replace({ byProblem: { ...byProblem, [problemId]: tests }, states: { ...states, [problemId]: state } });
  };

  /** Problems whose tests are to be saved: what is sent is the list of the moment. */
  const queue = createRetryQueue<string>({
    clock,
    backoff,
    keyOf: (problemId) => problemId,
    send: async ([problemId]) => {
      if (problemId === undefined) return { kind: "accepted" };
      const sent = testsOf(problemId);
      const answer = await api.saveOwnTests(problemId, sent);
      const isLatest = testsOf(problemId) === sent;
      if (answer.kind === "ok") {
        if (isLatest) {
          storage.setItem(placeOf(problemId), "");
          show(problemId, sent, "saved");
        }
        return { kind: "accepted" };
      }
      if (answer.kind === "unreachable") return { kind: "transient" };
      if (classifyStatus(answer.status) === "transient") return { kind: "transient", retryAfterMs: answer.retryAfterMs };
      if (isLatest) show(problemId, sent, "refused");
      return { kind: "rejected" };
    },
  });
  queue.resume();

  const set = (problemId: string, tests: readonly OwnTest[]): void => {
    storage.setItem(placeOf(problemId), JSON.stringify(tests));
    show(problemId, tests, "waiting");
    queue.put([problemId], { delayMs: saveOwnTestsAfterMs });
  };

  for (const problemId of problemIds) {
    const kept = readKept(storage.getItem(placeOf(problemId)));
    if (kept !== null) set(problemId, kept);
  }
  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    set,
    receive: (lists) => {
      for (const { problemId, tests } of lists) {
        if (store.getSnapshot().states[problemId] !== "waiting") show(problemId, tests, "saved");
      }
    },
  };
}

function readKept(stored: string | null): readonly OwnTest[] | null {
  if (stored === null || stored === "") return null;
  try {
    return JSON.parse(stored) as readonly OwnTest[];
  } catch {
    return null;
  }
}

/** A test like the example. Line ends as a text field gives them back, so that the program reads what is shown. */
export function ownTestOf(
  { input, expectedOutput }: Pick<VisibleTest, "input"> & Pick<OwnTest, "expectedOutput">,
  name: string,
): OwnTest {
  const plain = (text: string): string => text.replaceAll(/\r\n?/g, "\n");
  return { name: `Like ${name}`, input: plain(input), expectedOutput: expectedOutput === null ? null : plain(expectedOutput) };
}

/** `Own test 2` where it has no name of its own. */
export function ownTestName({ name }: OwnTest, index: number): string {
  return name.trim() === "" ? `Own test ${index + 1}` : name;
}
