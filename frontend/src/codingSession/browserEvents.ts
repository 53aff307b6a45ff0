/** What the browser tells the page: the network, the window, errors that nothing caught, and the dialogs. */
import { byId } from "../ui/dom";
import { finishChoice } from "./finishDialog";
import type { PageEvent } from "./pageMachine";

export function bindBrowser(dispatch: (event: PageEvent) => void): void {
  const returned = (): void => {
    dispatch({ kind: "returned" });
  };
  window.addEventListener("online", returned);
  window.addEventListener("focus", returned);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") returned();
  });
  window.addEventListener("offline", () => {
    dispatch({ kind: "networkLost" });
  });
  window.addEventListener("pagehide", () => {
    dispatch({ kind: "pageHidden" });
  });
  // Ours, or an answer of a shape that this page does not know: better said than a page that silently stands still.
  const onUncaughtError = (): void => {
    dispatch({ kind: "crashed" });
  };
  window.addEventListener("error", ({ error }) => {
    // Browsers report a resize that took two rounds in the same way, without an error.
    if (error instanceof Error) onUncaughtError();
  });
  window.addEventListener("unhandledrejection", onUncaughtError);
  byId("open-help", HTMLButtonElement).addEventListener("click", () => {
    dispatch({ kind: "helpPressed" });
  });
  byId("help-dialog", HTMLDialogElement).addEventListener("close", () => {
    dispatch({ kind: "helpDialogClosed" });
  });
  const finishDialog = byId("finish-dialog", HTMLDialogElement);
  finishDialog.addEventListener("close", () => {
    dispatch({ kind: "finishDialogClosed", choice: finishChoice(finishDialog.returnValue) });
  });
}
