/** Who wrote what, fetched when it is first asked for, and once for all who ask. */
import { type Authorship, createAuthorship } from "./authorship";
import type { WrittenSpan } from "./data";

export interface AuthorshipSource {
  /** Rejects where it cannot be fetched; asking again tries again. */
  readonly load: () => Promise<Authorship>;
  /** null until it is there. */
  readonly known: () => Authorship | null;
}

export function createAuthorshipSource(fetchSpans: () => Promise<readonly WrittenSpan[]>): AuthorshipSource {
  let loading: Promise<Authorship> | null = null;
  let known: Authorship | null = null;
  return {
    load: () => {
      loading ??= fetchSpans().then((spans) => {
        known = createAuthorship(spans);
        return known;
      });
      loading.catch(() => {
        loading = null;
      });
      return loading;
    },
    known: () => known,
  };
}
