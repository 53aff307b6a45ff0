/** The editor itself: CodeMirror on the shared text. What it holds is the Yjs document's; it keeps nothing of its own. */
import { openSearchPanel } from "@codemirror/search";
import { Compartment, EditorState, type Extension, type Text, type Transaction } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { yCollab, yUndoManagerKeymap } from "y-codemirror.next";
import type { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";

import type { EditorAssistance } from "../../codemirror/assistance";
import { createCodeEditing } from "../../codemirror/codeEditing";
import type { Diagnostic } from "../../codemirror/diagnostics";
import { firstKeys } from "../../codemirror/keyBindings";
import { loadLanguage } from "../../codemirror/languages";
import type { ServerStatus } from "../../codemirror/languageServer";
import { goToLine, markDiagnostics } from "../../codemirror/markDiagnostics";
import type { PreferenceStore } from "../../codemirror/preferences";
import { remoteCursorTheme } from "./cursorTheme";
import { isFromShared, keepCharactersWhole, limitSize, type Limits } from "./ownChanges";
import { beginsStep, editKind, undoCaptureTimeoutMs, type EditKind } from "./undoSteps";

export interface CodeEditorOptions {
  readonly parent: HTMLElement;
  readonly text: Y.Text;
  readonly awareness: Awareness;
  readonly limits: Limits;
  /** A change was kept out; `message` says why. */
  readonly onKeptOut: (message: string) => void;
  /** Ctrl+Enter was pressed. */
  readonly onRun: () => void;
  readonly assistance: EditorAssistance;
  readonly preferences: PreferenceStore;
  readonly onServer: (status: ServerStatus) => void;
  /** The key for it was pressed; false where there is nothing to do. */
  readonly onFormat: () => boolean;
  readonly warn: (message: string, detail: unknown) => void;
}

export interface CodeEditor {
  readonly view: EditorView;
  readonly setReadOnly: (readOnly: boolean) => void;
  /** Later choices win over earlier ones whose parser is still on its way. */
  readonly setLanguage: (key: string) => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly openSearch: () => void;
  /** Marks lines, in place of those that were marked before. */
  readonly mark: (diagnostics: readonly Diagnostic[]) => void;
  readonly goToLine: (line: number) => void;
  /** Puts code below what is there, as one step of undo; false where it was kept out. */
  readonly append: (code: string) => boolean;
  /** Undoes that step, while it is the last thing that was done here; false otherwise. */
  readonly takeBackAppended: () => boolean;
}

export function createCodeEditor(options: CodeEditorOptions): CodeEditor {
  const { text, awareness, warn } = options;
  const language = new Compartment();
  const readOnly = new Compartment();
  const undoManager = new Y.UndoManager(text, { captureTimeout: undoCaptureTimeoutMs });
  const divideUndo = createUndoDivider(undoManager);
  /** The step of undo that the last `append` made. */
  let appended: unknown = null;
  let chosen = "";
  const runCode = (): boolean => {
    options.onRun();
    return true;
  };
  const editing = createCodeEditing({
    assistance: options.assistance,
    preferences: options.preferences,
    // Vim and Emacs take back one's own edits, as Ctrl-Z does.
    history: { undo: () => undoManager.undo() !== null, redo: () => undoManager.redo() !== null },
    onServer: options.onServer,
    warn,
  });

  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({
      doc: text.toJSON(),
      extensions: [
        // Before the editor's own keys, where this one adds a line.
        keymap.of([{ key: "Mod-Enter", run: runCode, preventDefault: true }]),
        firstKeys("Shift-Alt-f", options.onFormat),
        editing.base,
        ofSharedText,
        limitSize(options.limits, options.onKeptOut),
        keepCharactersWhole,
        language.of([]),
        readOnly.of(readOnlyExtension(true)),
        yCollab(text, awareness, { undoManager }),
        remoteCursorTheme,
      ],
    }),
    dispatchTransactions: (transactions, target) => {
      for (const transaction of transactions) divideUndo(transaction);
      target.update(transactions);
    },
  });
  editing.follow(view);

  return {
    view,
    setReadOnly: (next) => {
      if (view.state.readOnly !== next) view.dispatch({ effects: readOnly.reconfigure(readOnlyExtension(next)) });
    },
    setLanguage: (key) => {
      if (key === chosen) return;
      chosen = key;
      loadLanguage(key).then(
        (parser) => {
          if (key === chosen) view.dispatch({ effects: language.reconfigure(editing.ofLanguage(key, parser, "shared")) });
        },
        (error: unknown) => {
          // Without colours it is still the same text; choosing again tries again.
          if (key === chosen) chosen = "";
          warn(`loading the language ${key}`, error);
        },
      );
    },
    undo: () => void undoManager.undo(),
    redo: () => void undoManager.redo(),
    openSearch: () => {
      openSearchPanel(view);
    },
    mark: (diagnostics) => {
      markDiagnostics(view, diagnostics);
    },
    goToLine: (line) => {
      goToLine(view, line);
    },
    append: (code) => {
      const { doc } = view.state;
      const end = { from: isBlank(doc) ? 0 : doc.length, to: doc.length };
      const insert = `${separatorAfter(doc)}${code.replace(/\r\n?/g, "\n").replace(/\n*$/, "\n")}`;
      const stepsBefore = undoManager.undoStack.length;
      undoManager.stopCapturing();
      view.dispatch({ changes: { ...end, insert }, userEvent: "input.starter", scrollIntoView: true });
      undoManager.stopCapturing();
      if (undoManager.undoStack.length === stepsBefore) return false;
      appended = undoManager.undoStack.at(-1);
      return true;
    },
    takeBackAppended: () => {
      const isLast = appended !== null && undoManager.undoStack.at(-1) === appended;
      appended = null;
      if (isLast) undoManager.undo();
      return isLast;
    },
  };
}

