/** The editor: one CodeMirror view, and a state with its own undo history for each problem and language. */
import { history, historyKeymap, redo, undo } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { Annotation, type ChangeSet, Compartment, EditorState, type Extension, type Transaction } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";

import type { EditorAssistance } from "../codemirror/assistance";
import { createCodeEditing } from "../codemirror/codeEditing";
import type { Diagnostic } from "../codemirror/diagnostics";
import { firstKeys } from "../codemirror/keyBindings";
import { goToLine, markDiagnostics, withoutLostMarks } from "../codemirror/markDiagnostics";
import type { PreferenceStore } from "../codemirror/preferences";
import { codeTheme } from "../codemirror/theme";
import { bindEditorToolbar } from "../codemirror/toolbar";
import type { ChangeOrigin, TextOrigin } from "./localDraftLog";

export interface Editor {
  /** Shows one of the codes; `sourceCode` is what it starts with the first time. */
  readonly open: (name: string, sourceCode: string, language: OpenedLanguage, label: string) => void;
  /** Puts other code in its place, which can be undone. `tell` reports it to `onChange`, like typing. */
  readonly replace: (name: string, sourceCode: string, options: { readonly tell: boolean; readonly origin: TextOrigin }) => void;
  readonly setReadOnly: (isReadOnly: boolean) => void;
  /** Marks lines of the code that is open, if it still is this source code. */
  readonly mark: (name: string, sourceCode: string, diagnostics: readonly Diagnostic[]) => void;
  readonly goTo: (line: number) => void;
  readonly focus: () => void;
  readonly measure: () => void;
}

export interface OpenedLanguage {
  readonly key: string;
  /** What `loadLanguage` gave. */
  readonly parser: Extension;
}

export interface EditorOptions {
  readonly parent: HTMLElement;
  /** The nonce of the page's content security policy, for CodeMirror's own styles. */
  readonly nonce: string;
  readonly assistance: EditorAssistance;
  readonly preferences: PreferenceStore;
  /** What somebody who asked for it has to know, for instance why nothing was formatted. */
  readonly tell: (text: string) => void;
  readonly warn: (message: string, detail: unknown) => void;
  readonly onChange: (name: string, sourceCode: string) => void;
  /** A code is shown for the first time, or other code has taken its place. */
  readonly onText: (name: string, text: string, origin: TextOrigin | null) => void;
  /** Each single change by this person's hands. */
  readonly onEdit: (name: string, changes: ChangeSet, origin: ChangeOrigin, text: () => string) => void;
  readonly onBlur: () => void;
  readonly onPaste: (characters: number) => void;
}

/** A change by which other code takes the editor's place. `tell` as in `replace`. */
const replacement = Annotation.define<{ readonly tell: boolean }>();

export function changeOrigin(transaction: Pick<Transaction, "isUserEvent">): ChangeOrigin {
  if (transaction.isUserEvent("input.paste")) return "pasted";
  if (transaction.isUserEvent("input.drop") || transaction.isUserEvent("move.drop")) return "dropped";
  // It was there before: the server finds out how it came then.
  if (["undo", "redo", "move"].some((event) => transaction.isUserEvent(event))) return "restored";
  // Formatting is the editor's as well: it puts nothing there that was not.
  return transaction.isUserEvent("input.complete") || transaction.isUserEvent("input.format") ? "completed" : "typed";
}

