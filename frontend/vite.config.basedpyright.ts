/** What the build has to do to basedpyright's browser edition: a file of its own, without what no interview needs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { constants, brotliCompressSync, gzipSync } from "node:zlib";

import type { Plugin } from "vite";

const moduleId = "virtual:python-language-server";
const resolvedId = `\0${moduleId}`;
const published = join(import.meta.dirname, "node_modules", "browser-basedpyright", "dist", "pyright.worker.js");

/** Declarations of packages that are not installed where programs run: more than half of the script. */
const stub = /"\/typeshed\/stubs\/[^"]+":(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`),?/gs;
const fewestStubs = 1000;
const largestBytes = 9_000_000;

/** Serves `virtual:python-language-server`, whose default export is the script's address. */
export function pythonLanguageServer(): Plugin {
  let isBuild = false;
  return {
    name: "python-language-server",
    configResolved: ({ command }) => {
      isBuild = command === "build";
    },
    resolveId: { filter: { id: /^virtual:python-language-server$/ }, handler: () => resolvedId },
    load: {
      filter: { id: /^\0virtual:python-language-server$/ },
      handler() {
        // The development server is another origin, from which no page may start a worker. Tests start none.
        if (!isBuild) return 'export default "/static/dist/assets/not-in-development.worker.js";';
        const source = withoutStubs(readFileSync(published, "utf8"), (message) => this.error(message));
        const reference = this.emitFile({ type: "asset", name: "python.worker.js", source });
        return `export default import.meta.ROLLUP_FILE_URL_${reference};`;
      },
    },
  };
}

function withoutStubs(script: string, fail: (message: string) => never): string {
  let found = 0;
  const kept = script
    .replace(stub, () => {
      found += 1;
      return "";
    })
    .replace(/\n\/\/# sourceMappingURL=.*\n?$/, "\n");
  if (found < fewestStubs || kept.includes('"/typeshed/stubs/'))
    fail(`basedpyright has its stubs in another form: ${found} found`);
  if (kept.length > largestBytes) fail(`basedpyright's script is larger than it was: ${kept.length} bytes`);
  return kept;
}

/** Beside each script, style sheet and module of some size a compressed copy, which the server hands to browsers that take it. */
export function compressedCopies(smallestBytes = 20_000): Plugin {
  return {
    name: "compressed-copies",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        for (const output of Object.values(bundle)) {
          if (!/\.(?:css|js|wasm)$/.test(output.fileName)) continue;
          const source = Buffer.from(output.type === "chunk" ? output.code : output.source);
          if (source.byteLength < smallestBytes) continue;
          const quality = {
            params: { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: source.byteLength },
          };
          this.emitFile({ type: "asset", fileName: `${output.fileName}.br`, source: brotliCompressSync(source, quality) });
          this.emitFile({ type: "asset", fileName: `${output.fileName}.gz`, source: gzipSync(source) });
        }
      },
    },
  };
}
