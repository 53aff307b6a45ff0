/** The controls of the workspace that only tell: its buttons, the language, the size of the code and the split panes. */
import { createFontSize } from "../codemirror/fontSize";
import type { Announce } from "../ui/announcer";
import { byId } from "../ui/dom";
import { isUsable, setUsable } from "../ui/elements";
import { createStoredSplitPane } from "../ui/splitPane";
import type { Editor } from "./editor";
import type { WorkspaceEvent } from "./workspaceMachine";

export function bindControls(dispatch: (event: WorkspaceEvent) => void): void {
  const onPress = (id: string, event: WorkspaceEvent): void => {
    const target = byId(id, HTMLButtonElement);
    target.addEventListener("click", () => {
      if (isUsable(target)) dispatch(event);
    });
  };
  onPress("run", { kind: "runPressed", onOwnTests: false });
  onPress("run-own-tests", { kind: "runPressed", onOwnTests: true });
  onPress("submit", { kind: "submitPressed" });
  onPress("use-starter", { kind: "starterPressed" });
  const languageField = byId("language", HTMLSelectElement);
  languageField.addEventListener("change", () => {
    dispatch({ kind: "languageChosen", language: languageField.value });
  });
  const submitDialog = byId("submit-dialog", HTMLDialogElement);
  submitDialog.addEventListener("close", () => {
    dispatch({ kind: "submitDialogClosed", isConfirmed: submitDialog.returnValue === "yes" });
  });
}

export function bindFontSize(storage: Pick<Storage, "getItem" | "setItem">, editor: Editor, announce: Announce): void {
  const smaller = byId("font-smaller", HTMLButtonElement);
  const larger = byId("font-larger", HTMLButtonElement);
  const fontSize = createFontSize(storage, (size) => {
    document.documentElement.style.setProperty("--code-font-size", size);
  });
  const resize = (steps: 1 | -1): void => {
    fontSize.change(steps);
    setUsable(smaller, fontSize.canChange(-1));
    setUsable(larger, fontSize.canChange(1));
    editor.measure();
    announce({ text: `Code size ${fontSize.sizePx()}`, visible: false });
  };
  smaller.addEventListener("click", () => {
    resize(-1);
  });
  larger.addEventListener("click", () => {
    resize(1);
  });
}

export function bindSplitPanes(storage: Pick<Storage, "getItem" | "setItem">): void {
  createStoredSplitPane({
    container: byId("problem-panel", HTMLElement),
    handle: byId("split-columns", HTMLElement),
    axis: "columns",
    property: "--statement-width",
    initialPercent: 42,
    storage,
  });
  createStoredSplitPane({
    container: byId("code-side", HTMLElement),
    handle: byId("split-rows", HTMLElement),
    axis: "rows",
    property: "--results-height",
    initialPercent: 38,
    storage,
  });
}
