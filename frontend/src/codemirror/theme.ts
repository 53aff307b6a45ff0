/**
 * How code looks, in the design's tokens: colours are CSS custom properties (styles/tokens.css), so dark and light follow the
 * system without a second theme.
 */
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword, tags.controlKeyword], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp, tags.character], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.atom, tags.escape], color: "var(--code-number)" },
  {
    tag: [tags.comment, tags.lineComment, tags.blockComment, tags.docComment],
    color: "var(--code-comment)",
    fontStyle: "italic",
  },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.macroName], color: "var(--code-function)" },
  { tag: [tags.typeName, tags.className, tags.namespace, tags.standard(tags.name)], color: "var(--code-type)" },
  { tag: [tags.meta, tags.annotation, tags.processingInstruction], color: "var(--code-meta)" },
  { tag: tags.invalid, color: "var(--danger-ink)", textDecoration: "underline wavy" },
]);

const looks = EditorView.theme({
  "&": { height: "100%", color: "var(--text)", backgroundColor: "var(--surface)", fontSize: "var(--code-font-size, 0.9375rem)" },
  "&.cm-focused": { outline: "none" },
  // An outline would be hidden where the line numbers are.
  "&.cm-focused::after": {
    content: '""',
    position: "absolute",
    inset: "0",
    zIndex: "300",
    border: "2px solid var(--focus)",
    pointerEvents: "none",
  },
  ".cm-scroller": { fontFamily: "var(--font-code)", lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--text)" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--text)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--code-selection)",
  },
  ".cm-gutters": { color: "var(--text-muted)", backgroundColor: "var(--surface)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--code-active-line)" },
  ".cm-activeLineGutter": { color: "var(--text)" },
  ".cm-selectionMatch": { backgroundColor: "var(--code-match)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--code-match)", outline: "1px solid var(--line-strong)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--danger-soft)", outline: "1px solid var(--danger-ink)" },
  ".cm-searchMatch": { backgroundColor: "var(--code-match)", outline: "1px solid var(--line-strong)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--warn-soft)", outline: "2px solid var(--warn-ink)" },
  ".cm-panels": { color: "var(--text)", backgroundColor: "var(--surface-sunken)" },
  ".cm-panels-top": { borderBottom: "1px solid var(--line)" },
  ".cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-textfield": { backgroundColor: "var(--surface)", border: "1px solid var(--line-strong)", fontSize: "inherit" },
  ".cm-button": {
    backgroundImage: "none",
    backgroundColor: "var(--surface)",
    border: "1px solid var(--line-strong)",
    color: "var(--text)",
  },
  ".cm-foldGutter .cm-gutterElement": { cursor: "pointer", padding: "0 2px" },
  ".cm-foldPlaceholder": {
    color: "var(--text-muted)",
    backgroundColor: "var(--surface-sunken)",
    border: "1px solid var(--line)",
    padding: "0 0.4em",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--font-code)",
    fontSize: "0.92em",
    maxWidth: "min(36rem, 90vw)",
  },
  ".cm-completionDetail": { color: "var(--text-muted)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-tooltip.cm-completionInfo, .cm-lsp-documentation": {
    maxWidth: "min(36rem, 85vw)",
    maxHeight: "16rem",
    overflowY: "auto",
    padding: "4px 8px",
    fontFamily: "var(--font)",
    fontSize: "var(--font-size-s)",
    overflowWrap: "anywhere",
  },
  ".cm-lsp-documentation pre, .cm-lsp-signature": {
    margin: "0",
    fontFamily: "var(--font-code)",
    whiteSpace: "pre-wrap",
  },
  ".cm-lsp-signature-tooltip": { maxWidth: "min(36rem, 85vw)", padding: "4px 8px", fontSize: "var(--font-size-s)" },
  ".cm-lsp-active-parameter": { fontWeight: "700", textDecoration: "underline" },
  ".cm-diagnostic": { fontFamily: "var(--font)", fontSize: "var(--font-size-s)", whiteSpace: "pre-wrap" },
  ".cm-diagnosticSource": { color: "var(--text-muted)", opacity: "1" },
  ".cm-vim-panel, .cm-vim-panel input": { fontFamily: "var(--font-code)", color: "var(--text)" },
  ".cm-fat-cursor": { background: "var(--accent)", color: "var(--accent-text) !important" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { color: "var(--accent-text)", backgroundColor: "var(--accent)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--danger)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warn-ink)" },
  ".cm-tooltip": { color: "var(--text)", backgroundColor: "var(--surface-raised)", border: "1px solid var(--line-strong)" },
});

export const codeTheme: Extension = [looks, syntaxHighlighting(colours)];
