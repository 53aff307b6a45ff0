/** Formatters of whole programs, each a chunk that is fetched with the first program of its language. For the worker. */
import type { Plugin } from "prettier";

import type { FormatRequest } from "./protocol";

type Format = (request: FormatRequest) => string | Promise<string>;

const prettier =
  (parser: "babel" | "babel-ts"): (() => Promise<Format>) =>
  async () => {
    const [{ format }, babel, estree] = await Promise.all([
      import("prettier/standalone"),
      import("prettier/plugins/babel"),
      import("prettier/plugins/estree"),
    ]);
    // Its types know nothing of this printer's own.
    const plugins = [babel, estree as unknown as Plugin];
    return ({ source, indent, useTabs }) => format(source, { parser, plugins, tabWidth: indent, useTabs });
  };

const clang =
  (name: string): (() => Promise<Format>) =>
  async () => {
    const { default: initialize, format } = await import("@wasm-fmt/clang-format/vite");
    await initialize();
    return ({ source, indent, useTabs }) =>
      format(
        source,
        name,
        JSON.stringify({
          BasedOnStyle: "Google",
          IndentWidth: indent,
          TabWidth: indent,
          AccessModifierOffset: -indent,
          ContinuationIndentWidth: indent,
          UseTab: useTabs ? "Always" : "Never",
          ColumnLimit: 100,
          // What another include means may hang on its place.
          SortIncludes: "Never",
        }),
      );
  };

const loaders: Readonly<Record<string, () => Promise<Format>>> = {
  python: async () => {
    const { default: initialize, format } = await import("@wasm-fmt/ruff_fmt/vite");
    await initialize();
    return ({ source, indent, useTabs }) =>
      format(source, "main.py", { indent_style: useTabs ? "tab" : "space", indent_width: indent });
  },
  c: clang("main.c"),
  cpp: clang("main.cpp"),
  java: clang("Main.java"),
  csharp: clang("main.cs"),
  javascript: prettier("babel"),
  typescript: prettier("babel-ts"),
  go: async () => {
    const { default: initialize, format } = await import("@wasm-fmt/gofmt/vite");
    await initialize();
    return ({ source }) => format(source);
  },
  sql: async () => {
    const { formatDialect, sqlite } = await import("sql-formatter");
    return ({ source, indent, useTabs }) => formatDialect(source, { dialect: sqlite, tabWidth: indent, useTabs });
  },
};

const loaded = new Map<string, Promise<Format>>();

/** Rejects with the formatter's own words where it cannot read the program. */
export async function formatProgram(request: FormatRequest): Promise<string> {
  const { language } = request;
  const load = loaders[language];
  if (load === undefined) throw new Error(`There is no formatter for ${language}.`);
  let format = loaded.get(language);
  if (format === undefined) {
    format = load();
    loaded.set(language, format);
    // What could not be fetched is fetched again.
    format.catch(() => loaded.delete(language));
  }
  const formatted = await (await format)(request);
  return formatted === "" || formatted.endsWith("\n") ? formatted : `${formatted}\n`;
}
