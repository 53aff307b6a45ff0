/** Links to a moment: `#t=245` is 245 seconds after the start. */
import { copyText } from "../ui/clipboard";
import { setText } from "../ui/dom";

/** The seconds in a location's hash; null where it names no moment. */
export function secondsOfHash(hash: string): number | null {
  const found = /^#t=(\d{1,7})$/.exec(hash);
  return found === null ? null : Number(found[1]);
}

export function hashOf(sinceStartMs: number): string {
  return `#t=${Math.max(0, Math.round(sinceStartMs / 1000))}`;
}

export interface MomentLinkOptions {
  readonly copy: HTMLButtonElement;
  readonly status: HTMLElement;
  readonly sinceStartMs: () => number;
  readonly seek: (sinceStartMs: number) => void;
}

/** Goes where the address says, now and whenever it changes, and copies an address for the moment that is shown. */
export function mountMomentLink({ copy, status, sinceStartMs, seek }: MomentLinkOptions): void {
  const follow = (): void => {
    const seconds = secondsOfHash(location.hash);
    if (seconds !== null) seek(seconds * 1000);
  };
  window.addEventListener("hashchange", follow);
  copy.addEventListener("click", () => {
    const link = new URL(hashOf(sinceStartMs()), location.href).href;
    // Without a clipboard, as on pages that were opened over plain http, the address bar has the link.
    history.replaceState(null, "", link);
    copyText(link).then(
      () => {
        setText(status, "Link copied.");
      },
      () => {
        setText(status, "The address of this page now leads to this moment.");
      },
    );
  });
  follow();
}
