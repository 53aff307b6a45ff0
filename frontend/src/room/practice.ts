/** The practice editor in the lobby: fetched when somebody opens it, and opened for who waits. */
import type { BrowserStorage } from "../ui/browserStorage";
import { maybeById, setText, within } from "../ui/dom";

export interface Practice {
  /** Somebody waits to be let in. */
  readonly offer: () => void;
}

export function createPractice(storage: BrowserStorage, warn: (message: string, detail: unknown) => void): Practice {
  const root = maybeById("practice", HTMLDetailsElement);
  if (root === null) return { offer: () => undefined };
  const status = within(root, "[role=status]", HTMLElement);
  const parent = within(root, "#practice-editor", HTMLElement);
  const choice = within(root, "select", HTMLSelectElement);
  let isLoaded = false;
  let wasOffered = false;
  const load = async (): Promise<void> => {
    if (isLoaded || !root.open) return;
    isLoaded = true;
    setText(status, "Loading the editor…");
    try {
      const { mountPracticeEditor } = await import("../collab/editor/practiceEditor");
      mountPracticeEditor({ parent, choice, storage, warn });
      setText(status, "");
    } catch (error) {
      isLoaded = false;
      setText(status, "The editor could not be loaded. Close this part and open it again to try once more.");
      warn("loading the practice editor", error);
    }
  };
  root.addEventListener("toggle", () => void load());
  return {
    offer: () => {
      // Once: whoever closes it means that.
      if (!wasOffered) root.open = true;
      wasOffered = true;
    },
  };
}
