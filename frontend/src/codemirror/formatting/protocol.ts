/** What the page and the worker that formats say to each other. */

export interface FormatRequest {
  readonly id: number;
  readonly language: string;
  readonly source: string;
  /** Columns of one step. */
  readonly indent: number;
  readonly useTabs: boolean;
}

export type FormatAnswer =
  | { readonly id: number; readonly formatted: string }
  /** In the formatter's own words. */
  | { readonly id: number; readonly problem: string };

/** Languages that have a formatter. */
export const formattedLanguages: ReadonlySet<string> = new Set([
  "python",
  "c",
  "cpp",
  "java",
  "csharp",
  "javascript",
  "typescript",
  "go",
  "sql",
]);
