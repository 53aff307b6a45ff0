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
