/** Programming languages of the editors. The parser of each is a chunk of its own, fetched when somebody chooses it. */
import { indentUnit, LanguageSupport, StreamLanguage, type StreamParser } from "@codemirror/language";
import type { Extension } from "@codemirror/state";

interface Language {
  readonly name: string;
  /** One step of indentation, as the language's own formatters have it. */
  readonly indent: string;
  readonly load: () => Promise<Extension>;
}

/** Of a parser from before CodeMirror 6. */
const stream = (parser: StreamParser<unknown>): LanguageSupport => new LanguageSupport(StreamLanguage.define(parser));

const sqlite = async (): Promise<Extension> => {
  const { sql, SQLite } = await import("@codemirror/lang-sql");
  return sql({ dialect: SQLite });
};

const languages: ReadonlyMap<string, Language> = new Map<string, Language>([
  ["python", { name: "Python", indent: "    ", load: async () => (await import("@codemirror/lang-python")).python() }],
  ["c", { name: "C", indent: "    ", load: async () => (await import("@codemirror/lang-cpp")).cpp() }],
  ["cpp", { name: "C++", indent: "    ", load: async () => (await import("@codemirror/lang-cpp")).cpp() }],
  ["java", { name: "Java", indent: "    ", load: async () => (await import("@codemirror/lang-java")).java() }],
  [
    "javascript",
    { name: "JavaScript", indent: "  ", load: async () => (await import("@codemirror/lang-javascript")).javascript() },
  ],
  [
    "typescript",
    {
      name: "TypeScript",
      indent: "  ",
      load: async () => (await import("@codemirror/lang-javascript")).javascript({ typescript: true }),
    },
  ],
  ["go", { name: "Go", indent: "\t", load: async () => (await import("@codemirror/lang-go")).go() }],
  ["rust", { name: "Rust", indent: "    ", load: async () => (await import("@codemirror/lang-rust")).rust() }],
  [
    "csharp",
    { name: "C#", indent: "    ", load: async () => stream((await import("@codemirror/legacy-modes/mode/clike")).csharp) },
  ],
  [
    "kotlin",
    { name: "Kotlin", indent: "    ", load: async () => stream((await import("@codemirror/legacy-modes/mode/clike")).kotlin) },
  ],
  ["ruby", { name: "Ruby", indent: "  ", load: async () => stream((await import("@codemirror/legacy-modes/mode/ruby")).ruby) }],
  ["php", { name: "PHP", indent: "    ", load: async () => (await import("@codemirror/lang-php")).php() }],
  ["bash", { name: "Bash", indent: "  ", load: async () => stream((await import("@codemirror/legacy-modes/mode/shell")).shell) }],
  ["sql", { name: "SQL", indent: "  ", load: sqlite }],
]);

/** What people read; the key itself where we do not know the language. */
export function languageName(key: string): string {
  return key === "text" ? "Plain text" : (languages.get(key)?.name ?? key);
}

/** Parser, highlighting and indentation. An unknown key is plain text. Rejects where the chunk cannot be fetched. */
export async function loadLanguage(key: string): Promise<Extension> {
  const language = languages.get(key);
  return language === undefined ? [] : [indentUnit.of(language.indent), await language.load()];
}
