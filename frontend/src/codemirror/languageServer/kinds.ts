/** Which languages have a server. */

export type ServerKind = "python" | "typescript";

const kinds: Readonly<Record<string, ServerKind>> = { python: "python", javascript: "typescript", typescript: "typescript" };

export function serverKindOf(language: string): ServerKind | undefined {
  return kinds[language];
}
