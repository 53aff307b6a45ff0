/** The code in its authors' colours, what came in at once marked, and the legend that names them. */
import { maybeById, setText } from "../ui/dom";
import { element } from "../ui/elements";
import type { Authorship, IdRange } from "./authorship";
import type { AuthorshipSource } from "./authorshipSource";
import type { Highlight } from "./codeView";

export interface AuthorColours {
  /** Of the characters with these ids, which stand in the text from `offset` on. Empty until authors are known. */
  readonly highlightsOf: (ids: () => readonly IdRange[], offset: number) => readonly Highlight[];
  /** Somebody looks at the code for longer: authors are fetched where they are not there and are wanted. */
  readonly load: () => void;
}

export interface AuthorColoursOptions {
  readonly source: AuthorshipSource;
  readonly nameOf: (actor: string) => string;
  readonly colourOf: (actor: string) => number;
  /** The highlights are others from now on. */
  readonly onChange: () => void;
  readonly warn: (message: string, detail: unknown) => void;
}

export function createAuthorColours(options: AuthorColoursOptions): AuthorColours {
  const { source, colourOf, onChange, warn } = options;
  // An interview without an editor has none of these.
  const shown = maybeById("replay-authors-shown", HTMLInputElement);
  const legend = maybeById("replay-authors", HTMLElement);
  const status = maybeById("replay-authors-status", HTMLElement);
  const isWanted = (): boolean => shown?.checked ?? false;
  // Whoever else asks the source for authors fills no legend.
  let isNamed = false;

  function load(): void {
    if (!isWanted() || isNamed) return;
    source.load().then(
      (authorship) => {
        isNamed = true;
        if (status !== null) setText(status, "");
        legend?.replaceChildren(...keysOf(authorship, options));
        onChange();
      },
      (error: unknown) => {
        if (status !== null) setText(status, "Who wrote what could not be loaded. Move to try again.");
        warn("loading who wrote what", error);
      },
    );
  }

  shown?.addEventListener("change", () => {
    if (legend !== null) legend.hidden = !isWanted();
    onChange();
    load();
  });
  if (shown !== null) shown.disabled = false;
  return {
    highlightsOf: (ids, offset) => {
      const authorship = source.known();
      if (authorship === null || !isWanted()) return [];
      return authorship.partsOf(ids()).map(({ actor, isAtOnce, from, to }) => ({
        from: offset + from,
        to: offset + to,
        class: isAtOnce ? "replay-authored replay-at-once" : "replay-authored",
        colour: colourOf(actor),
      }));
    },
    load,
  };
}

function keysOf({ authors, hasAtOnce }: Authorship, { nameOf, colourOf }: AuthorColoursOptions): readonly HTMLElement[] {
  const keys = authors.map((actor) => keyOf("replay-authored", nameOf(actor), { "data-colour": String(colourOf(actor)) }));
  return hasAtOnce ? [...keys, keyOf("replay-at-once", "At once: pasted or loaded", {})] : keys;
}

function keyOf(kind: string, words: string, attributes: Readonly<Record<string, string>>): HTMLElement {
  const sample = element("span", { class: `replay-sample ${kind}`, "aria-hidden": "true" }, "abc");
  return element("li", { class: "replay-key", ...attributes }, sample, words);
}
