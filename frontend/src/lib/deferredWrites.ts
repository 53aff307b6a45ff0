/**
 * Writes to a database in the turn after the one that asked for it, all that has gathered at once.
 *
 * Beginning a transaction of IndexedDB takes about a millisecond, for which a letter that was typed would have to wait.
 */
export interface DeferredWrites<Value> {
  /** Resolves when it is written. */
  readonly put: (value: Value) => Promise<void>;
  /** Resolves when nothing waits to be written; whoever put it hears of what could not be. */
  readonly written: () => Promise<void>;
}

export function createDeferredWrites<Value>(write: (values: readonly Value[]) => Promise<void>): DeferredWrites<Value> {
  const gathered: Value[] = [];
  let writing: Promise<void> | null = null;
  let start: () => void = () => undefined;

  const begin = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      start = resolve;
      setTimeout(resolve);
    });
    writing = null;
    await write(gathered.splice(0));
  };
  // There may be no turn after this one.
  window.addEventListener("pagehide", () => {
    start();
  });
  return {
    put: (value) => {
      gathered.push(value);
      return (writing ??= begin());
    },
    written: () => writing?.catch(() => undefined) ?? Promise.resolve(),
  };
}
