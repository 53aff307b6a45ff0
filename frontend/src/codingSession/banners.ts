/** Lines below the header that say what is out of the ordinary for as long as it is. */
import { setText } from "../ui/dom";
import { button, element } from "../ui/elements";

export type BannerName = "broken" | "refused" | "offline" | "timeUp" | "deadline" | "replaced" | "unlogged" | "tabs";

export interface Banners {
  /** Shows the words, or takes the line away for null. */
  readonly set: (name: BannerName, words: string | null, options?: { readonly canDismiss: boolean }) => void;
}

export function createBanners(root: HTMLElement): Banners {
  const lines = new Map<BannerName, HTMLElement>();
  return {
    set: (name, words, options) => {
      const line = lines.get(name);
      if (words === null) {
        line?.remove();
        lines.delete(name);
      } else if (line?.firstElementChild) {
        setText(line.firstElementChild, words);
      } else {
        const made = element("div", { class: `dsa-banner ${name}` }, element("p", {}, words));
        if (options?.canDismiss === true) {
          made.append(
            button("Dismiss", "button quiet small", () => {
              made.remove();
              lines.delete(name);
            }),
          );
        }
        lines.set(name, made);
        root.append(made);
      }
    },
  };
}
