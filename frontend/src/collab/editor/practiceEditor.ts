/** The room's editor on a text of one's own, to get used to it: nothing of it is sent or kept. A chunk of its own. */
import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, indentOnInput } from "@codemirror/language";
import { search, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";

import { cspNonce } from "../../codemirror/cspNonce";
import { languageName, loadLanguage } from "../../codemirror/languages";
import { codeTheme } from "../../codemirror/theme";
import { editorLanguages } from "../../protocol";

const greeting = `# Type here to get used to the editor. Nobody sees it, and nothing of it is kept.
def greet(name):
    return f"Hello, {name}!"
`;

export function mountPracticeEditor(
  parent: HTMLElement,
  choice: HTMLSelectElement,
  warn: (message: string, detail: unknown) => void,
): void {
  const language = new Compartment();
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: greeting,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        search({ top: true }),
        EditorState.tabSize.of(4),
        keymap.of([...closeBracketsKeymap, ...historyKeymap, ...searchKeymap, ...defaultKeymap, indentWithTab]),
        EditorView.contentAttributes.of({ "aria-label": "Practice code", tabindex: "0" }),
        language.of([]),
        cspNonce(),
        codeTheme,
      ],
    }),
  });
  choice.replaceChildren(...editorLanguages.map((key) => new Option(languageName(key), key)));
  choice.value = "python";
  const show = (): void => {
    const key = choice.value;
    loadLanguage(key).then(
      (extension) => {
        if (choice.value === key) view.dispatch({ effects: language.reconfigure(extension) });
      },
      (error: unknown) => {
        warn(`loading the language ${key}`, error);
      },
    );
  };
  choice.addEventListener("change", show);
  show();
}
