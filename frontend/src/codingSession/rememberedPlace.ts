/** Where somebody was at work, kept in their browser: the problem, and each problem's language. */
import type { Session } from "./api";
import type { DraftKey } from "./draftKey";
import type { WorkspaceState } from "./workspaceMachine";

export interface RememberedPlace {
  readonly problem: () => string | null;
  readonly languages: (session: Session) => WorkspaceState["chosen"];
  readonly noteProblem: (problemId: string) => void;
  readonly noteLanguage: (key: DraftKey) => void;
}

export function createRememberedPlace(storage: Pick<Storage, "getItem" | "setItem">, storageKey: string): RememberedPlace {
  return {
    problem: () => storage.getItem(`${storageKey}/problem`),
    languages: ({ problems }) => {
      const byProblem = problems.flatMap(({ problemId }) => {
        const language = storage.getItem(`${storageKey}/language/${problemId}`);
        return language === null ? [] : [[problemId, language] as const];
      });
      return { latest: storage.getItem(`${storageKey}/language`), byProblem: Object.fromEntries(byProblem) };
    },
    noteProblem: (problemId) => {
      storage.setItem(`${storageKey}/problem`, problemId);
    },
    noteLanguage: ({ problemId, language }) => {
      storage.setItem(`${storageKey}/language`, language);
      storage.setItem(`${storageKey}/language/${problemId}`, language);
    },
  };
}
