/** The programming languages that the editors know, each loaded when it is first needed. */
import type { Extension } from "@codemirror/state";

const loaders: Readonly<Record<string, () => Promise<Extension>>> = {
  c: async () => (await import("@codemirror/lang-cpp")).cpp(),
  cpp: async () => (await import("@codemirror/lang-cpp")).cpp(),
  go: async () => (await import("@codemirror/lang-go")).go(),
  java: async () => (await import("@codemirror/lang-java")).java(),
  javascript: async () => (await import("@codemirror/lang-javascript")).javascript(),
  python: async () => (await import("@codemirror/lang-python")).python(),
  rust: async () => (await import("@codemirror/lang-rust")).rust(),
  sql: async () => (await import("@codemirror/lang-sql")).sql(),
  typescript: async () => (await import("@codemirror/lang-javascript")).javascript({ typescript: true }),
};

/** Highlighting and indentation of a language; of one that is not known, plain text. */
export async function loadLanguage(key: string): Promise<Extension> {
  return (await loaders[key]?.()) ?? [];
}
