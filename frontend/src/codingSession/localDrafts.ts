/** Drafts that the server does not have yet, in the browser's IndexedDB: they survive a reload and a flat battery. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";

import { createDeferredWrites } from "../lib/deferredWrites";

export interface LocalDraft {
  readonly problemId: string;
  readonly language: string;
  readonly sourceCode: string;
  /** The version on the server that it was made from. */
  readonly baseVersion: number;
  /** What was on its way to the server when this was written; null for nothing. It may have arrived. */
  readonly sentSourceCode: string | null;
}

export interface LocalDrafts {
  readonly load: () => Promise<readonly LocalDraft[]>;
  readonly put: (draft: LocalDraft) => Promise<void>;
  /** Forgets the draft, unless another tab has written something else meanwhile. */
  readonly settle: (draft: Pick<LocalDraft, "problemId" | "language" | "sourceCode">) => Promise<void>;
}

interface Schema extends DBSchema {
  drafts: { key: [session: string, problemId: string, language: string]; value: LocalDraft & { session: string } };
}

/** `session` keeps the drafts of several sessions in one browser apart. */
export async function openLocalDrafts(session: string): Promise<LocalDrafts> {
  let database: IDBPDatabase<Schema>;
  try {
    database = await openDB<Schema>("talentsync-dsa", 1, {
      upgrade: (fresh) => {
        fresh.createObjectStore("drafts", { keyPath: ["session", "problemId", "language"] });
      },
    });
  } catch {
    // Some browsers refuse site data. Then the open page is all the memory there is, and the server.
    return { load: () => Promise.resolve([]), put: () => Promise.resolve(), settle: () => Promise.resolve() };
  }
  const writes = createDeferredWrites<LocalDraft>(async (drafts) => {
    const transaction = database.transaction("drafts", "readwrite");
    // Of the same code the newest stays.
    await Promise.all([...drafts.map((draft) => transaction.store.put({ ...draft, session })), transaction.done]);
  });
  return {
    load: async () => {
      await writes.written();
      return await database.getAll("drafts", IDBKeyRange.bound([session], [session, []]));
    },
    put: writes.put,
    settle: async ({ problemId, language, sourceCode }) => {
      await writes.written();
      const transaction = database.transaction("drafts", "readwrite");
      const key: Schema["drafts"]["key"] = [session, problemId, language];
      const stored = await transaction.store.get(key);
      if (stored?.sourceCode === sourceCode) await transaction.store.delete(key);
      await transaction.done;
    },
  };
}
