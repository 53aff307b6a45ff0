/**
 * What a candidate does beside the work is noted openly: large pastes into the shared code, and that the room was out of sight.
 * The lobby says so before, and each note is told to the candidate as well.
 */
import { createTimer, type Clock } from "../lib/clock";
import { elapsed } from "../lib/duration";
import type { Call } from "../rtc/types";
import type { Announce } from "../ui/announcer";
import { maybeById } from "../ui/dom";
import { createPasteJudge } from "./pastes";

export interface ActivityDependencies {
  readonly call: Pick<Call, "getSnapshot" | "toolSocket">;
  readonly clock: Clock;
  readonly announce: Announce;
  /** What the shared code holds now. */
  readonly sharedText: () => string;
}

/** A page that is going away is hidden, too; and a glance aside is nothing. */
const hiddenAfterMs = 1_500;

export function watchActivity({ call, clock, announce, sharedText }: ActivityDependencies): void {
  const pastes = createPasteJudge();
  const timer = createTimer(clock);
  let hiddenAtMs: number | null = null;
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

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      timer.start(hiddenAfterMs, () => {
        if (!isInRoom()) return;
        hiddenAtMs = clock.nowMs();
        call.toolSocket.notify("activity", { kind: "hidden" });
      });
      return;
    }
    timer.cancel();
    if (hiddenAtMs === null) return;
    const awayMs = clock.nowMs() - hiddenAtMs + hiddenAfterMs;
    hiddenAtMs = null;
    call.toolSocket.notify("activity", { kind: "visible" });
    announce({ text: `Noted for the interviewers: the room was out of sight for ${elapsed(awayMs)}`, visible: true });
  });
}
