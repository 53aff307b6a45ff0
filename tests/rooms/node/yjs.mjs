/**
 * Yjs itself, for tests in Python: one JSON request a line in, one JSON answer a line out. Bytes travel in base64.
 *
 * {script}: people type as told; answers {updates: [[person, update]], text, language} with the text that all of them end with.
 * {apply: [update]}: answers {text, language, isWhole} of a document that got these updates in this order.
 */
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(new URL("../../../frontend/package.json", import.meta.url));
const Y = require("yjs");

const encode = (bytes) => Buffer.from(bytes).toString("base64");
const decode = (text) => new Uint8Array(Buffer.from(text, "base64"));

function contents(doc) {
  return { text: doc.getText("code").toString(), language: doc.getMap("settings").get("language") ?? null };
}

/** Keeps positions off the middle of a surrogate pair, as the editor does. */
function between(text, fraction) {
  const at = Math.floor(fraction * (text.length + 1));
  return at > 0 && at < text.length && text.charCodeAt(at) >= 0xdc00 && text.charCodeAt(at) < 0xe000 ? at - 1 : at;
}

function perform(doc, undoManager, step) {
  const code = doc.getText("code");
  const text = code.toString();
  const from = between(text, step.from ?? 0);
  switch (step.kind) {
    case "type":
      code.insert(from, step.text);
      break;
    case "erase": {
      const to = between(text, step.to);
      code.delete(Math.min(from, to), Math.abs(to - from));
      break;
    }
    case "choose":
      doc.getMap("settings").set("language", step.language);
      break;
    case "undo":
      undoManager.undo();
      break;
    default:
      throw new Error(`unknown step ${step.kind}`);
  }
}

function play({ people, steps, gc }) {
  const updates = [];
  const docs = Array.from({ length: people }, (_, person) => {
    const doc = new Y.Doc({ gc });
    doc.clientID = person + 1;
    doc.on("update", (update, origin) => {
      if (origin !== "others") updates.push([person, update]);
    });
    return doc;
  });
  const managers = docs.map((doc) => new Y.UndoManager(doc.getText("code"), { captureTimeout: 0 }));
  const hasHeard = docs.map(() => 0);
  const hear = (person) => {
    for (const [author, update] of updates.slice(hasHeard[person])) {
      if (author !== person) Y.applyUpdate(docs[person], update, "others");
    }
    hasHeard[person] = updates.length;
  };
  for (const step of steps) {
    if (step.kind === "hear") hear(step.person);
    else perform(docs[step.person], managers[step.person], step);
  }
  docs.forEach((_, person) => hear(person));
  const ends = docs.map((doc) => JSON.stringify(contents(doc)));
  if (new Set(ends).size !== 1) throw new Error("Yjs itself did not converge");
  return { updates: updates.map(([person, update]) => [person, encode(update)]), ...contents(docs[0]) };
}

function apply(updates) {
  const doc = new Y.Doc();
  for (const update of updates) Y.applyUpdate(doc, decode(update));
  return { ...contents(doc), isWhole: doc.store.pendingStructs === null && doc.store.pendingDs === null };
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  const answer = request.script ? play(request.script) : apply(request.apply);
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
