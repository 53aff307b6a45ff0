/** The editor: one CodeMirror view, and a state with its own undo history for each problem and language. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";

import type { Diagnostic } from "../codemirror/diagnostics";
import { goToLine, markDiagnostics, withoutLostMarks } from "../codemirror/markDiagnostics";
import { codeTheme } from "../codemirror/theme";

export interface Editor {
  /** Shows one of the codes; `sourceCode` is what it starts with the first time. */
  readonly open: (name: string, sourceCode: string, language: Extension, label: string) => void;
  /** Puts other code in its place, which can be undone. `tell` reports it like typing. */
  readonly replace: (name: string, sourceCode: string, options: { readonly tell: boolean }) => void;
  readonly setReadOnly: (isReadOnly: boolean) => void;
  /** Marks lines of the code that is open, if it still is this source code. */
  readonly mark: (name: string, sourceCode: string, diagnostics: readonly Diagnostic[]) => void;
  readonly goTo: (line: number) => void;
  readonly focus: () => void;
  readonly measure: () => void;
}

export interface EditorOptions {
  readonly parent: HTMLElement;
  /** The nonce of the page's content security policy, for CodeMirror's own styles. */
  readonly nonce: string;
  readonly onChange: (name: string, sourceCode: string) => void;
  readonly onBlur: () => void;
  readonly onPaste: (characters: number) => void;
}

/** A change that did not come from this person's hands. */
const fromOutside = Annotation.define<boolean>();

export function baseExtensions(nonce: string): Extension {
  return [
    EditorView.cspNonce.of(nonce),
    lineNumbers(),
    drawSelection(),
    EditorState.tabSize.of(4),
    indentUnit.of("    "),
    bracketMatching(),
    codeTheme,
  ];
}

export function createEditor({ parent, nonce, onChange, onBlur, onPaste }: EditorOptions): Editor {
  const states = new Map<string, EditorState>();
  const readOnly = new Compartment();
  let isReadOnly = false;
  let opened: string | null = null;

  const create = (name: string, sourceCode: string, language: Extension, label: string): EditorState =>
    EditorState.create({
      doc: sourceCode,
      extensions: [
        baseExtensions(nonce),
        history(),
        indentOnInput(),
        closeBrackets(),
        autocompletion({ activateOnTyping: false }),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        highlightSelectionMatches(),
        lintGutter(),
        keymap.of([
          ...closeBracketsKeymap,
          ...defaultKeymap,
          ...searchKeymap,
          ...historyKeymap,
          ...completionKeymap,
          ...lintKeymap,
          // Esc and then Tab leaves the editor: CodeMirror sees to that.
          indentWithTab,
        ]),
        language,
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
          if (transactions.every((transaction) => transaction.annotation(fromOutside) === true)) return;
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

  return {
    open: (name, sourceCode, language, label) => {
      if (name === opened) return;
      if (opened !== null) states.set(opened, view.state);
      opened = name;
      view.setState(withReadOnly(states.get(name) ?? create(name, sourceCode, language, label)));
    },
    replace: (name, sourceCode, { tell }) => {
      const state = name === opened ? view.state : states.get(name);
      // Never opened: it will start with the new code.
      if (state === undefined || state.doc.toString() === sourceCode) return;
      const change = {
        changes: { from: 0, to: state.doc.length, insert: sourceCode },
        annotations: fromOutside.of(!tell),
      };
      if (name === opened) view.dispatch(change);
      else states.set(name, state.update(change).state);
    },
    setReadOnly: (next) => {
      if (next === isReadOnly) return;
      isReadOnly = next;
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
        baseExtensions(nonce),
        language,
        EditorState.readOnly.of(true),
        EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
      ],
    }),
  });
}
