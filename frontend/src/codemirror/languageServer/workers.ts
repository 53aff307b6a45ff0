/** Starts language servers in workers. Their scripts are this site's own, and each has a policy that lets it load nothing else. */
import pythonServerUrl from "virtual:python-language-server";

import type { ServerKind } from "./kinds";

export interface StartedServer {
  /** `Transport` of @codemirror/lsp-client. */
  readonly transport: {
    readonly send: (message: string) => void;
    readonly subscribe: (handler: (message: string) => void) => void;
    readonly unsubscribe: (handler: (message: string) => void) => void;
  };
  readonly initializationOptions: unknown;
  /** For `workspace/didChangeConfiguration`; null where the server has none. */
  readonly settings: object | null;
  /** Never fulfilled; rejects where the script cannot be loaded or fails. */
  readonly failure: Promise<never>;
  readonly onLost: (listener: () => void) => void;
}

/** Where a server believes its programs to be. */
const root = "/code";
export const rootUri = `file://${root}`;

/** Checked as people write for an interview: what is certainly wrong, not what a house's style would have otherwise. */
const pythonConfiguration = {
  // Where the script has them. It would look elsewhere by itself.
  typeshedPath: "/typeshed",
  typeCheckingMode: "basic",
  reportMissingModuleSource: "none",
  // A program reads what it is given; that input() may end or a match may be None is seen when it runs.
  reportOptionalMemberAccess: "warning",
  reportOptionalSubscript: "warning",
};

export function startServer(kind: ServerKind): StartedServer {
  switch (kind) {
    case "python": {
      const worker = new Worker(pythonServerUrl, { name: "python" });
      const helpers: Worker[] = [];
      worker.postMessage({ type: "browser/boot", mode: "foreground" });
      const started = converse(
        worker,
        { files: { [`${root}/pyrightconfig.json`]: JSON.stringify(pythonConfiguration) } },
        // Looking through the whole library for names that could be imported takes seconds.
        { basedpyright: { analysis: { autoImportCompletions: false } } },
      );
      worker.addEventListener("message", ({ data }: MessageEvent<HelperRequest>) => {
        if (data.type !== "browser/newWorker") return;
        // The analysis runs beside what answers, in a worker of its own that only a page can start.
        const helper = new Worker(pythonServerUrl, { name: "python analysis" });
        const { initialData, port } = data;
        helper.postMessage({ type: "browser/boot", mode: "background", initialData, port }, [port]);
        helpers.push(helper);
      });
      started.onLost(() => {
        for (const one of [worker, ...helpers]) one.terminate();
      });
      return started;
    }
    case "typescript": {
      const worker = new Worker(new URL("../typescript/typescript.worker.ts", import.meta.url), {
        type: "module",
        name: "typescript",
      });
      const started = converse(worker, {}, null);
      started.onLost(() => {
        worker.terminate();
      });
      return started;
    }
  }
}

interface HelperRequest {
  readonly type?: "browser/newWorker";
  readonly initialData: unknown;
  readonly port: MessagePort;
}

interface Message {
  readonly jsonrpc?: "2.0";
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: object;
  readonly error?: unknown;
  /** Of an answer; suggestions have `items`. */
  readonly result?: { readonly items?: readonly object[] } | null;
}

/** The client says only the root's address; basedpyright reads its configuration from a folder that it is told of in these. */
function withFolder(message: Message): Message {
  if (message.method !== "initialize") return message;
  return {
    ...message,
    params: { ...message.params, rootPath: root, workspaceFolders: [{ uri: rootUri, name: "code" }] },
  };
}

/** A server could be told of a suggestion again by its `data`, which nothing here does; it is half of a long list. */
function withoutData(answer: Message): Message {
  const items = answer.result?.items;
  if (items === undefined) return answer;
  return { ...answer, result: { ...answer.result, items: items.map((item) => ({ ...item, data: undefined })) } };
}

function converse(worker: Worker, initializationOptions: unknown, settings: object | null): StartedServer {
  const handlers = new Set<(message: string) => void>();
  const lost = new Set<() => void>();
  let isInitialized = false;
  let fail: (error: Error) => void;
  const failure = new Promise<never>((_, reject) => {
    fail = reject;
  });
  // Heard only while the server starts; later `onLost` tells.
  failure.catch(() => undefined);
  worker.addEventListener("error", (event) => {
    // It is told in words; the browser need not report it as the page's own.
    event.preventDefault();
    fail(new Error(event.message || "the script could not be loaded"));
    for (const listener of lost) listener();
  });
  worker.addEventListener("message", ({ data }: MessageEvent<Message>) => {
    if (data.jsonrpc !== "2.0") return;
    const isAnswer = data.id !== undefined && data.method === undefined;
    // A request that was cancelled or came too late has no answer; as an error it would have to be caught by whoever asked.
    const isRefused = isAnswer && isInitialized && data.error !== undefined;
    const answer: Message = isRefused ? { jsonrpc: "2.0", id: data.id, result: null } : data;
    if (isAnswer) isInitialized = true;
    const message = JSON.stringify(withoutData(answer));
    for (const handler of handlers) handler(message);
  });
  return {
    transport: {
      send: (message) => {
        worker.postMessage(withFolder(JSON.parse(message) as Message));
      },
      subscribe: (handler) => void handlers.add(handler),
      unsubscribe: (handler) => void handlers.delete(handler),
    },
    initializationOptions,
    settings,
    failure,
    onLost: (listener) => void lost.add(listener),
  };
}
