/** The room's editor on a text of one's own, to get used to it: nothing of it is sent or kept. A chunk of its own. */
import { history, historyKeymap, redo, undo } from "@codemirror/commands";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";

import { createCodeEditing } from "../../codemirror/codeEditing";
import { languageName, loadLanguage } from "../../codemirror/languages";
import { createPreferences } from "../../codemirror/preferences";
import { editorLanguages } from "../../protocol";
import type { BrowserStorage } from "../../ui/browserStorage";
import { roomAssistance } from "./roomAssistance";

const greeting = `# Type here to get used to the editor. Nobody sees it, and nothing of it is kept.
def greet(name):
    return f"Hello, {name}!"
`;

export interface PracticeEditorOptions {
  readonly parent: HTMLElement;
  /** Of the language. */
  readonly choice: HTMLSelectElement;
  /** Keeps what a person prefers, from visit to visit. */
  readonly storage: BrowserStorage;
  readonly warn: (message: string, detail: unknown) => void;
}

export function mountPracticeEditor({ parent, choice, storage, warn }: PracticeEditorOptions): void {
  const language = new Compartment();
  const editing = createCodeEditing({
    assistance: roomAssistance,
    preferences: createPreferences(storage),
    history: { undo, redo },
    // Only `full` assistance has a language server.
    onServer: () => undefined,
    warn,
  });
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: greeting,
      extensions: [
        editing.base,
        history(),
        keymap.of(historyKeymap),
        EditorView.contentAttributes.of({ "aria-label": "Practice code", tabindex: "0" }),
        language.of([]),
      ],
    }),
  });
  editing.follow(view);
  choice.replaceChildren(...editorLanguages.map((key) => new Option(languageName(key), key)));
  choice.value = "python";
  const show = (): void => {
    const key = choice.value;
    loadLanguage(key).then(
      (parser) => {
        if (choice.value === key) view.dispatch({ effects: language.reconfigure(editing.ofLanguage(key, parser, "practice")) });
      },
      (error: unknown) => {
        warn(`loading the language ${key}`, error);
      },
    );
  };
  choice.addEventListener("change", show);
  show();
}
