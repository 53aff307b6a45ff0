/** How people are named. The name of our records always comes first: what somebody types proves nothing. */

export interface Named {
  readonly name: string;
  /** What they call themselves, where that is another name. */
  readonly typedName: string | null;
}

/** `Cara Candidate, says “Caz”` */
export function fullName({ name, typedName }: Named): string {
  return typedName === null ? name : `${name}, says “${typedName}”`;
}

/** Somebody who waits: there the typed name comes as `name`, the same as the other where nothing was typed. */
export function nameOfWaiting({ name, invitedName }: { readonly name: string; readonly invitedName: string }): string {
  const isSame = name.toLocaleLowerCase() === invitedName.toLocaleLowerCase();
  return fullName({ name: invitedName, typedName: isSame ? null : name });
}

/** `for 2 min`, by the clock of this computer, which may be a little off the server's. */
export function waitedText(since: string, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - Date.parse(since)) / 1000));
  if (seconds < 60) return "for less than a minute";
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `for ${minutes} min` : `for ${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Why somebody who is invited has to wait. */
export function reasonText(reason: string): string {
  switch (reason) {
    case "early":
      return "nobody has opened the room";
    case "locked":
      return "the room is locked";
    case "link_in_use":
      return "by a link that is in use already";
    case "removed":
      return "was taken out of the room";
    default:
      return "knocks";
  }
}
