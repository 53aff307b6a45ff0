import { readdirSync } from "node:fs";
import { basename, join } from "node:path";

import { defineConfig } from "vitest/config";

import { compressedCopies, pythonLanguageServer } from "./vite.config.basedpyright.ts";
import { boundEmacsKeys } from "./vite.config.emacs.ts";
import { selfContainedExcalidraw } from "./vite.config.excalidraw.ts";
import { workersOfThisSite } from "./vite.config.workers.ts";

const sourceDir = join(import.meta.dirname, "src");

/** Files at the root of src/ that pages share and that are no page themselves. */
const sharedModules: ReadonlySet<string> = new Set(["protocol.ts"]);

/** Every src/<page>.ts is the entry of one page: adding a page needs no edit here. */
function pageEntries(): Record<string, string> {
  const pages = readdirSync(sourceDir).filter((name) => /^[a-z][a-zA-Z]*\.ts$/.test(name) && !sharedModules.has(name));
  return Object.fromEntries(pages.map((name) => [basename(name, ".ts"), join(sourceDir, name)]));
}

const base = "/static/dist/";

export default defineConfig({
  base,
  publicDir: false,
  build: {
    outDir: "../static/dist",
    emptyOutDir: true,
    // django-vite looks the entries up here.
    manifest: "manifest.json",
    assetsDir: "assets",
    // Content-Security-Policy allows no inline script and no data: script: everything is a file with a hash in its name.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: true,
    target: "es2022",
    rolldownOptions: { input: pageEntries() },
  },
  plugins: [selfContainedExcalidraw(base), boundEmacsKeys(), pythonLanguageServer(base), compressedCopies(), workersOfThisSite()],
  worker: { format: "es" },
  test: {
    environment: "node",
    include: ["src/**/*.test.ts"],
    restoreMocks: true,
  },
});
