/** Changes that the server does not have yet, in the browser's IndexedDB: they survive a reload and a flat battery. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";

import { createDeferredWrites } from "../lib/deferredWrites";
import type { DraftKey } from "./draftKey";

export type ChangeOrigin = "typed" | "pasted" | "dropped" | "completed" | "restored";
export type TextOrigin = "starter" | "loaded";

export type WhatChanged =
  | { readonly origin: ChangeOrigin; readonly changes: readonly unknown[] }
  /** All of the code: with it a stream begins, and with it other code takes the editor's place. */
  | { readonly origin: TextOrigin; readonly text: string };

export interface LoggedChange extends DraftKey {
  readonly stream: string;
  readonly device: string;
  /** The place in the stream, from 0. */
  readonly sequence: number;
  readonly change: WhatChanged & { readonly at: number };
}

export interface LocalDraftLog {
  /** Each stream's in their order. */
  readonly load: () => Promise<readonly LoggedChange[]>;
  readonly put: (change: LoggedChange) => Promise<void>;
  readonly settle: (changes: readonly Pick<LoggedChange, "stream" | "sequence">[]) => Promise<void>;
}

type Key = [session: string, stream: string, sequence: number];

interface Schema extends DBSchema {
  changes: { key: Key; value: LoggedChange & { session: string } };
}

/** `session` keeps the changes of several sessions in one browser apart. */
export async function openLocalDraftLog(session: string): Promise<LocalDraftLog> {
  let database: IDBPDatabase<Schema>;
  try {
    // Not in the drafts' database: a page of an older version that has it open would keep this one waiting.
    database = await openDB<Schema>("talentsync-dsa-log", 1, {
      upgrade: (fresh) => {
        fresh.createObjectStore("changes", { keyPath: ["session", "stream", "sequence"] });
      },
    });
  } catch {
    // Some browsers refuse site data. Then the open page is all the memory there is, and the server.
    return { load: () => Promise.resolve([]), put: () => Promise.resolve(), settle: () => Promise.resolve() };
  }
  const writes = createDeferredWrites<LoggedChange>(async (changes) => {
    const transaction = database.transaction("changes", "readwrite");
    await Promise.all([...changes.map((change) => transaction.store.put({ ...change, session })), transaction.done]);
  });
  return {
    load: async () => {
      await writes.written();
      const stored = await database.getAll("changes", IDBKeyRange.bound([session], [session, []]));
      return stored.map(({ problemId, language, stream, device, sequence, change }) => ({
        problemId,
        language,
        stream,
        device,
        sequence,
        change,
      }));
    },
    put: writes.put,
    settle: async (changes) => {
      await writes.written();
      const transaction = database.transaction("changes", "readwrite");
      await Promise.all(changes.map(({ stream, sequence }) => transaction.store.delete([session, stream, sequence])));
      await transaction.done;
    },
  };
}
