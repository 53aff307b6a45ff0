import type { CompletionList, Hover, PublishDiagnosticsParams, SignatureHelp } from "vscode-languageserver-protocol";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";

import { libraryFiles } from "./libraries";
import { lineStarts, offsetAt, positionAt } from "./positions";
import { createServer, type Request } from "./server";
import { createTypeScriptService, type TypeScriptService } from "./service";

interface Sent {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number };
}

let service: TypeScriptService;
let sent: Sent[];
let take: (message: Request) => void;

beforeAll(() => {
  service = createTypeScriptService(libraryFiles());
}, 60_000);

beforeEach(() => {
  sent = [];
  take = createServer({
    createService: () => service,
    send: (message) => sent.push(message),
    whenIdle: (act) => {
      act();
    },
  });
});

const uriOf = (language: string): string => `file:///code/a%2Fb/main.${language}`;

function open(language: "js" | "ts", text: string): readonly string[] {
  const textDocument = { uri: uriOf(language), version: 1, languageId: language, text };
  take({ jsonrpc: "2.0", method: "textDocument/didOpen", params: { textDocument } });
  const params = sent.at(-1)?.params as PublishDiagnosticsParams;
  take({ jsonrpc: "2.0", method: "textDocument/didClose", params: { textDocument: { uri: uriOf(language) } } });
  return params.diagnostics.map(({ message, range }) => `${range.start.line}:${range.start.character} ${message}`);
}

/** Asks where `|` stands. */
function ask(method: string, source: string): unknown {
  const at = source.indexOf("|");
  const text = source.replace("|", "");
  const textDocument = { uri: uriOf("ts"), version: 1, languageId: "typescript", text };
  take({ jsonrpc: "2.0", method: "textDocument/didOpen", params: { textDocument } });
  const position = positionAt(lineStarts(text), at);
  take({ jsonrpc: "2.0", id: 7, method, params: { textDocument: { uri: textDocument.uri }, position } });
  take({ jsonrpc: "2.0", method: "textDocument/didClose", params: { textDocument: { uri: textDocument.uri } } });
  return sent.findLast(({ id }) => id === 7)?.result;
}

describe("what is marked", () => {
  it("in TypeScript is what the compiler says, with Node's modules known", () => {
    expect(open("ts", "const a: string = 1;")).toEqual(["0:6 Type 'number' is not assignable to type 'string'."]);
    expect(open("ts", "import * as fs from 'fs';\nconsole.log(fs.readFileSync(0, 'utf8').split('\\n').at(-1));")).toEqual([]);
    // As the sandbox compiles: not strict.
    expect(open("ts", "function f(a, b) { return a + b; }\nlet s: string = null;")).toEqual([]);
  });

  it("in JavaScript is only what is certainly wrong", () => {
    expect(open("js", "const once = 1;\nonce = 2;\nfoo();")).toEqual([
      "1:0 Cannot assign to 'once' because it is a constant.",
      "2:0 Cannot find name 'foo'.",
    ]);
    expect(open("js", "const o = {};\no.added = 1;\nconst text = require('fs').readFileSync(0, 'utf8');")).toEqual([]);
    expect(open("js", "let x = );")).toEqual(["0:8 Expression expected."]);
  });

  it("is nothing in an empty program", () => {
    expect(open("ts", "")).toEqual([]);
  });
});

describe("what is answered", () => {
  it("completes members, narrowed to what begins alike", () => {
    const { items } = ask("textDocument/completion", "const text = 'a';\ntext.toUp|") as CompletionList;
    const labels = items.map(({ label }) => label);
    expect(labels).toContain("toUpperCase");
    expect(labels).not.toContain("charAt");
  });

  it("knows types and signatures", () => {
    const hover = ask("textDocument/hover", "const nu|mber = 1;") as Hover;
    expect(JSON.stringify(hover.contents)).toContain("const number: 1");
    const help = ask("textDocument/signatureHelp", "Math.max(1, |)") as SignatureHelp;
    expect(help.signatures[0]?.label).toBe("max(...values: number[]): number");
  });

  it("is nothing of a text that is not open, and an error for what it does not know", () => {
    const params = { textDocument: { uri: "file:///code/other.ts" }, position: { line: 0, character: 0 } };
    take({ jsonrpc: "2.0", id: 1, method: "textDocument/hover", params });
    take({ jsonrpc: "2.0", id: 2, method: "textDocument/rename", params });
    expect(sent).toMatchObject([
      { id: 1, result: null },
      { id: 2, error: { code: -32601 } },
    ]);
  });
});

it("counts lines and columns as the protocol does", () => {
  const text = "a\n😀b\n";
  expect(positionAt(lineStarts(text), 4)).toEqual({ line: 1, character: 2 });
  expect(offsetAt(text, { line: 1, character: 2 })).toBe(4);
  expect(offsetAt(text, { line: 9, character: 9 })).toBe(text.length);
});
