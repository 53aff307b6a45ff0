/**
 * What a candidate does beside the work is noted openly: large pastes into the shared code, and that the room was out of sight.
 * The lobby says so before, and each note is told to the candidate as well.
 */
import { maybeById } from "../ui/dom";
import { createOutOfSight, type OutOfSightDependencies } from "./outOfSight";
import { createPasteJudge } from "./pastes";

export interface ActivityDependencies extends OutOfSightDependencies {
  /** What the shared code holds now. */
  readonly sharedText: () => string;
}

export function watchActivity(dependencies: ActivityDependencies): void {
  const { call, announce, sharedText } = dependencies;
  const pastes = createPasteJudge();
  const isInRoom = (): boolean => call.getSnapshot().signaling.kind === "joined";

  const noteText = async (text: string): Promise<void> => {
    const characters = pastes.judge(text, sharedText());
    if (characters === null || !isInRoom()) return;
    const answer = await call.toolSocket.request("activity", { kind: "paste", characters });
    if (answer.ok) announce({ text: `Noted for the interviewers: you pasted ${characters} characters`, visible: true });
  };
  const surface = maybeById("editor-surface", HTMLElement);
  // Before the editor takes it, so that the code is still what it was.
  surface?.addEventListener("paste", ({ clipboardData }) => void noteText(clipboardData?.getData("text/plain") ?? ""), {
    capture: true,
  });
  surface?.addEventListener("drop", ({ dataTransfer }) => void noteText(dataTransfer?.getData("text/plain") ?? ""), {
    capture: true,
  });
  for (const name of ["copy", "cut"] as const) {
    document.addEventListener(name, ({ clipboardData }) => {
      // Whoever filled the clipboard by their own code has done so by now; otherwise it is the selection.
      const filled = clipboardData?.getData("text/plain") ?? "";
      pastes.copied(filled === "" ? (getSelection()?.toString() ?? "") : filled);
    });
  }

  const isHidden = (): boolean => document.visibilityState === "hidden";
  const outOfSight = createOutOfSight(dependencies, isHidden());
  document.addEventListener("visibilitychange", () => {
    outOfSight.setHidden(isHidden());
  });
}
