/** Checks answers against the server's own schema, once, at the edge. What does not fit fails by name. */
import type { components } from "../generated/openapi";
import responses from "../generated/responses.json";

type Components = components["schemas"];
export type ResponseName = keyof typeof responses & keyof Components;

export class ShapeError extends Error {
  override readonly name = "ShapeError";

  constructor(path: string, wanted: string) {
    super(`The server's answer has no ${wanted} at ${path}`);
  }
}

/** The part of OpenAPI's schema objects that bin/generate.py keeps of them. */
interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

const schemas = responses as Readonly<Record<string, Schema>>;

/** The value as that component describes it. Fields that it does not know are left out: a newer server may say more. */
export function decode<Name extends ResponseName>(name: Name, value: unknown, path: string): Components[Name] {
  return read({ $ref: name }, value, path) as Components[Name];
}

function read(schema: Schema, value: unknown, path: string): unknown {
  if (value === null && schema.nullable === true) return null;
  if (schema.$ref !== undefined) {
    const target = schemas[schema.$ref];
    if (target === undefined) throw new ShapeError(path, schema.$ref);
    return read(target, value, path);
  }
  // The generator of the document wraps a reference in these two to say more of it, or that it may be null.
  if (schema.allOf?.[0] !== undefined) return read(schema.allOf[0], value, path);
  if (schema.oneOf !== undefined) return readOneOf(schema.oneOf, value, path);
  if (schema.enum !== undefined) {
    if (!schema.enum.includes(value)) throw new ShapeError(path, schema.enum.join(" or "));
    return value;
  }
  switch (schema.type) {
    case "array":
      if (!Array.isArray(value)) throw new ShapeError(path, "list");
      return value.map((item, index) => read(schema.items ?? {}, item, `${path}[${index}]`));
    case "object":
      return readObject(schema, value, path);
    case "integer":
    case "number":
      return readPlain("number", value, path);
    case "boolean":
    case "string":
      return readPlain(schema.type, value, path);
    default:
      throw new ShapeError(path, `known type (${schema.type ?? "none is given"})`);
  }
}

function readPlain(type: "number" | "boolean" | "string", value: unknown, path: string): unknown {
  if (typeof value !== type) throw new ShapeError(path, type);
  return value;
}

function readOneOf(schemas: readonly Schema[], value: unknown, path: string): unknown {
  for (const schema of schemas) {
    try {
      return read(schema, value, path);
    } catch (error) {
      if (!(error instanceof ShapeError)) throw error;
    }
  }
  throw new ShapeError(path, "value of a known kind");
}

function readObject({ properties = {}, required = [], additionalProperties }: Schema, value: unknown, path: string): object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new ShapeError(path, "object");
  const given = value as Readonly<Record<string, unknown>>;
  if (typeof additionalProperties === "object") {
    const entries = Object.entries(given);
    return Object.fromEntries(entries.map(([key, item]) => [key, read(additionalProperties, item, `${path}.${key}`)]));
  }
  const present = Object.entries(properties).filter(([key]) => required.includes(key) || given[key] !== undefined);
  return Object.fromEntries(present.map(([key, inner]) => [key, read(inner, given[key], `${path}.${key}`)]));
}
