/** The editor's place in the room, before the editor is there: fetches it, and says so where that fails. */
import { byId, setText } from "../../ui/dom";
import type { EditorDependencies, MountedEditor } from "./editorPanel";

const notLoaded = "The editor is not loaded yet.";

/** Only for rooms whose stage has the editor: nobody else fetches its code. */
export function loadEditorPanel(dependencies: EditorDependencies): MountedEditor {
  const status = byId("editor-status", HTMLElement);
  const retry = byId("editor-retry", HTMLButtonElement);

  let mounted: MountedEditor | null = null;
  let followed: string | null = null;

  async function load(): Promise<void> {
    retry.hidden = true;
    setText(status, "Loading the editor…");
    try {
      const { mountEditorPanel } = await import("./editorPanel");
      mounted = await mountEditorPanel(dependencies);
      mounted.follow(followed);
    } catch (error) {
      dependencies.warn("loading the editor", error);
      setText(status, "The editor could not be loaded.");
      retry.hidden = false;
    }
  }

  retry.addEventListener("click", () => void load());
  void load();
  return {
    append: (code, language) => (mounted === null ? notLoaded : mounted.append(code, language)),
    takeBackAppended: () => (mounted === null ? notLoaded : mounted.takeBackAppended()),
    isRecorded: () => mounted?.isRecorded() ?? Promise.resolve(true),
    text: () => mounted?.text() ?? "",
    follow: (userId) => {
      followed = userId;
      mounted?.follow(userId);
    },
  };
}
