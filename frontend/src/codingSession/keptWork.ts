/** Loads what is kept of somebody's work, on this machine and on the server, before they can go on with it. */
import type { Extension } from "@codemirror/state";

import type { Clock } from "../lib/clock";
import { randomUuid } from "../lib/randomUuid";
import type { ServerClock } from "../lib/serverClock";
import type { Answer, DsaApi, Session } from "./api";
import { createDraftLog, type DraftLog } from "./draftLog";
import { createDrafts, type Drafts, type DraftsDependencies } from "./drafts";
import { loadLanguages } from "./languageExtensions";
import { openLocalDraftLog } from "./localDraftLog";
import { openLocalDrafts } from "./localDrafts";
import { createOwnTests, type OwnTests } from "./ownTests";

export interface KeptWork {
  readonly drafts: Drafts;
  readonly ownTests: OwnTests;
  readonly log: DraftLog;
  readonly languages: ReadonlyMap<string, Extension>;
}

export interface KeptWorkOptions extends Pick<DraftsDependencies, "onRefused" | "onReplaced"> {
  readonly session: Session;
  readonly api: DsaApi;
  readonly clock: Clock;
  readonly storage: Pick<Storage, "getItem" | "setItem">;
  readonly storageKey: string;
  readonly openLog: () => Promise<DraftLog>;
  readonly refreshSubmissions: () => Promise<void>;
}

export async function loadKeptWork(options: KeptWorkOptions): Promise<KeptWork> {
  const { session, api, clock, storage, storageKey, openLog, refreshSubmissions, onRefused, onReplaced } = options;
  const local = await openLocalDrafts(storageKey);
  const [restored, log, languages, stored, storedOwnTests] = await Promise.all([
    local.load(),
    openLog(),
    loadLanguages(session),
    untilAnswered(api.drafts, clock),
    untilAnswered(api.ownTests, clock),
    refreshSubmissions(),
  ]);
  const drafts = createDrafts({ api, local, clock, onRefused, onReplaced }, restored);
  drafts.receive(stored);
  const ownTests = createOwnTests(
    { api, storage, storageKey, clock },
    session.problems.map(({ problemId }) => problemId),
  );
  ownTests.receive(storedOwnTests);
  return { drafts, ownTests, log, languages };
}

const askAgainMs = 3000;

/** Asks until there is an answer: nothing may be typed over code that is not here yet. */
async function untilAnswered<Value>(ask: () => Promise<Answer<Value>>, clock: Clock): Promise<Value> {
  for (;;) {
    const answer = await ask();
    if (answer.kind === "ok") return answer.value;
    await new Promise<void>((resolve) => {
      clock.after(answer.kind === "refused" ? (answer.retryAfterMs ?? askAgainMs) : askAgainMs, resolve);
    });
  }
}

export type KeptLogOptions = Pick<KeptWorkOptions, "api" | "clock" | "storage" | "storageKey"> & Pick<ServerClock, "nowMs">;

/** The log of drafts, with what an earlier page could not send. */
export async function loadDraftLog({ api, clock, storage, storageKey, nowMs }: KeptLogOptions): Promise<DraftLog> {
  const local = await openLocalDraftLog(storageKey);
  const device = deviceOf(storage, storageKey);
  return createDraftLog({ api, local, clock, nowMs, newId: randomUuid, device }, await local.load());
}

/** Names this browser to the session, and to nothing else. */
function deviceOf(storage: KeptWorkOptions["storage"], storageKey: string): string {
  const known = storage.getItem(`${storageKey}/device`);
  if (known !== null) return known;
  const device = randomUuid();
  storage.setItem(`${storageKey}/device`, device);
  return device;
}
