/** Which single letters do what: as a person has them. Pure. */

export type Letter = "microphone" | "camera" | "screen" | "questions" | "notes" | "chat" | "focus" | "help";

export interface ShortcutKeys {
  /** Off: no single letter does anything. Speech input and trembling hands press them by mistake. */
  readonly areOn: boolean;
  readonly keys: Readonly<Record<Letter, string>>;
}

export const defaultKeys: ShortcutKeys = {
  areOn: true,
  keys: { microphone: "m", camera: "v", screen: "s", questions: "q", notes: "n", chat: "c", focus: "f", help: "?" },
};

export const letters = Object.keys(defaultKeys.keys) as readonly Letter[];

export function letterFor(key: string, { areOn, keys }: ShortcutKeys): Letter | null {
  if (!areOn) return null;
  return letters.find((letter) => keys[letter] === key.toLowerCase()) ?? null;
}

/** The keys with one of them changed, or why not. */
export function withKey(before: ShortcutKeys, letter: Letter, typed: string): ShortcutKeys | string {
  const key = typed.trim().toLowerCase();
  if (Array.from(key).length !== 1) return "Type one letter, digit or sign.";
  const other = letters.find((known) => known !== letter && before.keys[known] === key);
  if (other !== undefined) return `“${key}” does something else already.`;
  return { ...before, keys: { ...before.keys, [letter]: key } };
}

/** What storage holds may be of an older page: whatever does not fit is the default. */
export function parseKeys(text: string | null): ShortcutKeys {
  let found: unknown;
  try {
    found = JSON.parse(text ?? "null");
  } catch {
    return defaultKeys;
  }
  if (typeof found !== "object" || found === null) return defaultKeys;
  const { areOn, keys } = found as { readonly areOn?: unknown; readonly keys?: unknown };
  let parsed: ShortcutKeys = { ...defaultKeys, areOn: areOn !== false };
  for (const letter of letters) {
    const key: unknown = (keys as Readonly<Record<string, unknown>> | null | undefined)?.[letter];
    const next = typeof key === "string" ? withKey(parsed, letter, key) : parsed;
    if (typeof next !== "string") parsed = next;
  }
  return parsed;
}
