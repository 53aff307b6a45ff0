/** Has a language server check the code that is open: fetched in a quiet moment, and only for languages that have one. */
import { Compartment, type Extension } from "@codemirror/state";
import { type EditorView, ViewPlugin } from "@codemirror/view";

import { type ServerKind, serverKindOf } from "./languageServer/kinds";
import type { PreferenceStore } from "./preferences";

/** `none`: the language has no server, or the person wants none. */
export interface ServerStatus {
  readonly state: "none" | "loading" | "ready" | "failed";
  readonly language: string;
  /** After a failure. */
  readonly retry?: () => void;
}

export interface LanguageServerOptions {
  readonly language: string;
  readonly file: string;
  readonly preferences: PreferenceStore;
  readonly onStatus: (status: ServerStatus) => void;
  readonly warn: (message: string, detail: unknown) => void;
}

const attached = new Compartment();
/** A page has more to do than this when it opens an editor. */
const quietWithinMs = 2000;

export function languageServer(options: LanguageServerOptions): Extension {
  const kind = serverKindOf(options.language);
  return [
    attached.of([]),
    ViewPlugin.define((view) => (kind === undefined ? withoutServer(options) : serverOf(view, kind, options))),
  ];
}

function withoutServer({ language, onStatus }: LanguageServerOptions): Record<string, never> {
  onStatus({ state: "none", language });
  return {};
}

/** Lives as long as this code is open in the editor. */
function serverOf(view: EditorView, kind: ServerKind, options: LanguageServerOptions): { readonly destroy: () => void } {
  const { language, file, preferences, onStatus, warn } = options;
  let isOpen = true;
  let isWanted = false;
  let cancel: () => void = () => undefined;

  const attach = (extension: Extension): void => {
    view.dispatch({ effects: attached.reconfigure(extension) });
  };
  const load = async (): Promise<void> => {
    try {
      const { connectedServer } = await import("./languageServer/client");
      const extension = await connectedServer(kind, language, file, () => {
        if (isOpen) lost(new Error("the language server has stopped"));
      });
      if (!isOpen || !isWanted) return;
      attach(extension);
      onStatus({ state: "ready", language });
    } catch (error) {
      if (isOpen && isWanted) lost(error);
    }
  };
  const lost = (error: unknown): void => {
    warn(`the language server of ${language}`, error);
    attach([]);
    onStatus({ state: "failed", language, retry: begin });
  };
  const begin = (): void => {
    onStatus({ state: "loading", language });
    cancel = inAQuietMoment(() => void load());
  };
  const follow = (): void => {
    const wanted = preferences.get().checks === "on";
    if (wanted === isWanted) return;
    isWanted = wanted;
    cancel();
    if (wanted) {
      begin();
    } else {
      attach([]);
      onStatus({ state: "none", language });
    }
  };
  const unsubscribe = preferences.subscribe(follow);
  // An editor takes no change while it is being made.
  queueMicrotask(() => {
    if (!isOpen) return;
    if (preferences.get().checks === "on") follow();
    else onStatus({ state: "none", language });
  });
  return {
    destroy: () => {
      isOpen = false;
      cancel();
      unsubscribe();
    },
  };
}

function inAQuietMoment(act: () => void): () => void {
  // Safari has no idle callbacks.
  if (typeof requestIdleCallback !== "function") {
    const timer = setTimeout(act, quietWithinMs);
    return () => {
      clearTimeout(timer);
    };
  }
  const request = requestIdleCallback(act, { timeout: quietWithinMs });
  return () => {
    cancelIdleCallback(request);
  };
}
