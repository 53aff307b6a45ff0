/** The declarations that programs are checked against: the language's own library, and Node's, which runs them. */

const library = import.meta.glob<string>(
  [
    "/node_modules/typescript/lib/lib.es*.d.ts",
    "/node_modules/typescript/lib/lib.decorators*.d.ts",
    "!/node_modules/typescript/lib/lib.*.full.d.ts",
    "!/node_modules/typescript/lib/lib.esnext*.d.ts",
  ],
  { query: "?raw", import: "default", eager: true },
);
const node = import.meta.glob<string>(
  [
    "/node_modules/@types/node/**/*.d.ts",
    "/node_modules/undici-types/*.d.ts",
    // For compilers that are older than ours.
    "!/node_modules/@types/node/ts5*/**",
  ],
  { query: "?raw", import: "default", eager: true },
);
const manifests = import.meta.glob<string>(
  ["/node_modules/@types/node/package.json", "/node_modules/undici-types/package.json"],
  { query: "?raw", import: "default", eager: true },
);

/** By path, as the compiler asks for them. */
export function libraryFiles(): Map<string, string> {
  const files = new Map<string, string>();
  for (const [path, text] of Object.entries(library)) files.set(path.replace("/node_modules/typescript/lib", ""), text);
  for (const [path, text] of Object.entries({ ...node, ...manifests })) files.set(path, text);
  return files;
}
