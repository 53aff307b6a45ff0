/**
 * Excalidraw's own `reconcileElements`, for tests in Python: one JSON request a line in, one JSON answer a line out.
 *
 * {local, remote}: two lists of elements; answers {elements} as a page would hold them afterwards.
 *
 * The package is made for browsers and bundlers, so it is bundled here first, and a browser's globals, which it only looks at while
 * it loads, are stood in for.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";

const frontend = fileURLToPath(new URL("../../../frontend/", import.meta.url));
const require = createRequire(join(frontend, "package.json"));

/** Whatever is asked of it is the same nothing again. */
const nothing = new Proxy(() => {}, {
  get: (_, name) => (name === Symbol.toPrimitive ? () => "" : nothing),
  apply: () => nothing,
  construct: () => nothing,
  has: () => true,
});

function standInForBrowser() {
  globalThis.window = globalThis;
  for (const name of ["document", "location", "Element", "HTMLElement", "Image", "FontFace", "devicePixelRatio"]) {
    globalThis[name] ??= nothing;
  }
}

async function bundled() {
  const { rolldown } = await import(pathToFileURL(require.resolve("rolldown")));
  const entry = join(frontend, "reconcile.js");
  const bundle = await rolldown({
    input: entry,
    cwd: frontend,
    platform: "browser",
    logLevel: "silent",
    treeshake: { moduleSideEffects: false },
    plugins: [
      {
        name: "entry",
        resolveId: (id) => (id === entry ? id : null),
        load: (id) => (id === entry ? 'export { reconcileElements } from "@excalidraw/excalidraw";' : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "esm", codeSplitting: false });
  const directory = mkdtempSync(join(tmpdir(), "reconcile-"));
  try {
    const file = join(directory, "reconcile.mjs");
    writeFileSync(file, output[0].code);
    standInForBrowser();
    return await import(pathToFileURL(file));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const { reconcileElements } = await bundled();
for await (const line of createInterface({ input: process.stdin })) {
  const { local, remote } = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ elements: reconcileElements(local, remote, {}) })}\n`);
}
