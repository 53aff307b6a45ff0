/** The rule of the scene (docs/protocol.md): which copy of an element wins, and how two scenes are told apart. Pure. */
import type { WireElement } from "../../protocol";

/** Ids and copies of elements, deleted ones included. */
export type Scene = ReadonlyMap<string, WireElement>;

/** Excalidraw's own rule: the higher version, and of equal versions the lower nonce. Equal in both means the same copy. */
export function beats(candidate: WireElement, holder: WireElement): boolean {
  return (
    candidate.version > holder.version || (candidate.version === holder.version && candidate.versionNonce < holder.versionNonce)
  );
}

/** Takes over what wins; returns that. Elements are kept as they come, so hand in copies that nobody changes. */
export function mergeInto(scene: Map<string, WireElement>, elements: Iterable<WireElement>): WireElement[] {
  const taken = new Map<string, WireElement>();
  for (const element of elements) {
    const holder = scene.get(element.id);
    if (holder !== undefined && !beats(element, holder)) continue;
    scene.set(element.id, element);
    taken.set(element.id, element);
  }
  return [...taken.values()];
}

export function sceneOf(elements: readonly WireElement[]): Scene {
  return new Map(elements.map((element) => [element.id, element]));
}

/** What `theirs` lacks of `ours`, or holds an older copy of. */
export function newerThan(theirs: Scene, ours: Scene): WireElement[] {
  return [...ours.values()].filter((element) => {
    const holder = theirs.get(element.id);
    return holder === undefined || beats(element, holder);
  });
}

/** Ids are ASCII, so the order by code unit is the order by code point that the server sorts in. */
export function digestLines(scene: Scene): string {
  return [...scene.values()]
    .sort((one, other) => (one.id < other.id ? -1 : 1))
    .map(({ id, version, versionNonce }) => `${id}:${version}:${versionNonce}`)
    .join("\n");
}

export function isSameCopy(one: WireElement, other: WireElement): boolean {
  return one.version === other.version && one.versionNonce === other.versionNonce;
}
