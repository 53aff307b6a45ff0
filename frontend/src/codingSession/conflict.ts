/** Two devices have written different code: both versions, and the choice between them. */
import { button, element, textBlock } from "../ui/elements";
import type { DraftKey } from "./draftKey";
import type { Drafts, DraftView } from "./drafts";
import type { Editor } from "./editor";

export interface ConflictNotice {
  readonly update: (key: DraftKey) => void;
}

export interface ConflictOptions {
  readonly root: HTMLElement;
  readonly drafts: Drafts;
  readonly editor: Editor;
  readonly hour: (iso: string) => string;
}

export function createConflictNotice({ root, drafts, editor, hour }: ConflictOptions): ConflictNotice {
  let shown = "";
  const choose = (key: DraftKey, choice: "mine" | "theirs"): void => {
    drafts.resolve(key, choice);
    editor.focus();
  };
  const draw = (draft: DraftView): void => {
    if (draft.state.kind !== "conflict") return;
    const { theirs } = draft.state;
    root.replaceChildren(
      element(
        "p",
        {},
        `This code was changed on another device or in another tab at ${hour(theirs.savedAt)}. Your version is in the editor and is not saved until you choose.`,
      ),
      element(
        "details",
        {},
        element("summary", {}, "Look at the other version"),
        textBlock("The other version", theirs.sourceCode),
      ),
      element(
        "div",
        { class: "actions" },
        button("Keep mine", "button small", () => {
          choose(draft, "mine");
        }),
        button("Take the other version", "button small", () => {
          choose(draft, "theirs");
        }),
      ),
    );
  };
  return {
    update: (key) => {
      const draft = drafts.find(key);
      const name = draft?.state.kind === "conflict" ? `${key.problemId}/${key.language}/${draft.state.theirs.version}` : "";
      if (name === shown) return;
      shown = name;
      root.hidden = name === "";
      if (draft !== null && name !== "") draw(draft);
      else root.replaceChildren();
    },
  };
}
