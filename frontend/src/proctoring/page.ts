/** The elements of `templates/proctoring/`, and what they show. */
import { byId, setText, within } from "../ui/dom";
import { element } from "../ui/elements";
import type { ProctoringStatus } from "./protocol";
import type { IndicatorText } from "./strings";

export type ConsentView = "none" | "asking" | "declined" | "exempted";

export interface ProctoringPage {
  readonly video: HTMLVideoElement;
  readonly showIndicator: (words: IndicatorText | null, canRetry: boolean) => void;
  readonly showConsent: (view: ConsentView, status: ProctoringStatus) => void;
  /** A sentence beside the buttons; empty for none. */
  readonly showProblem: (problem: string) => void;
  readonly setBusy: (isBusy: boolean) => void;
  readonly on: (press: "agree" | "decline" | "reconsider" | "checkAgain" | "retryCamera", listener: () => void) => void;
}

export function bindPage(): ProctoringPage {
  const indicator = byId("proctoring-indicator", HTMLElement);
  const consent = byId("proctoring-consent", HTMLElement);
  const part = (name: string): HTMLElement => within(consent, `[data-part="${name}"]`, HTMLElement);
  const [asking, declined, exempted] = [part("asking"), part("declined"), part("exempted")];
  const buttons = {
    agree: byId("proctoring-agree", HTMLButtonElement),
    decline: byId("proctoring-decline", HTMLButtonElement),
    reconsider: byId("proctoring-reconsider", HTMLButtonElement),
    checkAgain: byId("proctoring-check-again", HTMLButtonElement),
    retryCamera: byId("proctoring-retry", HTMLButtonElement),
  };
  let shown: ConsentView = "none";

  function fillText({ consent: { text } }: ProctoringStatus): void {
    setText(byId("proctoring-intro", HTMLElement), text.intro);
    byId("proctoring-points", HTMLElement).replaceChildren(...text.points.map((point) => element("li", {}, point)));
  }

  return {
    video: byId("proctoring-video", HTMLVideoElement),
    showIndicator: (words, canRetry) => {
      indicator.hidden = words === null;
      buttons.retryCamera.hidden = !canRetry;
      if (words === null) return;
      indicator.dataset["tone"] = words.tone;
      setText(byId("proctoring-title", HTMLElement), words.title);
      setText(byId("proctoring-detail", HTMLElement), words.detail);
    },
    showConsent: (view, status) => {
      if (view === "asking") fillText(status);
      setText(byId("proctoring-contact", HTMLElement), contactText(status));
      consent.hidden = view === "none";
      asking.hidden = view !== "asking";
      declined.hidden = view !== "declined";
      exempted.hidden = view !== "exempted";
      // What was pressed is gone; the focus goes to what took its place, not to the top of the page.
      if (shown !== view && shown !== "none" && view !== "none") part(view).focus();
      shown = view;
    },
    showProblem: (problem) => {
      const element = byId("proctoring-problem", HTMLElement);
      element.hidden = problem === "";
      setText(element, problem);
    },
    setBusy: (isBusy) => {
      for (const button of Object.values(buttons)) button.disabled = isBusy;
    },
    on: (press, listener) => {
      buttons[press].addEventListener("click", listener);
    },
  };
}

function contactText({ wayOut }: ProctoringStatus): string {
  return wayOut === null
    ? "Reply to your invitation, and ask for a session without a camera."
    : `Write to ${wayOut.contact} and ask for a session without a camera.`;
}
