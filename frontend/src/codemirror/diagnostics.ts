/** Finds the lines that compilers and interpreters complain of in what they wrote. Pure. */

export interface Diagnostic {
  /** From 1. */
  readonly line: number;
  /** From 1; null where only the line is known. */
  readonly column: number | null;
  readonly severity: "error" | "warning";
  readonly message: string;
}

type Parse = (output: string) => readonly Diagnostic[];

const maxShown = 50;

/** What the compiler of this language, or the interpreter that could not load the source, said. */
export function compileDiagnostics(language: string, output: string): readonly Diagnostic[] {
  const parse = parsers[language];
  return parse === undefined ? [] : parse(output.replaceAll("\r\n", "\n")).slice(0, maxShown);
}

/** gcc, g++, go, kotlinc and ruby: `main.cpp:3:5: error: expected ‘;’`, `./main.go:4:2: declared and not used: x`. */
const parseColons: Parse = (output) =>
  [...output.matchAll(/^(?:\S*\/)?main\.\w+:(\d+):(?:(\d+):)? *(?:(fatal error|error|warning|note): )?(.+)$/gm)].flatMap(
    ([, line, column, kind, message]) => (kind === "note" ? [] : [diagnostic(line, column, message, kind === "warning")]),
  );

/** javac: `Main.java:3: error: ';' expected`, then the line, then a caret below the place. */
const parseJavac: Parse = (output) =>
  [...output.matchAll(/^(?:\S*\/)?\w+\.java:(\d+): (error|warning): (.+)\n(?:(.*)\n( *)\^)?/gm)].map(
    ([, line, kind, message, , indent]) =>
      diagnostic(line, indent === undefined ? undefined : String(indent.length + 1), message, kind === "warning"),
  );

/** Python: `File "main.py", line 3`, the line without its indent, a caret, `SyntaxError: invalid syntax`. */
const parsePython: Parse = (output) => {
  const places = [...output.matchAll(/^ *File "(?:[^"\n]*\/)?main\.py", line (\d+)/gm)];
  const message = /^(\w+(?:Error|Exception|Warning)\b.*)$/m.exec(output)?.[1];
  const last = places.at(-1);
  return last === undefined || message === undefined ? [] : [diagnostic(last[1], undefined, message, false)];
};

/** node: `main.js:3`, the line, carets below the place, an empty line, `SyntaxError: Unexpected token ')'`. */
const parseNode: Parse = (output) => {
  const place = /^(?:\S*\/)?main\.[cm]?js:(\d+)\n.*\n( *)\^/m.exec(output);
  const message = /^(?:Uncaught )?(\w*Error\b.*)$/m.exec(output)?.[1];
  return place === null || message === undefined
    ? []
    : [diagnostic(place[1], String((place[2] ?? "").length + 1), message, false)];
};

/** rustc: `error[E0425]: cannot find value`, then ` --> main.rs:2:5`. */
const parseRust: Parse = (output) =>
  [...output.matchAll(/^(error|warning)(?:\[\w+\])?: (.+)\n *--> (?:\S*\/)?main\.rs:(\d+):(\d+)/gm)].map(
    ([, kind, message, line, column]) => diagnostic(line, column, message, kind === "warning"),
  );

/** tsc and mcs: `main.ts(3,5): error TS2322: Type 'string' is not assignable to type 'number'.` */
const parseParentheses: Parse = (output) =>
  [...output.matchAll(/^(?:\S*\/)?main\.\w+\((\d+),(\d+)\): (error|warning) (.+)$/gm)].map(([, line, column, kind, message]) =>
    diagnostic(line, column, message, kind === "warning"),
  );

/** PHP: `Parse error: syntax error, unexpected token ";" in /box/main.php on line 3` */
const parsePhp: Parse = (output) =>
  [...output.matchAll(/^(?:PHP )?Parse error: +(.+) in \S*main\.php on line (\d+)$/gm)].map(([, message, line]) =>
    diagnostic(line, undefined, message, false),
  );

/** bash: `main.sh: line 3: syntax error near unexpected token ')'`, then the line itself. */
const parseBash: Parse = (output) =>
  [...output.matchAll(/^(?:\S*\/)?main\.sh: line (\d+): (?!`)(.+)$/gm)].map(([, line, message]) =>
    diagnostic(line, undefined, message, false),
  );

/** SQLite: `Parse error near line 3: no such column: x` */
const parseSqlite: Parse = (output) =>
  [...output.matchAll(/^(?:Parse error near )?line (\d+): (.+)$/gm)].map(([, line, message]) =>
    diagnostic(line, undefined, message, false),
  );

const parsers: Readonly<Record<string, Parse>> = {
  bash: parseBash,
  c: parseColons,
  cpp: parseColons,
  csharp: parseParentheses,
  go: parseColons,
  java: parseJavac,
  javascript: parseNode,
  kotlin: parseColons,
  php: parsePhp,
  python: parsePython,
  ruby: parseColons,
  rust: parseRust,
  sql: parseSqlite,
  typescript: parseParentheses,
};

function diagnostic(
  line: string | undefined,
  column: string | undefined,
  message: string | undefined,
  isWarning: boolean,
): Diagnostic {
  return {
    line: Number(line),
    column: column === undefined ? null : Number(column),
    severity: isWarning ? "warning" : "error",
    message: (message ?? "").trim(),
  };
}

/** The line of the candidate's own code in which a program crashed, by what it left on standard error; null if unknown. */
export function crashLine(language: string, stderr: string): number | null {
  const patterns: Readonly<Record<string, RegExp>> = {
    python: /^ *File "(?:[^"\n]*\/)?main\.py", line (\d+)/gm,
    java: /^\s+at \w[\w.$]*\(Main\.java:(\d+)\)/gm,
    javascript: /\bmain\.[cm]?js:(\d+)/gm,
    go: /\bmain\.go:(\d+)/gm,
    rust: /\bmain\.rs:(\d+):\d+/gm,
    typescript: /\bmain\.[cm]?ts:(\d+)/gm,
    kotlin: /^\s+at \w[\w.$]*\(main\.kt:(\d+)\)/gm,
    ruby: /\bmain\.rb:(\d+):in\b/gm,
    php: /\bmain\.php:(\d+)$/gm,
    bash: /\bmain\.sh: line (\d+):/gm,
    sql: /^Runtime error near line (\d+):/gm,
  };
  const pattern = patterns[language];
  if (pattern === undefined) return null;
  const found = [...stderr.matchAll(pattern)];
  // Python tells the innermost call last, the others tell it first. Bash goes on after an error; the last one ended it.
  const line = (language === "python" || language === "bash" ? found.at(-1) : found[0])?.[1];
  return line === undefined ? null : Number(line);
}