function isBlank(doc: Text): boolean {
  return doc.toString().trim() === "";
}

/** An empty line between what is there and what comes below it. */
function separatorAfter(doc: Text): string {
  if (isBlank(doc)) return "";
  return doc.line(doc.lines).length === 0 ? "\n" : "\n\n";
}

/** What a text needs that several people write at once. */
const ofSharedText: Extension = [
  // A line ends with \n and nothing else: otherwise the editor and the shared text would count differently.
  EditorState.lineSeparator.of("\n"),
  EditorView.clipboardInputFilter.of((pasted) => pasted.replace(/\r\n?/g, "\n")),
  keymap.of([...yUndoManagerKeymap]),
  EditorView.contentAttributes.of({
    "aria-label": "Shared code",
    "aria-roledescription": "code editor",
    "aria-describedby": "editor-help",
    // It is focusable without; checkers of accessibility look for this, and do not find the scrolling part reachable otherwise.
    tabindex: "0",
  }),
];

function readOnlyExtension(isReadOnly: boolean): Extension {
  // Still focusable, so that it can be read and copied with the keyboard.
  return isReadOnly ? [EditorState.readOnly.of(true), EditorView.contentAttributes.of({ "aria-readonly": "true" })] : [];
}

function createUndoDivider(undoManager: Y.UndoManager): (transaction: Transaction) => void {
  let previous: EditKind | null = null;
  return (transaction) => {
    const { docChanged, startState, changes } = transaction;
    // Moving the cursor ends a step, too: what is typed elsewhere is something else.
    if (!docChanged) {
      if (transaction.isUserEvent("select")) previous = null;
      return;
    }
    // What others typed, and our own undo, divide nothing.
    if (isFromShared(transaction)) return;
    const kind = editKind(transaction);
    let inserted = "";
    let before = "";
    changes.iterChanges((from, _to, _fromB, _toB, text) => {
      inserted = text.sliceString(0);
      before = startState.sliceDoc(Math.max(0, from - 1), from);
    });
    if (beginsStep(kind, previous, inserted, before)) undoManager.stopCapturing();
    previous = kind;
  };
}
