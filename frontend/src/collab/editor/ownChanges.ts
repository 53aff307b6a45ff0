/**
 * What is looked at, or put right, before a change of one's own goes into the shared text. A change that comes out of the shared
 * text is never touched: here and there would be different texts.
 */
import { EditorState, Transaction, type ChangeSpec, type Extension, type Text } from "@codemirror/state";
import { ySyncAnnotation } from "y-codemirror.next";

/** In UTF-16 units, as the editor counts. */
export interface Limits {
  /** Of what is inserted at once. */
  readonly insertion: number;
  readonly document: number;
}

export function isFromShared(transaction: Transaction): boolean {
  return transaction.annotation(ySyncAnnotation) !== undefined;
}

/** Keeps out what the server would refuse; better before it is in the document than after. */
export function limitSize(limits: Limits, onKeptOut: (message: string) => void): Extension {
  return EditorState.transactionFilter.of((transaction) => {
    if (!transaction.docChanged || isFromShared(transaction)) return transaction;
    const message = tooLarge(transaction, limits);
    if (message === null) return transaction;
    onKeptOut(message);
    return [];
  });
}

function tooLarge({ changes, startState }: Transaction, limits: Limits): string | null {
  let inserted = 0;
  changes.iterChanges((_fromA, _toA, _fromB, _toB, text) => {
    inserted += text.length;
  });
  if (inserted > limits.insertion)
    return `This is too long: ${inserted} characters at once, and ${limits.insertion} are possible.`;
  const grows = changes.newLength > startState.doc.length;
  return grows && changes.newLength > limits.document
    ? `The document is full: it takes ${limits.document} characters. Delete something first.`
    : null;
}

const halves = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/**
 * A character outside the basic plane takes two units. Input methods sometimes replace one of the two, and a document where one
 * is without the other reads differently in Yjs and on the server, which therefore refuses it.
 */
export const keepCharactersWhole: Extension = EditorState.transactionFilter.of((transaction) => {
  if (!transaction.docChanged || isFromShared(transaction)) return transaction;
  const { doc } = transaction.startState;
  const whole: ChangeSpec[] = [];
  let repairs = 0;
  transaction.changes.iterChanges((fromA, toA, _fromB, _toB, inserted) => {
    const from = cuts(doc, fromA) ? fromA - 1 : fromA;
    const to = cuts(doc, toA) ? toA + 1 : toA;
    const text = doc.sliceString(from, fromA) + inserted.sliceString(0, inserted.length, "\n") + doc.sliceString(toA, to);
    const kept = text.replace(halves, "");
    if (from !== fromA || to !== toA || kept !== text) repairs += 1;
    whole.push({ from, to, insert: kept });
  });
  if (repairs === 0) return transaction;
  const userEvent = transaction.annotation(Transaction.userEvent);
  return { changes: whole, scrollIntoView: true, ...(userEvent === undefined ? {} : { userEvent }) };
});

function cuts(doc: Text, position: number): boolean {
  if (position === 0 || position === doc.length) return false;
  const around = doc.sliceString(position - 1, position + 1);
  return around.length === 2 && (around.codePointAt(0) ?? 0) > 0xffff;
}
