import { describe, expect, test } from "vitest";

import { compileDiagnostics, crashLine } from "./diagnostics";

describe("compile errors", () => {
  test("of gcc, with the note below them left out", () => {
    const output = [
      "main.cpp: In function ‘int main()’:",
      "main.cpp:3:13: error: expected ‘;’ before ‘return’",
      "    3 |   int x = 1",
      "      |             ^",
      "main.cpp:9:1: note: in expansion of macro",
      "/box/main.cpp:4:7: warning: unused variable ‘y’ [-Wunused-variable]",
    ].join("\n");
    expect(compileDiagnostics("cpp", output)).toEqual([
      { line: 3, column: 13, severity: "error", message: "expected ‘;’ before ‘return’" },
      { line: 4, column: 7, severity: "warning", message: "unused variable ‘y’ [-Wunused-variable]" },
    ]);
  });

  test("of javac, with the column that the caret shows", () => {
    const output = "Main.java:3: error: ';' expected\n        int x = 1\n                 ^\n1 error\n";
    expect(compileDiagnostics("java", output)).toEqual([{ line: 3, column: 18, severity: "error", message: "';' expected" }]);
  });

  test("of Python, whose line has lost its indent", () => {
    const output = "  File \"main.py\", line 2\n    print(\n         ^\nSyntaxError: '(' was never closed\n";
    expect(compileDiagnostics("python", output)).toEqual([
      { line: 2, column: null, severity: "error", message: "SyntaxError: '(' was never closed" },
    ]);
    const indentation = "Sorry: IndentationError: unexpected indent (main.py, line 2)\n";
    expect(compileDiagnostics("python", indentation)).toEqual([]);
  });

  test("of node, go and rust", () => {
    const node =
      "/box/main.js:2\nlet x = );\n        ^\n\nSyntaxError: Unexpected token ')'\n    at wrapSafe (node:internal/modules/cjs/loader:1378:20)\n";
    expect(compileDiagnostics("javascript", node)).toEqual([
      { line: 2, column: 9, severity: "error", message: "SyntaxError: Unexpected token ')'" },
    ]);
    expect(compileDiagnostics("go", "# command-line-arguments\n./main.go:4:2: declared and not used: x\n")).toEqual([
      { line: 4, column: 2, severity: "error", message: "declared and not used: x" },
    ]);
    const rust = "error[E0425]: cannot find value `y` in this scope\n --> main.rs:2:20\n  |\n";
    expect(compileDiagnostics("rust", rust)).toEqual([
      { line: 2, column: 20, severity: "error", message: "cannot find value `y` in this scope" },
    ]);
  });

  test("of tsc, mcs, kotlinc and ruby", () => {
    expect(
      compileDiagnostics("typescript", "main.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.\n"),
    ).toEqual([{ line: 1, column: 7, severity: "error", message: "TS2322: Type 'string' is not assignable to type 'number'." }]);
    const mono =
      "/box/main.cs(2,35): error CS1525: Unexpected symbol `}', expecting `;'\nCompilation failed: 1 error(s), 0 warnings\n";
    expect(compileDiagnostics("csharp", mono)).toEqual([
      { line: 2, column: 35, severity: "error", message: "CS1525: Unexpected symbol `}', expecting `;'" },
    ]);
    const kotlin = "main.kt:1:25: error: initializer type mismatch.\nfun main() {\n            ^\n";
    expect(compileDiagnostics("kotlin", kotlin)).toEqual([
      { line: 1, column: 25, severity: "error", message: "initializer type mismatch." },
    ]);
    expect(compileDiagnostics("ruby", "/box/main.rb:3: syntax error, unexpected end-of-input\nputs (1\n       ^\n")).toEqual([
      { line: 3, column: null, severity: "error", message: "syntax error, unexpected end-of-input" },
    ]);
  });

  test("of PHP, Bash and SQLite", () => {
    const php = '\nParse error: syntax error, unexpected token ";" in /box/main.php on line 4\n';
    expect(compileDiagnostics("php", php)).toEqual([
      { line: 4, column: null, severity: "error", message: 'syntax error, unexpected token ";"' },
    ]);
    const bash = "main.sh: line 1: syntax error near unexpected token `)'\nmain.sh: line 1: `echo )'\n";
    expect(compileDiagnostics("bash", bash)).toEqual([
      { line: 1, column: null, severity: "error", message: "syntax error near unexpected token `)'" },
    ]);
    const sqlite = "Parse error near line 2: no such column: y\n  SELECT y FROM t;\n         ^--- error here\n";
    expect(compileDiagnostics("sql", sqlite)).toEqual([
      { line: 2, column: null, severity: "error", message: "no such column: y" },
    ]);
    expect(compileDiagnostics("sql", "line 3: cannot run .shell in safe mode\n")).toEqual([
      { line: 3, column: null, severity: "error", message: "cannot run .shell in safe mode" },
    ]);
  });

  test("of nothing we know are only shown as text", () => {
    expect(compileDiagnostics("cobol", "line 3: no")).toEqual([]);
    expect(compileDiagnostics("cpp", "collect2: error: ld returned 1 exit status")).toEqual([]);
  });
});

describe("crashes", () => {
  test("lead to the innermost line of the candidate's own code", () => {
    const python =
      'Traceback (most recent call last):\n  File "/box/main.py", line 9, in <module>\n  File "/box/main.py", line 4, in f\nZeroDivisionError: division by zero\n';
    expect(crashLine("python", python)).toBe(4);
    const java =
      'Exception in thread "main" java.lang.ArithmeticException: / by zero\n\tat Main.f(Main.java:7)\n\tat Main.main(Main.java:3)\n';
    expect(crashLine("java", java)).toBe(7);
    expect(crashLine("javascript", "/box/main.js:5\n  throw new Error()\n")).toBe(5);
    expect(crashLine("cpp", "Segmentation fault")).toBeNull();
  });
});

test.each([
  ["typescript", "/box/main.ts:5\n  x.y\n    ^\n\nTypeError: no\n    at f (/box/main.ts:5:5)\n    at g (/box/main.ts:9:1)\n", 5],
  [
    "kotlin",
    "Exception in thread\n\tat java.base/java.util.X.get(X.java:1)\n\tat MainKt.f(main.kt:7)\n\tat MainKt.main(main.kt)\n",
    7,
  ],
  ["ruby", "/box/main.rb:3:in `fetch': index 1 outside (IndexError)\n\tfrom /box/main.rb:8:in `<main>'\n", 3],
  [
    "php",
    "\nFatal error: Uncaught DivisionByZeroError: Division by zero in /box/main.php:6\nStack trace:\n#0 main.php(9): f()\n",
    6,
  ],
  ["bash", "/box/main.sh: line 2: foo: command not found\n/box/main.sh: line 4: x: unbound variable\n", 4],
  ["sql", "Runtime error near line 2: integer overflow\n", 2],
  ["csharp", "Unhandled Exception:\nSystem.IndexOutOfRangeException\n  at P.Main () [0x00007] in <3cf1>:0\n", null],
])("a crash in %s leads to its line", (language, stderr, line) => {
  expect(crashLine(language, stderr)).toBe(line);
});
