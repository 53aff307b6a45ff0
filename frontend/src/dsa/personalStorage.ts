/** What one browser remembers of how its owner likes to work. */

export type PersonalStorage = Pick<Storage, "getItem" | "setItem">;

/** Browsers that are told to refuse site data throw at the mere mention of localStorage; memory has to do there. */
export function personalStorage(): PersonalStorage {
  try {
    return localStorage;
  } catch {
    const values = new Map<string, string>();
    return {
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
    };
  }
}
