/** Shows what the language server knows of the word at the cursor, for who has no pointer to hover with. */
import { LSPPlugin } from "@codemirror/lsp-client";
import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { type Command, EditorView, keymap, showTooltip, type Tooltip } from "@codemirror/view";
import type { Hover, HoverParams, MarkupContent } from "vscode-languageserver-protocol";

const shown = StateEffect.define<Tooltip | null>();

const tooltip = StateField.define<Tooltip | null>({
  create: () => null,
  update: (value, transaction) => {
    for (const effect of transaction.effects) if (effect.is(shown)) return effect.value;
    return transaction.docChanged || transaction.selection !== undefined ? null : value;
  },
  provide: (field) => showTooltip.from(field),
});

const show: Command = (view) => {
  const plugin = LSPPlugin.get(view);
  if (plugin === null) return false;
  const { state } = view;
  const position = state.selection.main.head;
  plugin.client.sync();
  const params = { position: plugin.toPosition(position), textDocument: { uri: plugin.uri } };
  void plugin.client.request<HoverParams, Hover | null>("textDocument/hover", params).then((hover) => {
    // Somebody typed or went on meanwhile.
    if (view.state !== state) return;
    const content = hover?.contents as MarkupContent | undefined;
    const html = content === undefined ? "" : plugin.docToHTML(content);
    if (html === "") {
      view.dispatch({ effects: EditorView.announce.of("Nothing is known of what is here") });
      return;
    }
    const dom = document.createElement("div");
    dom.className = "cm-lsp-hover-tooltip cm-lsp-documentation";
    // docToHTML has let the sanitizer of the client over it.
    dom.innerHTML = html;
    view.dispatch({
      effects: [shown.of({ pos: position, above: true, create: () => ({ dom }) }), EditorView.announce.of(dom.textContent)],
    });
  });
  return true;
};

const hide: Command = (view) => {
  if (view.state.field(tooltip) === null) return false;
  view.dispatch({ effects: shown.of(null) });
  return true;
};

export const typeAtCursor: Extension = [
  tooltip,
  keymap.of([
    { key: "F4", run: show },
    { key: "Escape", run: hide },
  ]),
];
