/** What is wrong with camera, microphone and screen sharing, one paragraph each. */
import type { LocalMediaSnapshot } from "../rtc/types";
import { element } from "../ui/elements";
import { mediaProblemText } from "./strings";

export function mediaProblems(local: LocalMediaSnapshot): string[] {
  const { camera, microphone, screen } = local;
  if (camera.kind === "failed" && microphone.kind === "failed" && camera.failure.code === microphone.failure.code) {
    const both = mediaProblemText("camera or microphone", camera.failure);
    return screen.kind === "failed" ? [both, mediaProblemText("screen", screen.failure)] : [both];
  }
  const things = [
    ["microphone", microphone],
    ["camera", camera],
    ["screen", screen],
  ] as const;
  return things.flatMap(([thing, state]) => (state.kind === "failed" ? [mediaProblemText(thing, state.failure)] : []));
}

export function showProblems(root: HTMLElement, problems: readonly string[]): void {
  const shown = [...root.children].map((child) => child.textContent);
  if (JSON.stringify(shown) === JSON.stringify(problems)) return;
  root.replaceChildren(...problems.map((problem) => element("p", { class: "notice warning" }, problem)));
}
