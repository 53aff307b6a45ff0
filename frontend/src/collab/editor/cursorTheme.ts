/** How the others' cursors and selections look; cursorLabels.ts says when their names stand at them. */
import { EditorView } from "@codemirror/view";

export const remoteCursorTheme = EditorView.theme({
  // Above the first line there is a name as well; below the last, room to scroll it away from the edge.
  ".cm-content": { paddingBlock: "1.5em 40vh" },
  // A line of its own beside the text, which must not move when somebody comes.
  ".cm-ySelectionCaret": { borderLeftWidth: "1px", borderRightWidth: "1px" },
  ".cm-ySelectionCaretDot": { display: "none" },
  ".cm-ySelectionInfo": {
    opacity: "0",
    // At once: a name that fades slowly cannot be read meanwhile, by contrast.
    transition: "none",
    top: "-1.25em",
    padding: "0 0.35em",
    borderRadius: "4px 4px 4px 0",
    fontFamily: "var(--font)",
    fontSize: "0.6875rem",
    fontWeight: "600",
    lineHeight: "1.35",
    color: "var(--person-text)",
    pointerEvents: "none",
  },
  ".cm-yLineSelection": { margin: "0", padding: "0 2px 0 6px" },
});
