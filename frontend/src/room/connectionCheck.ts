/** The lobby's check of the way that a call would take. */
import { warn } from "../lib/warn";
import { pathCheckText, type PathCheck } from "../rtc/pathCheck";
import { maybeById, setText, within } from "../ui/dom";
import { isUsable, setUsable } from "../ui/elements";

export function bindConnectionCheck(check: () => Promise<PathCheck>): void {
  const root = maybeById("connection-check", HTMLElement);
  if (root === null) return;
  const button = within(root, "button", HTMLButtonElement);
  const status = within(root, "[role=status]", HTMLElement);
  button.addEventListener("click", () => {
    if (!isUsable(button)) return;
    setUsable(button, false);
    setText(status, "Checking…");
    const show = (result: PathCheck): void => {
      setUsable(button, true);
      root.dataset["result"] = result.kind;
      setText(status, pathCheckText(result));
    };
    check().then(show, (error: unknown) => {
      warn("checking the connection", error);
      show({ kind: "failed" });
    });
  });
}
