/** The elements of `templates/proctoring/`, and what they show. */
import { byId, setText, within } from "../ui/dom";
import { element } from "../ui/elements";
import { localTime, viewersZone } from "../ui/localTimes";
import type { DeviceChoice } from "../rtc/types";
import type { ProctoringStatus } from "./protocol";
import type { IndicatorText } from "./strings";

/** `cameraNeeded`: agreed, and the session starts only with a camera that works. */
export type ConsentView = "none" | "asking" | "declined" | "cameraNeeded" | "given" | "exempted";

export interface ProctoringPage {
  readonly video: HTMLVideoElement;
  readonly showIndicator: (words: IndicatorText | null, canRetry: boolean) => void;
  readonly showConsent: (view: ConsentView, status: ProctoringStatus) => void;
  /** A sentence beside the buttons; empty for none. */
  readonly showProblem: (problem: string) => void;
  /** The cameras to choose from, and which of them is on. */
  readonly showCameras: (cameras: readonly DeviceChoice[], chosenId: string | null) => void;
  readonly onCameraChosen: (listener: (deviceId: string) => void) => void;
  readonly setBusy: (isBusy: boolean) => void;
  /** What the candidate writes to their request for a session without a camera. */
  readonly exemptionNote: () => string;
  readonly on: (
    press: "agree" | "decline" | "reconsider" | "checkAgain" | "askForExemption" | "retryCamera",
    listener: () => void,
  ) => void;
}

export function bindPage(): ProctoringPage {
  const indicator = byId("proctoring-indicator", HTMLElement);
  const consent = byId("proctoring-consent", HTMLElement);
  const part = (name: string): HTMLElement => within(consent, `[data-part="${name}"]`, HTMLElement);
  const parts = {
    asking: part("asking"),
    declined: part("declined"),
    cameraNeeded: part("cameraNeeded"),
    given: part("given"),
    exempted: part("exempted"),
  } as const;
  const ask = byId("proctoring-ask-part", HTMLElement);
  const buttons = {
    agree: byId("proctoring-agree", HTMLButtonElement),
    decline: byId("proctoring-decline", HTMLButtonElement),
    reconsider: byId("proctoring-reconsider", HTMLButtonElement),
    askForExemption: byId("proctoring-ask", HTMLButtonElement),
    checkAgain: byId("proctoring-check-again", HTMLButtonElement),
    retryCamera: byId("proctoring-retry", HTMLButtonElement),
  };
  const dialog = byId("proctoring-dialog", HTMLDialogElement);
  const cameraField = byId("proctoring-camera", HTMLSelectElement);
  byId("proctoring-open", HTMLButtonElement).addEventListener("click", () => {
    dialog.showModal();
  });
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
      for (const id of ["proctoring-detail", "proctoring-dialog-detail"]) setText(byId(id, HTMLElement), words.detail);
    },
    showConsent: (view, status) => {
      if (view === "asking") fillText(status);
      setText(byId("proctoring-contact", HTMLElement), contactText(status));
      const asked = status.exemptionRequest;
      const askedText = byId("proctoring-asked", HTMLElement);
      askedText.hidden = asked === null;
      if (asked !== null)
        setText(
          askedText,
          `You asked for a session without a camera ${whenText(asked.askedAt)}. The recruiter sees it and decides.`,
        );
      setText(buttons.askForExemption, asked === null ? "Ask for a session without a camera" : "Ask again");
      consent.hidden = view === "none";
      for (const [name, element] of Object.entries(parts)) element.hidden = name !== view;
      ask.hidden = view !== "declined" && view !== "cameraNeeded";
      // What was pressed is gone; the focus goes to what took its place, not to the top of the page.
      if (shown !== view && shown !== "none" && view !== "none") part(view).focus();
      // What stood in the way of the start is settled, so a refusal to start is out of date.
      if (shown !== view && (view === "given" || view === "exempted")) {
        document.dispatchEvent(new CustomEvent("talentsync:consent-settled"));
      }
      shown = view;
    },
    showCameras: (cameras, chosenId) => {
      byId("proctoring-camera-field", HTMLElement).hidden = cameras.length === 0;
      cameraField.replaceChildren(...cameras.map(({ label, deviceId }) => new Option(label, deviceId)));
      if (chosenId !== null) cameraField.value = chosenId;
    },
    onCameraChosen: (listener) => {
      cameraField.addEventListener("change", () => {
        listener(cameraField.value);
      });
    },
    showProblem: (problem) => {
      const element = byId("proctoring-problem", HTMLElement);
      element.hidden = problem === "";
      setText(element, problem);
    },
    setBusy: (isBusy) => {
      for (const button of Object.values(buttons)) button.disabled = isBusy;
    },
    exemptionNote: () => byId("proctoring-note", HTMLTextAreaElement).value.trim(),
    on: (press, listener) => {
      buttons[press].addEventListener("click", listener);
    },
  };
}

function contactText({ wayOut }: ProctoringStatus): string {
  return wayOut === null
    ? "You can ask for a session without a camera here, or reply to your invitation."
    : `You can ask for a session without a camera here, or write to ${wayOut.contact}.`;
}

function whenText(iso: string): string {
  const time = localTime(iso, viewersZone());
  return time === null ? "" : `on ${time}`;
}
