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

/**
 * Serves `virtual:python-language-server`, whose default export is the script's address. `base` is the path that the
 * bundle is served from.
 */
export function pythonLanguageServer(base: string): Plugin {
  const developmentUrl = `${base}python.worker.js`;
  let isBuild = false;
  return {
    name: "python-language-server",
    configResolved: ({ command }) => {
      isBuild = command === "build";
    },
    configureServer: ({ middlewares }) => {
      middlewares.use(developmentUrl, (_, response) => {
        response.setHeader("Content-Type", "text/javascript");
        response.end(withoutStubs(readFileSync(published, "utf8")));
      });
    },
    resolveId: { filter: { id: /^virtual:python-language-server$/ }, handler: () => resolvedId },
    load: {
      filter: { id: /^\0virtual:python-language-server$/ },
      handler() {
        if (!isBuild) return `export default "${developmentUrl}";`;
        const source = withoutStubs(readFileSync(published, "utf8"));
        const reference = this.emitFile({ type: "asset", name: "python.worker.js", source });
        return `export default import.meta.ROLLUP_FILE_URL_${reference};`;
      },
    },
  };
}

function withoutStubs(script: string): string {
  let found = 0;
  const kept = script
    .replace(stub, () => {
      found += 1;
      return "";
    })
    .replace(/\n\/\/# sourceMappingURL=.*\n?$/, "\n");
  if (found < fewestStubs || kept.includes('"/typeshed/stubs/'))
    throw new Error(`basedpyright has its stubs in another form: ${found} found`);
  if (kept.length > largestBytes) throw new Error(`basedpyright's script is larger than it was: ${kept.length} bytes`);
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
