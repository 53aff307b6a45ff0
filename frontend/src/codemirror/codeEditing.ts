/** What every editor of code here can do: the coding session's and the live room's are made of this. */
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension, Prec, type StateEffect } from "@codemirror/state";
import {
  crosshairCursor,
  drawSelection,
  dropCursor,
  type EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from "@codemirror/view";

import type { EditorAssistance } from "./assistance";
import { completionOf, extraWords } from "./completion";
import { cspNonce } from "./cspNonce";
import { escapeThenTabLeaves, type History, loadKeys } from "./keyBindings";
import { languageServer, type ServerStatus } from "./languageServer";
import { languageWords } from "./languageWords";
import { palette } from "./palettes";
import type { Preferences, PreferenceStore } from "./preferences";
import { codeTheme } from "./theme";

export interface CodeEditingOptions {
  readonly assistance: EditorAssistance;
  readonly preferences: PreferenceStore;
  readonly history: History;
  /** How it stands with the language server of the code that is open. */
  readonly onServer: (status: ServerStatus) => void;
  readonly warn: (message: string, detail: unknown) => void;
}

export interface CodeEditing {
  /** Everything but the language, the history, what is told to screen readers and whose text it is. */
  readonly base: Extension;
  /** For code of this language; `file` tells codes of one page apart. `parser` is what `loadLanguage` gave. */
  readonly ofLanguage: (language: string, parser: Extension, file: string) => Extension;
  /** Brings a state that was put aside to what the person has chosen since. */
  readonly renewed: (state: EditorState) => EditorState;
  /** Has the editor follow what the person chooses. */
  readonly follow: (view: EditorView) => void;
}

export function createCodeEditing(options: CodeEditingOptions): CodeEditing {
  const { assistance, preferences, history, onServer, warn } = options;
  const keys = new Compartment();
  const personal = new Compartment();
  let chosenKeys: Preferences["keys"] = "standard";
  let keyExtension: Extension = [];
  const personalExtension = (): Extension => personalPart(preferences.get(), assistance);
  const effects = (): StateEffect<unknown>[] => [keys.reconfigure(keyExtension), personal.reconfigure(personalExtension())];

  const followKeys = async (view: EditorView): Promise<void> => {
    const wanted = preferences.get().keys;
    if (wanted === chosenKeys) return;
    chosenKeys = wanted;
    const extension = await loadKeys(wanted, history);
    // Another choice came meanwhile.
    if (wanted !== chosenKeys) return;
    keyExtension = extension;
    view.dispatch({ effects: keys.reconfigure(extension) });
  };

  return {
    base: [
      // Vim's and Emacs' keys come before all others, which have some of them for something else.
      Prec.highest(keys.of([])),
      escapeThenTabLeaves,
      personal.of(personalExtension()),
      editing,
      cspNonce(),
      codeTheme,
    ],
    ofLanguage: (language, parser, file) => [
      parser,
      assistance === "none" ? [] : extraWords.of(languageWords(language)),
      assistance === "full" ? languageServer({ language, file, preferences, onStatus: onServer, warn }) : [],
    ],
    renewed: (state) => state.update({ effects: effects() }).state,
    follow: (view) => {
      const tryKeys = (): void => {
        followKeys(view).catch((error: unknown) => {
          // Choosing again tries again; the usual keys go on working.
          chosenKeys = "standard";
          warn("loading the keys", error);
        });
      };
      preferences.subscribe(() => {
        view.dispatch({ effects: personal.reconfigure(personalExtension()) });
        tryKeys();
      });
      tryKeys();
    },
  };
}

const editing: Extension = [
  lineNumbers(),
  lintGutter(),
  codeFolding(),
  foldGutter(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSpecialChars(),
  highlightSelectionMatches(),
  // Several cursors: Alt-click, Alt-drag for a rectangle, Ctrl-D for the next of the same.
  EditorState.allowMultipleSelections.of(true),
  rectangularSelection(),
  crosshairCursor(),
  drawSelection(),
  dropCursor(),
  indentOnInput(),
  bracketMatching(),
  closeBrackets(),
  search({ top: true }),
  keymap.of([
    ...closeBracketsKeymap,
    ...searchKeymap,
    ...foldKeymap,
    ...lintKeymap,
    ...defaultKeymap,
    // Esc and then Tab leaves the editor.
    indentWithTab,
  ]),
];

/** What follows a person's choices. It stands before the language's own indentation, which it may override. */
function personalPart(chosen: Preferences, assistance: EditorAssistance): Extension {
  const indent = chosen.indent === "language" ? null : chosen.indent === "tab" ? "\t" : " ".repeat(Number(chosen.indent));
  return [
    palette(chosen.colours),
    indent === null ? [] : indentUnit.of(indent),
    EditorState.tabSize.of(Number(chosen.tabWidth)),
    assistance === "none" ? [] : completionOf(chosen),
  ];
}
