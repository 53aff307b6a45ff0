/** Buttons that copy a link of this site: `data-copy-path` is its path. */
import { setText, within } from "./dom";

export function bindCopyLinks(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-copy-path]")) {
    const words = within(button, "span", HTMLElement);
    button.addEventListener("click", () => {
      const link = new URL(button.dataset["copyPath"] ?? "", location.href).href;
      copy(link).then(
        () => {
          setText(words, "Copied");
        },
        () => {
          setText(words, "Could not copy");
        },
      );
    });
  }
}

/** Browsers have a clipboard only on pages over https, and on the computer's own. */
async function copy(text: string): Promise<void> {
  await ((navigator.clipboard as Clipboard | undefined) ?? unavailable).writeText(text);
}

const unavailable: Pick<Clipboard, "writeText"> = { writeText: () => Promise.reject(new Error("no clipboard")) };
