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

/** Browsers that are told to refuse site data throw at the mere mention of a storage; memory has to do there. */
function orMemory(open: () => Storage): BrowserStorage {
  try {
    return open();
  } catch {
    const values = new Map<string, string>();
    return {
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: (key) => void values.delete(key),
    };
  }
}
