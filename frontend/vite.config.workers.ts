/** Lets the pages of `make dev` start workers: the development server is another origin, from which no page may start one. */
import type { Plugin } from "vite";

const moduleId = "virtual:worker-of-this-site";
const resolvedId = `\0${moduleId}`;

/** In the place of the browser's. The site answers with a script of its own that imports this server's (`talentsync/lib/vite_worker.py`). */
const workerOfThisSite = `
export class Worker extends globalThis.Worker {
  constructor(script, options) {
    const { pathname, search } = new URL(script, import.meta.url);
    super("/vite-worker.js?module=" + encodeURIComponent(pathname + search), { ...options, type: "module" });
  }
}
`;

export function workersOfThisSite(): Plugin {
  return {
    name: "workers-of-this-site",
    // Tests have no page, and start none.
    apply: (_, { command, mode }) => command === "serve" && mode !== "test",
    // Behind what writes the worker's address.
    enforce: "post",
    config: ({ server }) => ({
      // What a worker fetches by its path alone would be asked of the site.
      server: { origin: `http://127.0.0.1:${server?.port ?? 5173}` },
      // Packages that are found only when a worker asks for them reload the page.
      optimizeDeps: { entries: ["src/*.ts", "!src/*.test.ts", "src/**/*.worker.ts"] },
    }),
    resolveId: { filter: { id: /^virtual:worker-of-this-site$/ }, handler: () => resolvedId },
    load: { filter: { id: /^\0virtual:worker-of-this-site$/ }, handler: () => workerOfThisSite },
    transform: {
      filter: { id: /\/src\/.*\.ts$/, code: /\bnew Worker\(/ },
      // On the first line, so that all others keep their numbers.
      handler: (code) => ({ code: `import { Worker } from "${moduleId}"; ${code}`, map: null }),
    },
  };
}
