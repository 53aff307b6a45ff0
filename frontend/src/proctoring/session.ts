/** What the coding session's page tells other scripts, by events on the document. */

export type SessionState = "waiting" | "active" | "finished";

export interface SessionNews {
  readonly state: () => SessionState;
  readonly onStarted: (listener: () => void) => void;
  readonly onSubmitted: (listener: () => void) => void;
  readonly onFinished: (listener: () => void) => void;
  /** The link opens the session no more. */
  readonly onClosed: (listener: () => void) => void;
}

export function listenToSession(target: Pick<Document, "addEventListener">, initial: SessionState): SessionNews {
  let state = initial;
  const listen = (name: string, listener: () => void): void => {
    target.addEventListener(`talentsync:${name}`, () => {
      listener();
    });
  };
  // First, so that `state` is right by the time that the others hear of it.
  listen("session-started", () => {
    state = "active";
  });
  listen("session-finished", () => {
    state = "finished";
  });
  return {
    state: () => state,
    onStarted: (listener) => {
      listen("session-started", listener);
    },
    onSubmitted: (listener) => {
      listen("submitted", listener);
    },
    onFinished: (listener) => {
      listen("session-finished", listener);
    },
    onClosed: (listener) => {
      listen("session-closed", listener);
    },
  };
}
