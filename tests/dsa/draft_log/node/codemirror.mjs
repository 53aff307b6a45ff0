/**
 * CodeMirror's own state, for tests in Python: one JSON request a line in, one JSON answer a line out.
 *
 * {starter, steps}: an editor that holds the starter code is changed as told; answers {entries, texts}: what the page
 * would log, without times, and the text after each of them.
 */
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../../../../frontend/package.json", import.meta.url));
const { EditorState } = require("@codemirror/state");
const { history, undo, redo } = require("@codemirror/commands");

/** Keeps positions off the middle of a surrogate pair, as the editor does. */
function between(text, fraction) {
  const at = Math.floor(fraction * (text.length + 1));
  return at > 0 && at < text.length && text.charCodeAt(at) >= 0xdc00 && text.charCodeAt(at) < 0xe000 ? at - 1 : at;
}

function changesOf(state, step) {
  const text = state.doc.toString();
  const ranges = (step.ranges ?? [])
    .map(([from, to]) => [between(text, from), between(text, to)].sort((a, b) => a - b))
    .sort((a, b) => a[0] - b[0]);
  // Several cursors change several places at once, which do not overlap.
  const apart = ranges.filter(([from], index) => index === 0 || from > Math.max(...ranges.slice(0, index).map((r) => r[1])));
  return apart.map(([from, to]) => ({ from, to, insert: state.toText(step.text) }));
}

function run({ starter, steps }) {
  let state = EditorState.create({ doc: starter, extensions: [history()] });
  const entries = [{ origin: "starter", text: state.doc.toString() }];
  const texts = [state.doc.toString()];
  const take = (transaction, origin) => {
    state = transaction.state;
    if (!transaction.docChanged) return;
    entries.push({ origin, changes: transaction.changes.toJSON() });
    texts.push(state.doc.toString());
  };
  for (const step of steps) {
    if (step.kind === "edit") take(state.update({ changes: changesOf(state, step), userEvent: step.event }), step.origin);
    else if (step.kind === "load") {
      state = state.update({ changes: { from: 0, to: state.doc.length, insert: step.text } }).state;
      entries.push({ origin: "loaded", text: state.doc.toString() });
      texts.push(state.doc.toString());
    } else {
      const command = step.kind === "undo" ? undo : redo;
      command({ state, dispatch: (transaction) => take(transaction, "restored") });
    }
  }
  return { entries, texts };
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(run(JSON.parse(line)))}\n`);
}
