/** Moments that the call benchmark reads from the browser's performance timeline; documented for `make bench-call`. */
export const performanceMarks = {
  join: "talentsync:join",
  joined: "talentsync:joined",
  connected: (userId: string) => `talentsync:connected:${userId}`,
  firstFrame: (userId: string) => `talentsync:first-frame:${userId}`,
} as const;

export interface MarkOnce {
  readonly mark: (name: string) => void;
  /** A new join: everything may be marked again. */
  readonly reset: () => void;
}

export function createMarkOnce(mark: (name: string) => void): MarkOnce {
  const marked = new Set<string>();
  return {
    mark: (name) => {
      if (marked.has(name)) return;
      marked.add(name);
      mark(name);
    },
    reset: () => {
      marked.clear();
    },
  };
}
