/** Keeps somebody else's cursor in sight. */
import { EditorView } from "@codemirror/view";
import * as Y from "yjs";

export interface Following {
  /** null: nobody. */
  readonly follow: (userId: string | null) => void;
  /** Somebody's cursor moved. */
  readonly moved: (userId: string) => void;
}

export interface FollowingOptions {
  readonly view: EditorView;
  readonly doc: Y.Doc;
  /** Where somebody's cursor is, as their page told it. */
  readonly headOf: (userId: string) => object | null;
}

export function createFollowing({ view, doc, headOf }: FollowingOptions): Following {
  let followed: string | null = null;

  function scroll(): void {
    const head = followed === null ? null : headOf(followed);
    if (head === null) return;
    const position = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(head), doc);
    if (position === null || position.index > view.state.doc.length) return;
    view.dispatch({ effects: EditorView.scrollIntoView(position.index, { y: "nearest", yMargin: 60 }) });
  }

  return {
    follow: (userId) => {
      followed = userId;
      scroll();
    },
    moved: (userId) => {
      if (userId === followed) scroll();
    },
  };
}
