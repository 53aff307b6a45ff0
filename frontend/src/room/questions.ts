/** Search and order of "My Questions". Pure. */

export type QuestionOrder = "interview" | "unasked" | "alphabet";

export interface ListedQuestion {
  readonly id: string;
  readonly text: string;
  /** Hints and guide: searched as well. */
  readonly notes: string;
  /** From 0, as the interview has them. */
  readonly position: number;
  readonly asked: boolean;
}

/** Of all that was pushed, oldest first: what was asked before the last one, each text once. */
export function askedBefore(texts: readonly string[]): readonly string[] {
  return [...new Set(texts.slice(0, -1))].filter((text) => text !== texts.at(-1));
}

export const maxQuestionLength = 4000;

/** As the server counts: characters, not UTF-16 units, after trimming. */
export function questionLength(text: string): number {
  return Array.from(text.trim()).length;
}

/** The questions to show, in order. Every word searched for has to occur, in any case and with any accents. */
export function listQuestions(questions: readonly ListedQuestion[], search: string, order: QuestionOrder): ListedQuestion[] {
  const words = folded(search).split(/\s+/).filter(Boolean);
  const found = questions.filter((question) => {
    const text = folded(`${question.text}\n${question.notes}`);
    return words.every((word) => text.includes(word));
  });
  return found.sort(comparators[order]);
}

type Comparator = (a: ListedQuestion, b: ListedQuestion) => number;

const byPosition: Comparator = (a, b) => a.position - b.position;
const comparators: Readonly<Record<QuestionOrder, Comparator>> = {
  interview: byPosition,
  unasked: (a, b) => Number(a.asked) - Number(b.asked) || byPosition(a, b),
  alphabet: (a, b) => a.text.localeCompare(b.text) || byPosition(a, b),
};

function folded(text: string): string {
  return text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLocaleLowerCase();
}
