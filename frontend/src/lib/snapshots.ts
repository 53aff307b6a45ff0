/** One immutable value that changes by being replaced. */
export interface Snapshots<Snapshot> {
  readonly getSnapshot: () => Snapshot;
  /** Calls back after every change; returns the function that ends it. */
  readonly subscribe: (listener: () => void) => () => void;
}

export interface SnapshotStore<Snapshot> extends Snapshots<Snapshot> {
  readonly replace: (next: Snapshot) => void;
}

/** Holds one immutable value. Listeners hear of every change; setting the very same object is no change. */
export function createSnapshotStore<Snapshot extends object>(initial: Snapshot): SnapshotStore<Snapshot> {
  let current = initial;
  const listeners = new Set<() => void>();
  return {
    getSnapshot: () => current,
    subscribe: (listener) => {
      // Wrapped, so that the same function subscribed twice is called twice and each ends alone.
      const entry = (): void => {
        listener();
      };
      listeners.add(entry);
      return () => {
        listeners.delete(entry);
      };
    },
    replace: (next) => {
      if (next === current) return;
      current = next;
      for (const listener of [...listeners]) listener();
    },
  };
}
