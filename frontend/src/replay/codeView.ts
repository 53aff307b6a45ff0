/** Code as it was at a moment, to read and copy only. */
import { defaultKeymap } from "@codemirror/commands";
import { Compartment, EditorState, type StateEffect } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  EditorView,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  WidgetType,
} from "@codemirror/view";

import { cspNonce } from "../codemirror/cspNonce";
import { loadLanguage } from "../codemirror/languages";
import { codeTheme } from "../codemirror/theme";

/** Whose change is the newest, and where. */
export interface Author {
  readonly name: string;
  readonly colour: number;
  readonly offset: number;
}

/** A part of the text that stands out. */
export interface Highlight {
  readonly from: number;
  readonly to: number;
  readonly class: string;
  /** 0 to 4, of `[data-colour]` in tokens.css. */
  readonly colour?: number;
}

/** The parts that stand out between two offsets; asked for what can be seen, again whenever that changes. */
export type HighlightsIn = (from: number, to: number) => readonly Highlight[];

export interface CodeView {
  /** Where the text has changed, the view goes to the author's place. */
  readonly show: (text: string, author: Author | null, highlightsIn?: HighlightsIn) => void;
  readonly setLanguage: (key: string) => void;
  readonly goToLine: (number: number) => void;
}

/** A line of the text, by its number from 1 and its offsets. */
export interface Line {
  readonly number: number;
  readonly from: number;
  readonly to: number;
}

export interface CodeViewOptions {
  /** The cursor was put into this line. */
  readonly onLine: (line: Line) => void;
  readonly warn: (message: string, detail: unknown) => void;
}

class AuthorMark extends WidgetType {
  private readonly author: Author;

  constructor(author: Author) {
    super();
    this.author = author;
  }

  override eq(other: AuthorMark): boolean {
    return other.author.name === this.author.name && other.author.colour === this.author.colour;
  }

  override toDOM(): HTMLElement {
    const mark = document.createElement("span");
    mark.className = "replay-caret";
    mark.dataset["colour"] = String(this.author.colour);
    // The line under the code says it to those who listen.
    mark.setAttribute("aria-hidden", "true");
    const name = document.createElement("span");
    name.className = "replay-caret-name";
    name.textContent = this.author.name;
    mark.append(name);
    return mark;
  }
}

export function createCodeView(parent: HTMLElement, { onLine, warn }: CodeViewOptions): CodeView {
  const language = new Compartment();
  const author = new Compartment();
  let chosen = "";
  const view = new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        // As in the room: otherwise offsets would count differently.
        EditorState.lineSeparator.of("\n"),
        EditorState.tabSize.of(4),
        EditorState.readOnly.of(true),
        lineNumbers(),
        highlightSpecialChars(),
        keymap.of(defaultKeymap),
        EditorView.contentAttributes.of({
          "aria-label": "Code at this moment",
          "aria-readonly": "true",
          "aria-describedby": "replay-author replay-line",
          tabindex: "0",
        }),
        EditorView.updateListener.of(({ transactions, state }) => {
          if (!transactions.some((transaction) => transaction.isUserEvent("select"))) return;
          const { number, from, to } = state.doc.lineAt(state.selection.main.head);
          onLine({ number, from, to });
        }),
        language.of([]),
        author.of([]),
        cspNonce(),
        codeTheme,
      ],
    }),
  });

  return {
    show: (text, by, highlightsIn = () => []) => {
      const changes = difference(view.state.sliceDoc(), text);
      const at = Math.min(by?.offset ?? 0, text.length);
      const mark =
        by === null
          ? []
          : EditorView.decorations.of(Decoration.set(Decoration.widget({ widget: new AuthorMark(by), side: 1 }).range(at)));
      const shown = [mark, EditorView.decorations.of((target) => visibleParts(target, highlightsIn))];
      const effects: StateEffect<unknown>[] = [author.reconfigure(shown)];
      if (by !== null && changes !== null) effects.push(EditorView.scrollIntoView(at, { yMargin: 40 }));
      view.dispatch({ ...(changes && { changes }), effects });
    },
    goToLine: (number) => {
      if (number < 1 || number > view.state.doc.lines) return;
      const { from } = view.state.doc.line(number);
      view.dispatch({
        selection: { anchor: from },
        effects: EditorView.scrollIntoView(from, { y: "center" }),
        userEvent: "select",
      });
      view.focus();
    },
    setLanguage: (key) => {
      if (key === chosen) return;
      chosen = key;
      loadLanguage(key).then(
        (extension) => {
          if (key === chosen) view.dispatch({ effects: language.reconfigure(extension) });
        },
        (error: unknown) => {
          if (key === chosen) chosen = "";
          warn(`loading the language ${key}`, error);
        },
      );
    },
  };
}

function visibleParts({ visibleRanges }: EditorView, highlightsIn: HighlightsIn): DecorationSet {
  const parts = visibleRanges.flatMap((visible) =>
    highlightsIn(visible.from, visible.to).flatMap(({ from, to, class: name, colour }) => {
      const [start, end] = [Math.max(from, visible.from), Math.min(to, visible.to)];
      if (start >= end) return [];
      const attributes = colour === undefined ? {} : { "data-colour": String(colour) };
      return [Decoration.mark({ class: name, attributes }).range(start, end)];
    }),
  );
  return Decoration.set(parts);
}

/** The one range in which two texts differ; null where they do not. Keeps the view where it is scrolled to. */
export function difference(before: string, after: string): { from: number; to: number; insert: string } | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from += 1;
  let same = 0;
  while (same < shorter - from && before[before.length - 1 - same] === after[after.length - 1 - same]) same += 1;
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) };
}
