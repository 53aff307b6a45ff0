/** Vim's and Emacs' keys: a chunk each, fetched when somebody chooses them. */
import { type Extension, Prec } from "@codemirror/state";
import { type Command, EditorView, keymap } from "@codemirror/view";

import type { Preferences } from "./preferences";

/** How the editor undoes: a shared document has a history for each person. */
export interface History {
  readonly undo: Command;
  readonly redo: Command;
}

/** Rejects where the chunk cannot be fetched. */
export async function loadKeys(keys: Preferences["keys"], history: History): Promise<Extension> {
  switch (keys) {
    case "standard":
      return [];
    case "vim": {
      const { CodeMirror, Vim, vim } = await import("@replit/codemirror-vim");
      // Both are the package's own for all editors of a page; ours have one kind of history each.
      CodeMirror.commands.undo = (editor: { readonly cm6: EditorView }) => void history.undo(editor.cm6);
      CodeMirror.commands.redo = (editor: { readonly cm6: EditorView }) => void history.redo(editor.cm6);
      // Out of habit: everything is saved as it is typed.
      Vim.defineEx("write", "w", () => undefined);
      return vim({ status: true });
    }
    case "emacs": {
      const { emacs, EmacsHandler } = await import("@replit/codemirror-emacs");
      EmacsHandler.bindKey("C-/|C-x u|S-C--|C-z", history.undo);
      EmacsHandler.bindKey("S-C-/|S-C-x u|C--|S-C-z", history.redo);
      return emacs();
    }
  }
}

const leaveWithinMs = 2000;

/** Escape and then Tab leaves the editor, also where Vim or Emacs have a use of their own for Escape. */
export const escapeThenTabLeaves: Extension = [
  EditorView.domEventObservers({
    keydown: (event, view) => {
      if (event.key === "Escape") view.setTabFocusMode(leaveWithinMs);
    },
  }),
];

/** Binds ahead of all other keys. */
export function firstKeys(key: string, run: Command): Extension {
  return Prec.highest(keymap.of([{ key, run }]));
}