export function createEditor(options: EditorOptions): Editor {
  const { parent, nonce, assistance, preferences, tell, warn, onChange, onText, onEdit, onBlur, onPaste } = options;
  const states = new Map<string, EditorState>();
  const readOnly = new Compartment();
  let isReadOnly = false;
  let opened: string | null = null;
  const editing = createCodeEditing({
    assistance,
    preferences,
    history: { undo, redo },
    onServer: (status) => {
      toolbar.showServer(status);
    },
    warn,
  });

  const create = (name: string, sourceCode: string, language: OpenedLanguage, label: string): EditorState =>
    EditorState.create({
      doc: sourceCode,
      extensions: [
        firstKeys("Shift-Alt-f", () => toolbar.format()),
        editing.base,
        history(),
        keymap.of(historyKeymap),
        editing.ofLanguage(language.key, language.parser, name),
        readOnly.of(EditorState.readOnly.of(isReadOnly)),
        EditorView.contentAttributes.of({
          "aria-label": label,
          "aria-describedby": "editor-hint",
          tabindex: "0",
          spellcheck: "false",
          autocorrect: "off",
          autocapitalize: "off",
        }),
        EditorView.updateListener.of(({ docChanged, startState, state, transactions, view: changed }) => {
          if (!docChanged) return;
          const lost = withoutLostMarks(startState, state);
          // After this update: an editor takes no change within one.
          if (lost !== null) {
            queueMicrotask(() => {
              if (changed.state === state) changed.dispatch(lost);
            });
          }
          for (const transaction of transactions) {
            if (!transaction.docChanged || transaction.annotation(replacement) !== undefined) continue;
            onEdit(name, transaction.changes, changeOrigin(transaction), () => transaction.newDoc.toString());
          }
          if (transactions.every((transaction) => transaction.annotation(replacement)?.tell === false)) return;
          onChange(name, state.doc.toString());
        }),
        EditorView.domEventHandlers({
          blur: () => {
            onBlur();
          },
          paste: (event) => {
            onPaste(event.clipboardData?.getData("text/plain").length ?? 0);
          },
        }),
      ],
    });

  // Styles are mounted at once, so the nonce has to be there from the beginning.
  const view = new EditorView({ parent, state: EditorState.create({ extensions: EditorView.cspNonce.of(nonce) }) });
  const withReadOnly = (state: EditorState): EditorState =>
    state.readOnly === isReadOnly
      ? state
      : state.update({ effects: readOnly.reconfigure(EditorState.readOnly.of(isReadOnly)) }).state;
  const toolbar = bindEditorToolbar({ assistance, view: () => view, announce: tell, warn });
  toolbar.setReadOnly(isReadOnly);

  return {
    open: (name, sourceCode, language, label) => {
      if (name === opened) return;
      if (opened !== null) states.set(opened, view.state);
      if (opened === null) editing.follow(view);
      opened = name;
      const known = states.get(name);
      const state = editing.renewed(known ?? create(name, sourceCode, language, label));
      view.setState(withReadOnly(state));
      toolbar.setLanguage(language.key);
      if (known === undefined) onText(name, state.doc.toString(), null);
    },
    replace: (name, sourceCode, { tell, origin }) => {
      const state = name === opened ? view.state : states.get(name);
      // Never opened: it will start with the new code.
      if (state === undefined || state.doc.toString() === sourceCode) return;
      const change = {
        changes: { from: 0, to: state.doc.length, insert: sourceCode },
        annotations: replacement.of({ tell }),
      };
      onText(name, state.toText(sourceCode).toString(), origin);
      if (name === opened) view.dispatch(change);
      else states.set(name, state.update(change).state);
    },
    setReadOnly: (next) => {
      if (next === isReadOnly) return;
      isReadOnly = next;
      toolbar.setReadOnly(next);
      if (opened !== null) view.dispatch({ effects: readOnly.reconfigure(EditorState.readOnly.of(next)) });
    },
    mark: (name, sourceCode, diagnostics) => {
      if (name !== opened) return;
      markDiagnostics(view, view.state.doc.toString() === sourceCode ? diagnostics : []);
    },
    goTo: (line) => {
      goToLine(view, line);
    },
    focus: () => {
      view.focus();
    },
    measure: () => {
      view.requestMeasure();
    },
  };
}

/** Code to look at, not to change. */
export function showCode(parent: HTMLElement, nonce: string, sourceCode: string, language: Extension, label: string): EditorView {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: sourceCode,
      extensions: [
        EditorView.cspNonce.of(nonce),
        lineNumbers(),
        drawSelection(),
        EditorState.tabSize.of(4),
        bracketMatching(),
        codeTheme,
        language,
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
      ],
    }),
  });
}
