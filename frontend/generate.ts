/** Writes a module of types beside each schema document: `generate.ts FILE.json...`. bin/generate.py runs it. */
import { readFileSync, writeFileSync } from "node:fs";
import process from "node:process";

import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";
import ts from "typescript";

const head = '// Written by "make generate" out of the schemas of the server. Change those instead.';

for (const path of process.argv.slice(2)) {
  const document = JSON.parse(readFileSync(path, "utf8")) as OpenAPI3;
  const nodes = await openapiTS(document, {
    alphabetize: true,
    defaultNonNullable: false,
    immutable: true,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    // Types of the browser's, which JSON Schema has no word for.
    transform: (schema) => {
      const name = "x-typescript" in schema ? String(schema["x-typescript"]) : schema.format === "binary" ? "Blob" : null;
      return name === null ? undefined : ts.factory.createTypeReferenceNode(name);
    },
  });
  writeFileSync(path.replace(/\.json$/, ".ts"), `${head}\n${astToString(nodes)}${listedValues(document)}`);
}

/** The values of each enumeration that has a name, for code that has to list them. */
function listedValues(document: OpenAPI3): string {
  return Object.entries(document.components?.schemas ?? {})
    .map(([name, schema]) => {
      if (!("enum" in schema) || schema.type !== "string") return "";
      return `export const ${name.charAt(0).toLowerCase()}${name.slice(1)}Values = ${JSON.stringify(schema.enum)} as const;\n`;
    })
    .join("");
}
