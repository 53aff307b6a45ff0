/** What a language server has to say of JavaScript and TypeScript, by TypeScript's own language service. */
import { createSystem, createVirtualTypeScriptEnvironment, type VirtualTypeScriptEnvironment } from "@typescript/vfs";
import ts from "typescript";
import type {
  CompletionItem,
  CompletionItemKind,
  CompletionList,
  Diagnostic,
  DiagnosticSeverity,
  Hover,
  Position,
  Range,
  SignatureHelp,
} from "vscode-languageserver-protocol";

import { lineStarts, offsetAt, positionAt } from "./positions";

/** As the sandbox compiles programs (dsa/execution/sandbox/toolchains/node.py); JavaScript is run as it is. */
const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts"],
  module: ts.ModuleKind.CommonJS,
  moduleDetection: ts.ModuleDetectionKind.Force,
  types: ["node"],
  skipLibCheck: true,
  strict: false,
  allowJs: true,
  checkJs: true,
  noEmit: true,
  ignoreDeprecations: "6.0",
};

const maxCompletions = 500;

/** Codes below are of the grammar. */
const firstSemanticCode = 2000;
/**
 * What is wrong in JavaScript however it is meant: a name that is nowhere, a constant assigned to, a block's name declared twice
 * or used before. Of types the compiler only guesses there.
 */
const sureInJavaScript: ReadonlySet<number> = new Set([2304, 2552, 2588, 2451, 2448]);

export interface TypeScriptService {
  readonly open: (path: string, text: string) => void;
  readonly close: (path: string) => void;
  readonly diagnostics: (path: string) => Diagnostic[];
  readonly completions: (path: string, position: Position) => CompletionList | null;
  readonly hover: (path: string, position: Position) => Hover | null;
  readonly signatures: (path: string, position: Position) => SignatureHelp | null;
}

export function createTypeScriptService(library: Map<string, string>): TypeScriptService {
  const environment = createVirtualTypeScriptEnvironment(createSystem(library), [], ts, options);
  const service = environment.languageService;
  const offset = (path: string, position: Position): number => offsetAt(textOf(environment, path), position);
  return {
    open: (path, text) => {
      // The compiler's own file system takes an empty file for none.
      const kept = text === "" ? "\n" : text;
      if (environment.getSourceFile(path) === undefined) environment.createFile(path, kept);
      else environment.updateFile(path, kept);
    },
    close: (path) => {
      environment.deleteFile(path);
    },
    diagnostics: (path) => {
      const text = textOf(environment, path);
      const starts = lineStarts(text);
      const semantic = service
        .getSemanticDiagnostics(path)
        .filter(({ code }) => !path.endsWith(".js") || code < firstSemanticCode || sureInJavaScript.has(code));
      return [...service.getSyntacticDiagnostics(path), ...semantic].map((found) => ({
        range: rangeOf(starts, found.start ?? 0, found.length ?? 0),
        severity: severityOf(found.category),
        code: found.code,
        message: ts.flattenDiagnosticMessageText(found.messageText, "\n"),
      }));
    },
    completions: (path, position) => {
      const at = offset(path, position);
      const found = service.getCompletionsAtPosition(path, at, {});
      if (found === undefined) return null;
      const typed = /[\w$]*$/.exec(textOf(environment, path).slice(0, at))?.[0].toLowerCase() ?? "";
      const entries = found.entries.filter(({ name }) => name.toLowerCase().startsWith(typed.slice(0, 1)));
      return {
        isIncomplete: entries.length > maxCompletions,
        items: entries.slice(0, maxCompletions).map(completionItem),
      };
    },
    hover: (path, position) => {
      const info = service.getQuickInfoAtPosition(path, offset(path, position));
      if (info === undefined) return null;
      const signature = ts.displayPartsToString(info.displayParts);
      const documentation = ts.displayPartsToString(info.documentation);
      const starts = lineStarts(textOf(environment, path));
      return {
        contents: { kind: "markdown", value: ["```typescript", signature, "```", documentation].join("\n") },
        range: rangeOf(starts, info.textSpan.start, info.textSpan.length),
      };
    },
    signatures: (path, position) => {
      const found = service.getSignatureHelpItems(path, offset(path, position), undefined);
      return found === undefined ? null : signatureHelp(found);
    },
  };
}

function textOf(environment: VirtualTypeScriptEnvironment, path: string): string {
  return environment.getSourceFile(path)?.text ?? "";
}

function rangeOf(starts: readonly number[], start: number, length: number): Range {
  return { start: positionAt(starts, start), end: positionAt(starts, start + length) };
}

function severityOf(category: ts.DiagnosticCategory): DiagnosticSeverity {
  switch (category) {
    case ts.DiagnosticCategory.Error:
      return 1;
    case ts.DiagnosticCategory.Warning:
      return 2;
    default:
      return 4;
  }
}

const kinds: Readonly<Record<string, CompletionItemKind>> = {
  [ts.ScriptElementKind.keyword]: 14,
  [ts.ScriptElementKind.functionElement]: 3,
  [ts.ScriptElementKind.localFunctionElement]: 3,
  [ts.ScriptElementKind.memberFunctionElement]: 2,
  [ts.ScriptElementKind.memberVariableElement]: 10,
  [ts.ScriptElementKind.memberGetAccessorElement]: 10,
  [ts.ScriptElementKind.classElement]: 7,
  [ts.ScriptElementKind.interfaceElement]: 8,
  [ts.ScriptElementKind.typeElement]: 25,
  [ts.ScriptElementKind.moduleElement]: 9,
  [ts.ScriptElementKind.externalModuleName]: 9,
  [ts.ScriptElementKind.constElement]: 21,
};

function completionItem({ name, kind, sortText, insertText }: ts.CompletionEntry): CompletionItem {
  const item: CompletionItem = { label: name, kind: kinds[kind] ?? 6, sortText };
  if (insertText !== undefined) item.insertText = insertText;
  return item;
}

function signatureHelp({ items, selectedItemIndex, argumentIndex }: ts.SignatureHelpItems): SignatureHelp {
  return {
    activeSignature: selectedItemIndex,
    activeParameter: argumentIndex,
    signatures: items.map((item) => {
      const prefix = ts.displayPartsToString(item.prefixDisplayParts);
      const separator = ts.displayPartsToString(item.separatorDisplayParts);
      const parameters = item.parameters.map((parameter) => ts.displayPartsToString(parameter.displayParts));
      return {
        label: `${prefix}${parameters.join(separator)}${ts.displayPartsToString(item.suffixDisplayParts)}`,
        documentation: ts.displayPartsToString(item.documentation),
        parameters: parameters.map((label) => ({ label })),
      };
    }),
  };
}
