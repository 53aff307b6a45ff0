/** What a browser remembers for us. */

export type BrowserStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Of one tab, over a reload. */
export function tabStorage(): BrowserStorage {
  return orMemory(() => sessionStorage);
}

/** Of this browser, from visit to visit. */
export function lastingStorage(): BrowserStorage {
  return orMemory(() => localStorage);
}

/**
 * Browsers that are told to refuse site data throw at the mere mention of a storage, in private windows some at each writing, and
 * all when it is full: memory has to do there, until the page goes.
 */
export function orMemory(open: () => BrowserStorage): BrowserStorage {
  const values = new Map<string, string>();
  const attempt = <Value>(use: (storage: BrowserStorage) => Value, otherwise: Value): Value => {
    try {
      return use(open());
    } catch {
      return otherwise;
    }
  };
  return {
    getItem: (key) => values.get(key) ?? attempt((storage) => storage.getItem(key), null),
    setItem: (key, value) => {
      const isKept = attempt((storage) => {
        storage.setItem(key, value);
        return true;
      }, false);
      if (isKept) {
        values.delete(key);
        return;
      }
      values.set(key, value);
      // Rather nothing than what was right before.
      attempt((storage) => {
        storage.removeItem(key);
      }, undefined);
    },
    removeItem: (key) => {
      values.delete(key);
      attempt((storage) => {
        storage.removeItem(key);
      }, undefined);
    },
  };
}
