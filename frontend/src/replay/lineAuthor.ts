/** Says who wrote the line that the cursor is in. */
import { setText } from "../ui/dom";
import type { AuthorshipSource } from "./authorshipSource";
import type { Line } from "./codeView";
import type { Person } from "./data";
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
  readonly source: AuthorshipSource;
  readonly warn: (message: string, detail: unknown) => void;
}

export function createLineAuthor({ status, people, startMs, source, warn }: LineAuthorOptions): LineAuthor {
  let asked = 0;
  return {
    show: ({ number, from, to }, ids) => {
      asked += 1;
      const mine = asked;
      Promise.all([source.load(), ids]).then(
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
