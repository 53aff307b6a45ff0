/** Changes that the server has not acknowledged, kept in the browser: a reload or a crash in the middle of an outage loses nothing. */
import { openDB, type DBSchema } from "idb";

/** One page's changes. Pages of the same person in the same room keep theirs beside each other. */
export interface Draft {
  readonly pageId: string;
  /** A Yjs update with all of them. */
  readonly update: Uint8Array;
  readonly changes: number;
}

export interface DraftStore {
  readonly load: () => Promise<readonly Draft[]>;
  readonly save: (draft: Draft) => Promise<void>;
  readonly forget: (pageIds: readonly string[]) => Promise<void>;
}

interface Schema extends DBSchema {
  drafts: { key: [scope: string, pageId: string]; value: Draft & { readonly scope: string } };
}

/** `scope` tells rooms and people apart who use the same browser. */
export async function openDraftStore(scope: string): Promise<DraftStore> {
  const database = await openDB<Schema>("talentsync-document", 1, {
    upgrade: (created) => {
      created.createObjectStore("drafts", { keyPath: ["scope", "pageId"] });
    },
  });
  return {
    load: () => database.getAll("drafts", IDBKeyRange.bound([scope], [scope, []])),
    save: async (draft) => {
      const transaction = database.transaction("drafts", "readwrite");
      const put = transaction.store.put({ scope, ...draft });
      // Nothing follows, and nobody may be there any more to say so.
      transaction.commit();
      await Promise.all([put, transaction.done]);
    },
    forget: async (pageIds) => {
      const transaction = database.transaction("drafts", "readwrite");
      await Promise.all([...pageIds.map((pageId) => transaction.store.delete([scope, pageId])), transaction.done]);
    },
  };
}

/** Browsers that refuse to store anything still edit: only a reload during an outage loses what was typed meanwhile. */
export const noDrafts: DraftStore = {
  load: () => Promise.resolve([]),
  save: () => Promise.resolve(),
  forget: () => Promise.resolve(),
};

export interface DraftKeeper {
  readonly load: () => Promise<readonly Draft[]>;
  /** Sees to it that the store holds this page's changes as `current` tells them, one write at a time. */
  readonly refresh: () => void;
  /** The same beside a write that is under way: the page may be gone before that has ended. */
  readonly refreshNow: () => void;
}

export interface DraftKeeperOptions {
  readonly store: DraftStore;
  readonly pageId: string;
  /** What the server has yet to acknowledge; null for nothing. */
  readonly current: () => Omit<Draft, "pageId"> | null;
  readonly warn: (message: string, detail: unknown) => void;
}

export function createDraftKeeper({ store, pageId, current, warn }: DraftKeeperOptions): DraftKeeper {
  // Of this page and of those before it, whose changes are ours now.
  const keptIds = new Set<string>();
  let isWriting = false;
  let isStale = false;

  async function write(): Promise<void> {
    const changes = current();
    if (changes !== null) {
      keptIds.add(pageId);
      await store.save({ pageId, ...changes });
    } else if (keptIds.size > 0) {
      await store.forget([...keptIds]);
      keptIds.clear();
    }
  }

  function takeStale(): boolean {
    const wasStale = isStale;
    isStale = false;
    return wasStale;
  }

  async function tryToWrite(): Promise<void> {
    try {
      await write();
    } catch (error) {
      warn("keeping changes in the browser", error);
    }
  }

  async function writeUntilFresh(): Promise<void> {
    isWriting = true;
    while (takeStale()) await tryToWrite();
    isWriting = false;
  }

  return {
    load: async () => {
      const drafts = await store.load();
      for (const draft of drafts) keptIds.add(draft.pageId);
      return drafts;
    },
    refresh: () => {
      isStale = true;
      if (!isWriting) void writeUntilFresh();
    },
    // The store keeps the order of what it is given.
    refreshNow: () => void tryToWrite(),
  };
}
