/** What one tab remembers over a reload. */

export type TabStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/** Browsers that are told to refuse site data throw at the mere mention of sessionStorage; memory has to do there. */
export function tabStorage(): TabStorage {
  try {
    return sessionStorage;
  } catch {
    const values = new Map<string, string>();
    return {
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: (key) => void values.delete(key),
    };
  }
}
