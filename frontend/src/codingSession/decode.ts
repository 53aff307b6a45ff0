/** Checks what came from outside against the shape that we expect, once, at the edge. What does not fit fails by name. */

export class ShapeError extends Error {
  override readonly name = "ShapeError";

  constructor(path: string, wanted: string) {
    super(`The server's answer has no ${wanted} at ${path}`);
  }
}

export type Decoder<Value> = (value: unknown, path: string) => Value;
export type Decoded<Any> = Any extends Decoder<infer Value> ? Value : never;

export const text: Decoder<string> = (value, path) => {
  if (typeof value === "string") return value;
  throw new ShapeError(path, "text");
};

export const number: Decoder<number> = (value, path) => {
  if (typeof value === "number") return value;
  throw new ShapeError(path, "number");
};

export const flag: Decoder<boolean> = (value, path) => {
  if (typeof value === "boolean") return value;
  throw new ShapeError(path, "true or false");
};

export function oneOf<const Values extends readonly string[]>(...values: Values): Decoder<Values[number]> {
  return (value, path) => {
    const found = values.find((known) => known === value);
    if (found === undefined) throw new ShapeError(path, values.join(" or "));
    return found;
  };
}

export function nullable<Value>(decode: Decoder<Value>): Decoder<Value | null> {
  return (value, path) => (value === null ? null : decode(value, path));
}

/** For keys that may be missing: those become undefined. */
export function optional<Value>(decode: Decoder<Value>): Decoder<Value | undefined> {
  return (value, path) => (value === undefined ? undefined : decode(value, path));
}

export function listOf<Value>(decode: Decoder<Value>): Decoder<readonly Value[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new ShapeError(path, "list");
    return value.map((item, index) => decode(item, `${path}[${index}]`));
  };
}

export function recordOf<Value>(decode: Decoder<Value>): Decoder<Readonly<Record<string, Value>>> {
  return (value, path) => {
    const entries = Object.entries(plainObject(value, path));
    return Object.fromEntries(entries.map(([key, item]) => [key, decode(item, `${path}.${key}`)]));
  };
}

type Fields = Readonly<Record<string, Decoder<unknown>>>;
type Shape<Given extends Fields> = { readonly [Key in keyof Given]: Decoded<Given[Key]> };

/** An object with these keys. Others are left out: a newer server may say more than this page knows. */
export function shape<const Given extends Fields>(fields: Given): Decoder<Shape<Given>> {
  return (value, path) => {
    const given = plainObject(value, path);
    const entries = Object.entries(fields).map(([key, decode]) => [key, decode(given[key], `${path}.${key}`)]);
    return Object.fromEntries(entries) as Shape<Given>;
  };
}

function plainObject(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new ShapeError(path, "object");
}
