/** Buttons that copy a link of this site: `data-copy-path` is its path. */
import { copyText } from "./clipboard";
import { setText, within } from "./dom";

export function bindCopyLinks(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-copy-path]")) {
    const words = within(button, "span", HTMLElement);
    button.addEventListener("click", () => {
      const link = new URL(button.dataset["copyPath"] ?? "", location.href).href;
      copyText(link).then(
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
