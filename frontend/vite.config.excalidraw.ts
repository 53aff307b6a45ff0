/** What the build has to do to Excalidraw, so that the whiteboard gets everything from this site and nothing from elsewhere. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

import type { Plugin } from "vite";

const published = join(import.meta.dirname, "node_modules", "@excalidraw", "excalidraw", "dist", "prod");
/** Below the bundle. Excalidraw asks for `fonts/<family>/<file>` there. */
const folder = "excalidraw";

interface Rewrite {
  readonly pattern: RegExp;
  readonly replacement: string;
}

/**
 * Points the fonts at copies of our own, bundles the worker that makes subsets of them for exports, and fails where a newer
 * Excalidraw does either in another way. `base` is the path that the bundle is served from.
 */
export function selfContainedExcalidraw(base: string): Plugin {
  const rewrites: readonly Rewrite[] = [
    {
      // Where each font face looks last, whatever EXCALIDRAW_ASSET_PATH says: a host that the page may not ask.
      pattern:
        /"ASSETS_FALLBACK_URL",`https:\/\/esm\.sh\/\$\{(\w+)\.PKG_NAME\?`\$\{\1\.PKG_NAME\}@\$\{\1\.PKG_VERSION\}`:"[^"`]+"\}\/dist\/prod\/`/g,
      replacement: `"ASSETS_FALLBACK_URL",new URL("${base}${folder}/",location.origin).href`,
    },
    {
      // As a module of the page, the worker would share chunks with it, and so start the room once more where there is no window.
      pattern: /import\("(\.\/subset-worker\.chunk\.js)"\)/g,
      replacement: 'import("$1?worker&url").then((built)=>({WorkerUrl:new URL(built.default,location.origin)}))',
    },
  ];
  const done = new Map<Rewrite, number>();
  return {
    name: "self-contained-excalidraw",
    apply: "build",
    buildStart: () => {
      done.clear();
    },
    transform: {
      filter: { id: /@excalidraw\/excalidraw\/dist\/prod\/.*\.js$/ },
      handler: (code) => {
        let result = code;
        for (const rewrite of rewrites) {
          result = result.replace(rewrite.pattern, (...match) => {
            done.set(rewrite, (done.get(rewrite) ?? 0) + 1);
            return rewrite.replacement.replace("$1", String(match[1]));
          });
        }
        return result === code ? null : { code: result, map: null };
      },
    },
    generateBundle(_, bundle) {
      for (const rewrite of rewrites) {
        const times = done.get(rewrite) ?? 0;
        if (times !== 1) this.error(`Excalidraw has ${times} places of the form ${String(rewrite.pattern)}, not one`);
      }
      for (const output of Object.values(bundle)) {
        if (output.type === "chunk" && output.code.includes("esm.sh")) this.error(`${output.fileName} asks an outside host`);
      }
      for (const file of fontFiles()) {
        this.emitFile({ type: "asset", fileName: `${folder}/${relative(published, file)}`, source: readFileSync(file) });
      }
    },
  };
}

/** All of them, the 13 MB of Chinese, Japanese and Korean included: pages load only what a drawing's text needs. */
function fontFiles(): string[] {
  return readdirSync(join(published, "fonts"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
