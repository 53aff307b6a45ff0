/** Says who wrote the line that the cursor is in. The table of authors is fetched when it is first asked for. */
import { setText } from "../ui/dom";
import { createAuthorship, type Authorship } from "./authorship";
import type { Line } from "./codeView";
import type { Person, WrittenSpan } from "./data";
import type { IdsOf } from "./documentLog";
import { lineText } from "./strings";

export interface LineAuthor {
  readonly show: (line: Line, ids: Promise<IdsOf>) => void;
  /** Another moment is shown: what was said of a line may be wrong there. */
  readonly clear: () => void;
}

export interface LineAuthorOptions {
  readonly status: HTMLElement;
  readonly people: ReadonlyMap<string, Person>;
  readonly startMs: number;
  readonly fetchSpans: () => Promise<readonly WrittenSpan[]>;
  readonly warn: (message: string, detail: unknown) => void;
}

export function createLineAuthor({ status, people, startMs, fetchSpans, warn }: LineAuthorOptions): LineAuthor {
  let authorship: Promise<Authorship> | null = null;
  let asked = 0;

  function load(): Promise<Authorship> {
    authorship ??= fetchSpans().then(createAuthorship);
    authorship.catch(() => {
      authorship = null;
    });
    return authorship;
  }

  return {
    show: ({ number, from, to }, ids) => {
      asked += 1;
      const mine = asked;
      Promise.all([load(), ids]).then(
        ([known, idsOf]) => {
          if (mine === asked) setText(status, lineText(number, known.of(idsOf(from, to)), people, startMs));
        },
        (error: unknown) => {
          if (mine !== asked) return;
          setText(status, "Who wrote this line could not be loaded. Choose it again to try again.");
          warn("loading who wrote what", error);
        },
      );
    },
    clear: () => {
      asked += 1;
      setText(status, "");
    },
  };
}
