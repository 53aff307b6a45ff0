/** The editor's buttons and words that both pages have: formatting, and how it stands with what checks the code. */
import type { EditorView } from "@codemirror/view";

import { byId, setAttribute, setText } from "../ui/dom";
import { isUsable, setUsable } from "../ui/elements";
import type { EditorAssistance } from "./assistance";
import { formattedLanguages } from "./formatting/protocol";
import type { ServerStatus } from "./languageServer";
import { languageName } from "./languages";

export interface EditorToolbar {
  /** Of the code that is open. */
  readonly setLanguage: (language: string) => void;
  readonly setReadOnly: (isReadOnly: boolean) => void;
  readonly showServer: (status: ServerStatus) => void;
  /** For who pressed the key; false where there is nothing to press. */
  readonly format: () => boolean;
}

export interface EditorToolbarOptions {
  readonly assistance: EditorAssistance;
  readonly view: () => EditorView;
  /** Told to who listens, and shown. */
  readonly announce: (text: string) => void;
  readonly warn: (message: string, detail: unknown) => void;
}

export function bindEditorToolbar({ assistance, view, announce, warn }: EditorToolbarOptions): EditorToolbar {
  const formatButton = byId("editor-format", HTMLButtonElement);
  const status = byId("editor-checks", HTMLElement);
  const statusText = byId("editor-checks-text", HTMLElement);
  const retry = byId("editor-checks-retry", HTMLButtonElement);
  let language = "";
  let isReadOnly = false;
  let isFormatting = false;
  let tryAgain: () => void = () => undefined;
  const canFormat = (): boolean => assistance !== "none" && formattedLanguages.has(language);
  const update = (): void => {
    formatButton.hidden = !canFormat();
    setUsable(formatButton, !isReadOnly && !isFormatting);
  };
  const run = async (): Promise<void> => {
    isFormatting = true;
    update();
    try {
      const { formatCode } = await import("./formatting/format");
      announce((await formatCode(view(), language)) ?? "Formatted");
    } catch (error) {
      warn("loading the formatter", error);
      announce("Not formatted: the formatter could not be loaded. Check your connection and try again.");
    } finally {
      isFormatting = false;
      update();
    }
  };
  const format = (): boolean => {
    if (!canFormat()) return false;
    if (isUsable(formatButton)) void run();
    return true;
  };
  formatButton.addEventListener("click", () => {
    format();
  });
  retry.addEventListener("click", () => {
    tryAgain();
  });
  update();
  return {
    setLanguage: (next) => {
      language = next;
      update();
    },
    setReadOnly: (next) => {
      isReadOnly = next;
      update();
    },
    showServer: (next) => {
      status.hidden = next.state === "none";
      setText(statusText, serverText(next));
      setAttribute(status, "data-state", next.state);
      // The focus would be lost with the button.
      if (next.retry === undefined && document.activeElement === retry) view().focus();
      retry.hidden = next.retry === undefined;
      tryAgain = next.retry ?? (() => undefined);
    },
    format,
  };
}

export function serverText({ state, language }: ServerStatus): string {
  const name = languageName(language);
  switch (state) {
    case "none":
      return "";
    case "loading":
      return `Loading checks for ${name}…`;
    case "ready":
      return `${name} is checked as you type`;
    case "failed":
      return `Checks for ${name} could not be loaded`;
  }
}
