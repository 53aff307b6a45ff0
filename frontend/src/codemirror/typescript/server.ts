/** A language server for JavaScript and TypeScript: the Language Server Protocol's messages over the language service. */
import type {
  CompletionParams,
  DidChangeTextDocumentParams,
  DidCloseTextDocumentParams,
  DidOpenTextDocumentParams,
  InitializeResult,
  TextDocumentPositionParams,
} from "vscode-languageserver-protocol";

import type { TypeScriptService } from "./service";

export interface Request {
  readonly jsonrpc: "2.0";
  /** None: a notification. */
  readonly id?: number;
  readonly method: string;
  readonly params?: unknown;
}

export interface ServerOptions {
  /** Made when the first message comes: it takes a while. */
  readonly createService: () => TypeScriptService;
  readonly send: (message: object) => void;
  /** Calls back when nothing else waits; a call that comes before replaces it. */
  readonly whenIdle: (act: () => void) => void;
}

const capabilities: InitializeResult["capabilities"] = {
  // Whole texts: an interview's programs are short.
  textDocumentSync: 1,
  completionProvider: { triggerCharacters: ["."] },
  hoverProvider: true,
  signatureHelpProvider: { triggerCharacters: ["(", ","], retriggerCharacters: [")"] },
};

const methodNotFound = -32601;
const failed = -32603;

/** Takes the client's messages. */
export function createServer({ createService, send, whenIdle }: ServerOptions): (message: Request) => void {
  const service = createService();
  const versions = new Map<string, number>();

  const check = (uri: string): void => {
    whenIdle(() => {
      const version = versions.get(uri);
      if (version === undefined) return;
      const params = { uri, version, diagnostics: service.diagnostics(pathOf(uri)) };
      send({ jsonrpc: "2.0", method: "textDocument/publishDiagnostics", params });
    });
  };
  const take = (uri: string, version: number, text: string): void => {
    versions.set(uri, version);
    service.open(pathOf(uri), text);
    check(uri);
  };
  const at = <Result>(
    params: unknown,
    ask: (path: string, position: TextDocumentPositionParams["position"]) => Result | null,
  ): Result | null => {
    const { textDocument, position } = params as TextDocumentPositionParams | CompletionParams;
    return versions.has(textDocument.uri) ? ask(pathOf(textDocument.uri), position) : null;
  };

  const answerOf = (method: string, params: unknown): unknown => {
    switch (method) {
      case "initialize":
        return { capabilities } satisfies InitializeResult;
      case "shutdown":
        return null;
      case "textDocument/completion":
        return at(params, service.completions);
      case "textDocument/hover":
        return at(params, service.hover);
      case "textDocument/signatureHelp":
        return at(params, service.signatures);
      default:
        return undefined;
    }
  };
  const note = (method: string, params: unknown): void => {
    switch (method) {
      case "textDocument/didOpen": {
        const { textDocument } = params as DidOpenTextDocumentParams;
        take(textDocument.uri, textDocument.version, textDocument.text);
        break;
      }
      case "textDocument/didChange": {
        const { textDocument, contentChanges } = params as DidChangeTextDocumentParams;
        const whole = contentChanges.at(-1);
        if (whole !== undefined) take(textDocument.uri, textDocument.version, whole.text);
        break;
      }
      case "textDocument/didClose": {
        const { uri } = (params as DidCloseTextDocumentParams).textDocument;
        if (versions.delete(uri)) service.close(pathOf(uri));
        break;
      }
    }
  };

  return ({ id, method, params }) => {
    if (id === undefined) {
      note(method, params);
      return;
    }
    try {
      const result = answerOf(method, params);
      if (result === undefined) send({ jsonrpc: "2.0", id, error: { code: methodNotFound, message: method } });
      else send({ jsonrpc: "2.0", id, result });
    } catch (error) {
      // The compiler gives up on some half-written programs; the next letter asks again.
      send({ jsonrpc: "2.0", id, error: { code: failed, message: String(error) } });
    }
  };
}

/** The compiler's file system knows paths. */
function pathOf(uri: string): string {
  return new URL(uri).pathname;
}
