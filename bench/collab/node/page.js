// The same editor as the README files of y-codemirror.next and y-websocket lead to it: page.html?port=PORT&room=NAME&name=PERSON
import { defaultKeymap } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { bracketMatching, defaultHighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { yCollab, yUndoManagerKeymap } from "y-codemirror.next";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";

const query = new URLSearchParams(location.search);
const doc = new Y.Doc();
// Tabs of one browser would otherwise pass updates to each other past the server.
const provider = new WebsocketProvider(`ws://127.0.0.1:${query.get("port")}`, query.get("room"), doc, { disableBc: true });
provider.awareness.setLocalStateField("user", { name: query.get("name"), color: "#0b7285", colorLight: "#0b728533" });
const text = doc.getText("code");
new EditorView({
  parent: document.getElementById("editor"),
  state: EditorState.create({
    doc: text.toString(),
    extensions: [
      lineNumbers(),
      highlightActiveLine(),
      drawSelection(),
      bracketMatching(),
      syntaxHighlighting(defaultHighlightStyle),
      keymap.of([...yUndoManagerKeymap, ...defaultKeymap]),
      python(),
      yCollab(text, provider.awareness, { undoManager: new Y.UndoManager(text) }),
    ],
  }),
});
provider.once("synced", () => {
  document.body.dataset.synced = "yes";
});
