/**
 * The scripts of the record (docs/record.md), each as one file without imports: they are put into a page that has neither server nor
 * network. RECORD_PART is `player`, `session` or `board`; `npm run build` makes all, after the site's own bundle.
 */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { defineConfig, type Plugin } from "vite";

const part = process.env["RECORD_PART"] ?? "player";

/** What Excalidraw loads when somebody exports, pastes or chooses a language: none of it is possible in a record. */
const leftOut = /\/(?:locales\/(?!en-|percentages)[^/]+|subset-(?:worker|shared)\.chunk|data\/image-[^/]+)\.js$/;

/** Fonts become a part of the script, but for the 13 MB of Chinese, Japanese and Korean: those are the reader's own. */
function excalidrawFromDisk(): Plugin {
  const font = /"\.\/fonts\/([^/"]+)\/([^/"]+\.woff2)"/g;
  // As vite.config.excalidraw.ts has it: where a font is looked for last.
  const fallback =
    /"ASSETS_FALLBACK_URL",`https:\/\/esm\.sh\/\$\{(\w+)\.PKG_NAME\?`\$\{\1\.PKG_NAME\}@\$\{\1\.PKG_VERSION\}`:"[^"`]+"\}\/dist\/prod\/`/g;
  let fonts = 0;
  return {
    name: "excalidraw-from-disk",
    enforce: "pre",
    load: (id) => (leftOut.test(id) ? "export default {};" : null),
    transform: {
      filter: { id: /@excalidraw\/excalidraw\/dist\/prod\/[^/]*\.js$/ },
      handler: (code, id) => {
        const result = code
          .replace(font, (_, family: string, name: string) => {
            fonts += 1;
            if (family === "Xiaolai") return '"data:font/woff2;base64,"';
            const file = readFileSync(join(dirname(id.split("?")[0] ?? id), "fonts", family, name));
            return `"data:font/woff2;base64,${file.toString("base64")}"`;
          })
          .replace(fallback, '"ASSETS_FALLBACK_URL","data:,"');
        return result === code ? null : { code: result, map: null };
      },
    },
    generateBundle(_, bundle) {
      if (part === "board" && fonts === 0) this.error("Excalidraw names no font in the expected form");
      for (const output of Object.values(bundle)) {
        if (output.type === "chunk" && output.code.includes("esm.sh")) this.error(`${output.fileName} asks an outside host`);
        if (output.type === "chunk" && [...output.imports, ...output.dynamicImports].some((name) => name !== output.fileName))
          this.error(`${output.fileName} imports another file`);
      }
    },
  };
}

export default defineConfig({
  publicDir: false,
  define: { "process.env.NODE_ENV": '"production"' },
  build: {
    outDir: "../static/dist/record",
    emptyOutDir: false,
    sourcemap: false,
    target: "es2022",
    cssCodeSplit: false,
    modulePreload: false,
    lib: {
      entry: join(import.meta.dirname, "src", "record", `${part}.ts`),
      name: `talentsync_${part}`,
      formats: ["iife"],
      fileName: () => `${part}.js`,
      cssFileName: part,
    },
    rolldownOptions: { output: { codeSplitting: false } },
  },
  plugins: [excalidrawFromDisk()],
});
