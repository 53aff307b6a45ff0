/** The outcome of what may fail in ways that a program tells apart. */

/** `code` is for programs; `message` is a sentence for people. */
export interface Failure<Code extends string = string> {
  readonly code: Code;
  readonly message: string;
}

export type Result<Value, Code extends string = string> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Failure<Code> };
