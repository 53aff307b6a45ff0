/** Buttons that save a text of the page as a file: `data-saves` is its element's id, `data-name` the file's name. */
import { saveFile } from "../collab/whiteboard/saveFile";

export function bindSaving(root: Document): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-saves]")) {
    button.addEventListener("click", () => {
      const text = root.getElementById(button.dataset["saves"] ?? "")?.textContent ?? "";
      saveFile(new Blob([text], { type: "text/plain" }), button.dataset["name"] ?? "code.txt");
    });
  }
}
