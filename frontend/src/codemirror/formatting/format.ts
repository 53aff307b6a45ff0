/** Formats the code of an editor. A chunk of its own, fetched when somebody asks for it the first time. */
import { getIndentUnit, indentUnit } from "@codemirror/language";
import { diff } from "@codemirror/merge";
import type { ChangeSpec } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";

import type { FormatAnswer, FormatRequest } from "./protocol";

/** Why nothing was formatted, or null; in words for people. */
export type FormatProblem = string | null;

let worker: Worker | null = null;
let lastId = 0;
/** A formatter takes a moment; somebody else may have typed meanwhile. */
const attempts = 3;

export async function formatCode(view: EditorView, language: string): Promise<FormatProblem> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const { state } = view;
    const source = state.doc.toString();
    const answer = await ask({
      language,
      source,
      indent: getIndentUnit(state),
      useTabs: state.facet(indentUnit).startsWith("\t"),
    });
    if ("problem" in answer) return `Not formatted: ${firstLine(answer.problem)}`;
    if (view.state.doc !== state.doc) continue;
    if (view.state.readOnly) return "Not formatted: the code cannot be changed at the moment.";
    view.dispatch({
      changes: changesBetween(source, answer.formatted),
      userEvent: "input.format",
      scrollIntoView: true,
    });
    return null;
  }
  return "Not formatted: the code was changed meanwhile. Try again.";
}

/** Only what is another text there: cursors and marks stay where they are, and so does what others write at the same time. */
export function changesBetween(before: string, after: string): ChangeSpec[] {
  return diff(before, after, { scanLimit: 2000 }).map(({ fromA, toA, fromB, toB }) => ({
    from: fromA,
    to: toA,
    insert: after.slice(fromB, toB),
  }));
}

function firstLine(text: string): string {
  return (text.trim().split("\n")[0] ?? "").slice(0, 200);
}

function ask(request: Omit<FormatRequest, "id">): Promise<FormatAnswer> {
  lastId += 1;
  const id = lastId;
  worker ??= new Worker(new URL("./formatting.worker.ts", import.meta.url), { type: "module", name: "formatting" });
  const asked = worker;
  return new Promise((resolve) => {
    const settle = (answer: FormatAnswer): void => {
      asked.removeEventListener("message", listen);
      asked.removeEventListener("error", fail);
      resolve(answer);
    };
    const listen = ({ data }: MessageEvent<FormatAnswer>): void => {
      if (data.id === id) settle(data);
    };
    const fail = (event: ErrorEvent): void => {
      event.preventDefault();
      worker = null;
      asked.terminate();
      settle({ id, problem: "the formatter could not be loaded. Check your connection and try again." });
    };
    asked.addEventListener("message", listen);
    asked.addEventListener("error", fail);
    asked.postMessage({ ...request, id } satisfies FormatRequest);
  });
}
