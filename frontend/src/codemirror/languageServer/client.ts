/** Language servers in workers of this page, spoken with by the Language Server Protocol. A chunk of its own. */
import { hoverTooltips, LSPClient, LSPPlugin, serverCompletionSource, serverDiagnostics } from "@codemirror/lsp-client";
import type { Extension } from "@codemirror/state";
import { ViewPlugin } from "@codemirror/view";
import DOMPurify from "dompurify";
import type { CompletionParams, PublishDiagnosticsParams } from "vscode-languageserver-protocol";

import { serverSource } from "../completion";
import { setDiagnosticsOf } from "../diagnosticSources";
import type { ServerKind } from "./kinds";
import { inQuiet, quietMoments } from "./quietMoments";
import { closableSignatures } from "./signatures";
import { typeAtCursor } from "./typeAtCursor";
import { rootUri, startServer, type StartedServer } from "./workers";

interface Server {
  readonly client: LSPClient;
  /** Returns what ends it. */
  readonly onLost: StartedServer["onLost"];
}

const servers = new Map<ServerKind, Promise<Server>>();
/** Markdown's tags without those that lead or load somewhere. */
const shownTags = [
  ...["p", "br", "hr", "pre", "code", "span", "em", "strong", "b", "i", "ul", "ol", "li", "blockquote"],
  ...["h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "del"],
];
/** A request that gets no answer is dropped with what it was for; nobody has to hear of it. */
const timeoutMs = 2 ** 31 - 1;

/** What has this file of this language checked. Rejects where the server cannot be started; asking again tries again. */
export async function connectedServer(kind: ServerKind, language: string, file: string, onLost: () => void): Promise<Extension> {
  const { client, onLost: whenLost } = await serverOf(kind);
  whenLost(onLost);
  // Nothing that one side would escape and the other not: it names the file in both directions.
  const uri = `${rootUri}/${file.replaceAll(/[^\w-]+/g, "-")}/main.${extensions[language] ?? "txt"}`;
  return [client.plugin(uri, language), serverSource.of(serverCompletionSource), quietMoments, warmUp];
}

/** The first answer takes seconds, because a server reads its library for it. Nobody waits for this one. */
const warmUp = ViewPlugin.define((view) => {
  queueMicrotask(() => {
    const plugin = LSPPlugin.get(view);
    if (plugin === null) return;
    const params: CompletionParams = { position: { line: 0, character: 0 }, textDocument: { uri: plugin.uri } };
    void plugin.client.request("textDocument/completion", params);
  });
  return {};
});

const extensions: Readonly<Record<string, string>> = { python: "py", javascript: "js", typescript: "ts" };

function serverOf(kind: ServerKind): Promise<Server> {
  const known = servers.get(kind);
  if (known !== undefined) return known;
  const starting = connect(kind);
  servers.set(kind, starting);
  starting.then(
    ({ onLost }) => {
      onLost(() => servers.delete(kind));
    },
    () => servers.delete(kind),
  );
  return starting;
}

async function connect(kind: ServerKind): Promise<Server> {
  const started = startServer(kind);
  const client = new LSPClient({
    rootUri,
    initializationOptions: started.initializationOptions,
    timeout: timeoutMs,
    sanitizeHTML: (html) => DOMPurify.sanitize(html, { ALLOWED_TAGS: shownTags, ALLOWED_ATTR: ["class"] }),
    notificationHandlers: {
      "textDocument/publishDiagnostics": (from, params: PublishDiagnosticsParams) => {
        const view = from.workspace.getFile(params.uri)?.getView() ?? null;
        inQuiet(view, () => {
          show(from, params);
        });
        return true;
      },
      "window/logMessage": () => true,
      "window/showMessage": () => true,
    },
    extensions: [serverDiagnostics(), hoverTooltips({ hoverTime: 400 }), closableSignatures, typeAtCursor],
  });
  client.connect(started.transport);
  await Promise.race([client.initializing, started.failure]);
  if (started.settings !== null) client.notification("workspace/didChangeConfiguration", { settings: started.settings });
  return { client, onLost: started.onLost };
}

const severities = { 1: "error", 2: "warning", 3: "info", 4: "hint" } as const;

/** Beside what the compiler said of the last run, and not in its place. */
function show(client: LSPClient, { uri, version, diagnostics }: PublishDiagnosticsParams): void {
  const file = client.workspace.getFile(uri);
  const view = file?.getView() ?? null;
  const plugin = view === null ? null : LSPPlugin.get(view);
  // Of a text that has changed since: the answer to the newer one is on its way.
  if (file === null || view === null || plugin === null || (version !== undefined && version !== file.version)) return;
  const placed = diagnostics
    // What is only faded elsewhere, such as an unused variable, is no remark worth a mark here.
    .filter(({ severity }) => severity !== 4)
    .map(({ range, severity, message }) => ({
      from: plugin.unsyncedChanges.mapPos(plugin.fromPosition(range.start, plugin.syncedDoc)),
      to: plugin.unsyncedChanges.mapPos(plugin.fromPosition(range.end, plugin.syncedDoc)),
      severity: severities[severity ?? 1],
      message,
    }));
  setDiagnosticsOf(view, "While you type", placed);
}
