/** The dialog that asks before the session is finished. */
import { byId } from "../ui/dom";
import { element } from "../ui/elements";
import type { FinishChoice } from "./pageMachine";

/** `missing` are the titles of problems without a submission. */
export function openFinishDialog(missing: readonly string[]): void {
  const dialog = byId("finish-dialog", HTMLDialogElement);
  byId("finish-missing", HTMLElement).replaceChildren(
    ...(missing.length === 0
      ? [element("p", {}, "Every problem has a submission.")]
      : [
          element("p", { class: "notice warning" }, "You have submitted nothing for:"),
          element("ul", {}, ...missing.map((title) => element("li", {}, title))),
        ]),
  );
  dialog.returnValue = "stay";
  dialog.showModal();
}

export function finishChoice(returnValue: string): FinishChoice {
  return returnValue === "submitAndFinish" || returnValue === "finish" ? returnValue : "stay";
}
