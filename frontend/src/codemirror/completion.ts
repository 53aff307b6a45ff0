/** Completion from the language's own words and those of the document, or from a language server where one is there. */
import {
  autocompletion,
  completeAnyWord,
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
  completionStatus,
  moveCompletionSelection,
  acceptCompletion,
  closeCompletion,
  selectedCompletionIndex,
  startCompletion,
} from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import { type EditorState, type Extension, Facet, Prec } from "@codemirror/state";
import { type Command, type EditorView, keymap } from "@codemirror/view";

import type { Preferences } from "./preferences";

/** Words that the language has, besides those that its package offers. */
export const extraWords = Facet.define<readonly string[], readonly string[]>({ combine: (lists) => lists.flat() });

/** Of a language server: it knows better, and its answer takes the place of words. */
export const serverSource = Facet.define<CompletionSource, CompletionSource | null>({ combine: ([first]) => first ?? null });

export function completionOf({ keys: style, suggest, accept }: Pick<Preferences, "keys" | "suggest" | "accept">): Extension {
  const keys = [
    { key: "Ctrl-Space", mac: "Ctrl-Space", run: startCompletion },
    // In Vim the same key ends the insertion.
    { key: "Escape", run: (view: EditorView) => closeCompletion(view) && style !== "vim" },
    { key: "ArrowDown", run: moveCompletionSelection(true) },
    { key: "ArrowUp", run: moveCompletionSelection(false) },
    { key: "PageDown", run: moveCompletionSelection(true, "page") },
    { key: "PageUp", run: moveCompletionSelection(false, "page") },
    { key: "Enter", run: accept === "tabAndEnter" ? acceptFirst : acceptChosen },
    { key: "Tab", run: acceptFirst },
  ];
  return [
    autocompletion({
      activateOnTyping: suggest === "typing",
      override: [complete],
      defaultKeymap: false,
      // Letters and symbols that one has to learn, some of them in no font.
      icons: false,
      // Enter begins a new line unless somebody went into the list: suggestions are never in the way of typing.
      selectOnOpen: false,
    }),
    Prec.highest(keymap.of(keys)),
  ];
}

const acceptChosen: Command = (view) => (selectedCompletionIndex(view.state) === null ? false : acceptCompletion(view));

const acceptFirst: Command = (view) => {
  if (completionStatus(view.state) !== "active") return false;
  if (selectedCompletionIndex(view.state) === null && !moveCompletionSelection(true)(view)) return false;
  return acceptCompletion(view);
};

export const complete: (context: CompletionContext) => Promise<CompletionResult | null> = async (context) => {
  // In comments and texts only for who asks.
  if (!context.explicit && isInProse(context.state, context.pos)) return null;
  const server = context.state.facet(serverSource);
  const answer = server === null ? null : await server(context);
  return answer === null || answer.options.length === 0 ? completeWords(context) : answer;
};

/** The parsers of CodeMirror's packages, old and new, name these parts alike. */
function isInProse(state: EditorState, position: number): boolean {
  for (let node = syntaxTree(state).resolveInner(position, -1); ; ) {
    if (/comment|string|char/i.test(node.name)) return true;
    if (node.parent === null) return false;
    node = node.parent;
  }
}

/** Each word once, as the source says of it that knows it best: the language's package first, then lists, then the text. */
async function completeWords(context: CompletionContext): Promise<CompletionResult | null> {
  const word = context.matchBefore(/[\p{L}_$][\p{L}\p{N}_$]*/u);
  if (word === null && !context.explicit) return null;
  const from = word?.from ?? context.pos;
  const prefix = context.state.sliceDoc(from, context.pos);
  const found = new Map<string, Completion>();
  const add = (options: readonly Completion[]): void => {
    for (const option of options) if (option.label !== prefix && !found.has(option.label)) found.set(option.label, option);
  };
  const results = await Promise.all(
    context.state
      .languageDataAt<CompletionSource | readonly (string | Completion)[]>("autocomplete", context.pos)
      .map(async (source) =>
        typeof source === "function"
          ? await source(context)
          : { from, options: source.map((option) => (typeof option === "string" ? { label: option, type: "keyword" } : option)) },
      ),
  );
  for (const result of results) {
    // A package that completes from elsewhere knows more of the place than its words.
    if (result !== null && result.from !== from) return result;
    if (result !== null) add(result.options);
  }
  add(context.state.facet(extraWords).map((label) => ({ label, type: "keyword" })));
  const inText = await completeAnyWord(context);
  if (inText?.from === from) add(inText.options.filter(({ label }) => label.length > 1));
  return found.size === 0 ? null : { from, options: [...found.values()], validFor: /^[\p{L}\p{N}_$]*$/u };
}
