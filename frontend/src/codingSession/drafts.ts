/**
 * Keeps the code in the editor saved: on this machine at once, on the server soon after.
 *
 * Each problem and language has a draft of its own. A save names the version that it was made from, so what another device
 * saved in between is never overwritten: both versions are then shown, and the candidate chooses.
 */
import { type Clock, createTimer, type Timer } from "../lib/clock";
import { classifyStatus } from "../lib/httpStatus";
import { createRetryQueue, type SendOutcome } from "../lib/retryQueue";
import { createSnapshotStore, type Snapshots } from "../lib/snapshots";
import type { Answer, Draft, DraftChange, DsaApi, Refusal } from "./api";
import { type DraftKey, nameOf } from "./draftKey";
import type { LocalDraft, LocalDrafts } from "./localDrafts";

export type DraftState =
  /** Nobody has typed anything. */
  | { readonly kind: "untouched" }
  | { readonly kind: "saved"; readonly savedAt: string }
  /** Typed, and about to be saved. */
  | { readonly kind: "changed" }
  | { readonly kind: "saving" }
  | { readonly kind: "offline" }
  /** The server does not take it; `detail` says why. */
  | { readonly kind: "refused"; readonly detail: string }
  | { readonly kind: "conflict"; readonly theirs: Draft };

export interface DraftView extends DraftKey {
  readonly sourceCode: string;
  readonly state: DraftState;
}

export interface DraftsSnapshot {
  readonly drafts: readonly DraftView[];
}

export interface Drafts extends Snapshots<DraftsSnapshot> {
  readonly find: (key: DraftKey) => DraftView | null;
  readonly edit: (key: DraftKey, sourceCode: string) => void;
  /** Takes in what the server has: at the beginning, and later what other devices saved. */
  readonly receive: (drafts: readonly Draft[]) => void;
  /** Saves what is not saved yet, now, and waits for the answers. With `outlive` the requests survive the page. */
  readonly flush: (options?: { readonly outlive: boolean }) => Promise<void>;
  /** Tells the server that this is the code to go by, of several languages, though nothing in it has changed. */
  readonly choose: (key: DraftKey) => void;
  readonly resolve: (key: DraftKey, choice: "mine" | "theirs") => void;
  /** The session is over: nothing more is sent. */
  readonly stop: () => void;
  /** It goes on after all. */
  readonly resume: () => void;
}

export interface DraftsDependencies {
  readonly api: Pick<DsaApi, "saveDraft">;
  readonly local: LocalDrafts;
  readonly clock: Clock;
  /** The editor shows other code now, which another device saved. */
  readonly onReplaced: (draft: DraftView) => void;
  /** The server does not take a draft, perhaps because the session is over. */
  readonly onRefused: (refusal: Refusal) => void;
}

export const saveAfterMs = 1500;
const backoff = { firstMs: 2000, ceilingMs: 15_000 };
/** Drafts do not build on each other: only the saves of the same one have to go one after the other. */
const maxParallelSaves = 8;

interface Entry extends DraftKey {
  sourceCode: string;
  /** What the server has, as far as we know; null for nothing. */
  saved: Draft | null;
  /** What is on its way to the server. */
  sent: string | null;
  state: DraftState;
  /** It is among the pending changes. */
  isPending: boolean;
  /** Runs out when the typing has paused. */
  readonly debounce: Timer;
}

