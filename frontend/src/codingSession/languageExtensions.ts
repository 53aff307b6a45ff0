/** The editor's parts for each language of a session. */
import type { Extension } from "@codemirror/state";

import { loadLanguage } from "../codemirror/languages";
import type { Session } from "./api";

/** Code can be written without colours: a part that cannot be loaded is left out. */
export async function loadLanguages({ languages }: Session): Promise<ReadonlyMap<string, Extension>> {
  const loaded = await Promise.all(
    languages.map(async ({ language }) => [language, await loadLanguage(language).catch((): Extension => [])] as const),
  );
  return new Map(loaded);
}
