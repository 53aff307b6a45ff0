/** Buttons that copy code which stands on the page: `data-copies` is its id, `data-tells` that of what says how it went. */
import { copyText } from "../ui/clipboard";
import { byId, setText } from "../ui/dom";

export function bindCopyCode(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-copies]")) {
    const code = byId(button.dataset["copies"] ?? "", HTMLElement);
    const status = byId(button.dataset["tells"] ?? "", HTMLElement);
    button.hidden = false;
    button.addEventListener("click", () => {
      copyText(code.textContent).then(
        () => {
          setText(status, "Copied.");
        },
        () => {
          getSelection()?.selectAllChildren(code);
          setText(status, "Press Ctrl+C to copy what is selected.");
        },
      );
    });
  }
}