/** `restored` are the drafts that this machine kept because they had not reached the server. */
export function createDrafts(dependencies: DraftsDependencies, restored: readonly LocalDraft[]): Drafts {
  const { api, local, clock, onReplaced, onRefused } = dependencies;
  const entries = new Map<string, Entry>();
  const unsent = new Map(restored.map((draft) => [nameOf(draft), draft]));
  const store = createSnapshotStore<DraftsSnapshot>({ drafts: [] });
  /** What is shown of drafts that wait for the same network, or the same server, as the one that failed. */
  let lastFailure: DraftState = { kind: "offline" };
  let isStopped = false;

  const viewOf = ({ problemId, language, sourceCode, state }: Entry): DraftView => ({ problemId, language, sourceCode, state });
  const publish = (): void => {
    store.replace({ drafts: [...entries.values()].map(viewOf) });
  };
  const setState = (entry: Entry, state: DraftState): void => {
    entry.state = state;
    publish();
  };
  const entryOf = (key: DraftKey): Entry => {
    const found = entries.get(nameOf(key));
    if (found !== undefined) return found;
    const { problemId, language } = key;
    const fresh: Entry = {
      problemId,
      language,
      sourceCode: "",
      saved: null,
      sent: null,
      state: { kind: "untouched" },
      isPending: false,
      debounce: createTimer(clock),
    };
    entries.set(nameOf(key), fresh);
    return fresh;
  };
  const isUnsaved = (entry: Entry): boolean => entry.state.kind !== "untouched" && entry.saved?.sourceCode !== entry.sourceCode;

  const keepLocally = ({ problemId, language, sourceCode, saved, sent }: Entry): void => {
    void local.put({ problemId, language, sourceCode, baseVersion: saved?.version ?? 0, sentSourceCode: sent });
  };

  /** Drafts to be saved, by their keys: what a save sends is the code of the moment. */
  const pendingChanges = createRetryQueue<DraftKey>({
    clock,
    backoff,
    window: maxParallelSaves,
    keyOf: nameOf,
    send: async ([key]) => {
      if (key === undefined) return { kind: "accepted" };
      const entry = entryOf(key);
      if (needsSaving(entry)) return send(entry, { outlive: false });
      // It was taken back, or became a conflict, while it waited.
      entry.isPending = false;
      return { kind: "accepted" };
    },
  });
  pendingChanges.resume();

  /** A conflict is for the candidate to resolve first. */
  const needsSaving = (entry: Entry): boolean => entry.state.kind !== "conflict" && isUnsaved(entry);

  const save = (entry: Entry): void => {
    if (isStopped || !needsSaving(entry) || entry.sent === entry.sourceCode) return;
    entry.debounce.cancel();
    entry.isPending = true;
    if (pendingChanges.getSnapshot().mode === "backingOff") setState(entry, lastFailure);
    const { problemId, language } = entry;
    pendingChanges.put([{ problemId, language }]);
  };

  const scheduleSave = (entry: Entry): void => {
    if (isStopped || entry.isPending) return;
    entry.debounce.start(saveAfterMs, () => {
      save(entry);
    });
  };

  const send = async (entry: Entry, options: { readonly outlive: boolean }): Promise<SendOutcome> => {
    const { problemId, language, sourceCode, saved } = entry;
    entry.debounce.cancel();
    entry.sent = sourceCode;
    keepLocally(entry);
    setState(entry, { kind: "saving" });
    const answer = await saveOnServer({ problemId, language, sourceCode, baseVersion: saved?.version ?? 0 }, options);
    entry.sent = null;
    entry.isPending = false;
    if (answer.kind === "ok") {
      accept(entry, answer.value);
      return { kind: "accepted" };
    }
    if (answer.kind === "unreachable") return fail(entry, { kind: "offline" }, null);
    if (answer.current !== null) {
      reconcile(entry, answer.current);
      return { kind: "rejected" };
    }
    if (classifyStatus(answer.status) === "transient")
      return fail(entry, { kind: "refused", detail: "trying again" }, answer.retryAfterMs);
    setState(entry, { kind: "refused", detail: answer.detail });
    onRefused(answer);
    return { kind: "rejected" };
  };

  const saveOnServer = async (change: DraftChange, options: { readonly outlive: boolean }): Promise<Answer<Draft>> => {
    try {
      return await api.saveDraft(change, options);
    } catch (error) {
      // An answer of a shape that this page does not know: whoever listens for errors hears of it, and the draft is sent again.
      reportError(error);
      return { kind: "unreachable" };
    }
  };

  /** For the sake of a page that goes away: past the queue, which waits for the answers to earlier saves. */
  const sendToOutlive = async (entry: Entry): Promise<void> => {
    const outcome = await send(entry, { outlive: true });
    // The page is still there.
    if (outcome.kind === "transient") pendingChanges.put([{ problemId: entry.problemId, language: entry.language }]);
  };

  const fail = (entry: Entry, state: DraftState, retryAfterMs: number | null): SendOutcome => {
    entry.isPending = true;
    lastFailure = state;
    setState(entry, state);
    return { kind: "transient", retryAfterMs };
  };

  /** Every save that is on its way has its answer, whatever that is. */
  const untilAnswered = (): Promise<void> =>
    new Promise((resolve) => {
      const unsubscribe = pendingChanges.subscribe(() => {
        finishIfAnswered();
      });
      const finishIfAnswered = (): void => {
        if (pendingChanges.getSnapshot().isSending) return;
        unsubscribe();
        resolve();
      };
      finishIfAnswered();
    });

  /** The server has this draft, and we have built on it. */
  const accept = (entry: Entry, draft: Draft): void => {
    entry.saved = draft;
    if (isUnsaved(entry)) {
      keepLocally(entry);
      setState(entry, { kind: "changed" });
      scheduleSave(entry);
    } else {
      void local.settle(entry);
      setState(entry, { kind: "saved", savedAt: draft.savedAt });
    }
  };

  /** Another device's draft meets ours. */
  const reconcile = (entry: Entry, theirs: Draft): void => {
    if (theirs.sourceCode === entry.sourceCode) {
      accept(entry, theirs);
    } else if (!isUnsaved(entry)) {
      entry.sourceCode = theirs.sourceCode;
      accept(entry, theirs);
      onReplaced(viewOf(entry));
    } else {
      entry.debounce.cancel();
      keepLocally(entry);
      setState(entry, { kind: "conflict", theirs });
    }
  };

  const receiveOne = (draft: Draft): void => {
    const entry = entryOf(draft);
    // What a save of ours brings is told by its own answer.
    if (entry.sent !== null || draft.version <= (entry.saved?.version ?? 0)) return;
    const ours = unsent.get(nameOf(draft));
    if (entry.state.kind === "untouched" && ours === undefined) {
      entry.sourceCode = draft.sourceCode;
      entry.saved = draft;
      setState(entry, { kind: "saved", savedAt: draft.savedAt });
      onReplaced(viewOf(entry));
      return;
    }
    if (ours !== undefined) {
      unsent.delete(nameOf(draft));
      entry.sourceCode = ours.sourceCode;
      // Ours was made from this version, or from one that arrived without our hearing of it.
      if (draft.version === ours.baseVersion || draft.sourceCode === ours.sentSourceCode) {
        entry.state = { kind: "changed" };
        accept(entry, draft);
        return;
      }
      entry.state = { kind: "changed" };
    }
    reconcile(entry, draft);
  };

  return {
    getSnapshot: store.getSnapshot,
    subscribe: store.subscribe,
    find: (key) => {
      const entry = entries.get(nameOf(key));
      return entry === undefined || entry.state.kind === "untouched" ? null : viewOf(entry);
    },
    edit: (key, sourceCode) => {
      const entry = entryOf(key);
      if (entry.state.kind !== "untouched" && entry.sourceCode === sourceCode) return;
      entry.sourceCode = sourceCode;
      if (entry.state.kind === "untouched") entry.state = { kind: "changed" };
      keepLocally(entry);
      if (entry.state.kind === "conflict" || entry.sent !== null) {
        publish();
        return;
      }
      if (entry.saved !== null && !isUnsaved(entry)) {
        // Typed, and taken back again.
        entry.debounce.cancel();
        accept(entry, entry.saved);
        return;
      }
      // While there is no network it stays said so, and the next try is on its way already.
      if (entry.isPending && entry.state.kind !== "saved") publish();
      else setState(entry, { kind: "changed" });
      scheduleSave(entry);
    },
    receive: (drafts) => {
      drafts.forEach(receiveOne);
      // Drafts of this machine that the server has never heard of.
      for (const ours of unsent.values()) {
        const entry = entryOf(ours);
        entry.sourceCode = ours.sourceCode;
        entry.state = { kind: "changed" };
        save(entry);
        onReplaced(viewOf(entry));
      }
      unsent.clear();
      publish();
    },
    flush: async ({ outlive } = { outlive: false }) => {
      if (isStopped) return;
      if (outlive) {
        await Promise.all([...entries.values()].filter(needsSaving).map(sendToOutlive));
        return;
      }
      pendingChanges.retryNow();
      for (const entry of entries.values()) save(entry);
      await untilAnswered();
    },
    choose: (key) => {
      const { saved, state, sourceCode } = entryOf(key);
      // What is unsaved will be the latest anyway.
      if (isStopped || saved === null || state.kind !== "saved") return;
      void api.saveDraft({ ...key, sourceCode, baseVersion: saved.version });
    },
    resolve: (key, choice) => {
      const entry = entryOf(key);
      if (entry.state.kind !== "conflict") return;
      const { theirs } = entry.state;
      entry.saved = theirs;
      if (choice === "theirs") {
        // Ours is given up, on this machine as well: a reload would bring it back as a new conflict.
        void local.settle({ ...key, sourceCode: entry.sourceCode });
        entry.sourceCode = theirs.sourceCode;
        entry.state = { kind: "changed" };
        accept(entry, theirs);
        onReplaced(viewOf(entry));
      } else {
        keepLocally(entry);
        setState(entry, { kind: "changed" });
        save(entry);
      }
    },
    stop: () => {
      isStopped = true;
      pendingChanges.pause();
      for (const entry of entries.values()) entry.debounce.cancel();
    },
    resume: () => {
      isStopped = false;
      pendingChanges.resume();
      for (const entry of entries.values()) save(entry);
    },
  };
}

/** For the header: `Saved 12:03`, `Not saved: offline`. */
export function draftWords(state: DraftState, hour: (iso: string) => string): string {
  switch (state.kind) {
    case "untouched":
      return "Nothing to save yet";
    case "saved":
      return `Saved ${hour(state.savedAt)}`;
    case "changed":
      return "Not saved yet";
    case "saving":
      return "Saving";
    case "offline":
      return "Not saved: offline";
    case "refused":
      return `Not saved: ${state.detail}`;
    case "conflict":
      return "Not saved: two versions";
  }
}
