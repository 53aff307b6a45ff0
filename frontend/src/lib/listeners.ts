/** Whoever wants to hear of something, each ending on their own. */
export interface Listeners<Args extends readonly unknown[]> {
  /** Returns the function that ends it. */
  readonly add: (listener: (...args: Args) => void) => () => void;
  readonly call: (...args: Args) => void;
}

export function createListeners<Args extends readonly unknown[]>(): Listeners<Args> {
  const entries = new Set<(...args: Args) => void>();
  return {
    add: (listener) => {
      // Wrapped, so that the same function added twice is called twice and each ends alone.
      const entry = (...args: Args): void => {
        listener(...args);
      };
      entries.add(entry);
      return () => {
        entries.delete(entry);
      };
    },
    call: (...args) => {
      for (const entry of [...entries]) entry(...args);
    },
  };
}
