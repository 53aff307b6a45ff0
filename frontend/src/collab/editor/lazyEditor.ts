/** The editor's place in the room, before the editor is there: fetches it, and says so where that fails. */
import { byId, setText } from "../../ui/dom";
import type { EditorDependencies } from "./editorPanel";

/** Only for rooms whose stage has the editor: nobody else fetches its code. */
export function loadEditorPanel(dependencies: EditorDependencies): void {
  const status = byId("editor-status", HTMLElement);
  const retry = byId("editor-retry", HTMLButtonElement);

  async function load(): Promise<void> {
    retry.hidden = true;
    setText(status, "Loading the editor…");
    try {
      const { mountEditorPanel } = await import("./editorPanel");
      await mountEditorPanel(dependencies);
    } catch (error) {
      dependencies.warn("loading the editor", error);
      setText(status, "The editor could not be loaded.");
      retry.hidden = false;
    }
  }

  retry.addEventListener("click", () => void load());
  void load();
}
