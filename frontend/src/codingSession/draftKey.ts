/** What a code is of: each problem and language has one of its own. */

export interface DraftKey {
  readonly problemId: string;
  readonly language: string;
}

/** The same in one word, for maps and for the editor. */
export function nameOf({ problemId, language }: DraftKey): string {
  return `${problemId}/${language}`;
}

export function keyOf(name: string): DraftKey {
  const [problemId = "", language = ""] = name.split("/");
  return { problemId, language };
}
