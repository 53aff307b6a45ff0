/** Asks before the camera starts, and goes on asking the server where the answer was no. */
import { createTimer, type Clock } from "../lib/clock";
import type { ConsentView, ProctoringPage } from "./page";
import type { ConsentStatus, Outcome, ProctoringApi, ProctoringStatus } from "./protocol";

/** How often a page that said no asks whether the recruiter has granted the way without a camera. */
const recheckMs = 30_000;
const retryMs = 10_000;

const views: Readonly<Record<ConsentStatus, ConsentView>> = {
  required: "asking",
  given: "given",
  declined: "declined",
  exempted: "exempted",
};

const offlineProblem = "There is no connection to the server. Check your network; this page tries again by itself.";
const busyProblem = "The server is busy. This page tries again by itself.";

type ConsentPage = Pick<ProctoringPage, "showConsent" | "showProblem" | "setBusy" | "exemptionNote" | "on">;

interface Parts {
  readonly api: Pick<ProctoringApi, "status" | "decide" | "askForExemption">;
  readonly page: ConsentPage;
  readonly clock: Clock;
  /** Called once, when there is a consent to act on. */
  readonly onGiven: (status: ProctoringStatus) => void;
}

/** Starts with a look at the server's record. `stop` when the session is over: there is nothing left to ask. */
export function runConsent({ api, page, clock, onGiven }: Parts): { readonly stop: () => void } {
  const timer = createTimer(clock);
  let latest: ProctoringStatus | null = null;
  let isDone = false;

  function show(status: ProctoringStatus): void {
    latest = status;
    page.showProblem("");
    page.showConsent(status.enabled ? views[status.consent.status] : "none", status);
    if (status.enabled && status.consent.status === "declined") timer.start(recheckMs, refresh);
    if (status.enabled && status.consent.status === "given") {
      isDone = true;
      onGiven(status);
    }
  }

  function adopt(outcome: Outcome<ProctoringStatus>): void {
    if (isDone) return;
    page.setBusy(false);
    switch (outcome.kind) {
      case "ok":
        show(outcome.value);
        return;
      case "refused":
        page.showProblem(outcome.detail);
        // The words have changed since they were read: show the new ones, and ask again.
        if (outcome.code === "consent_text_changed") refresh();
        return;
      case "offline":
      case "busy":
        page.showProblem(outcome.kind === "offline" ? offlineProblem : busyProblem);
        if (latest === null) timer.start(retryMs, refresh);
    }
  }

  function refresh(): void {
    timer.cancel();
    void api.status().then(adopt);
  }

  function decide(decision: "given" | "declined"): void {
    if (latest === null) return;
    timer.cancel();
    page.setBusy(true);
    void api.decide(decision, latest.consent.textVersion).then(adopt);
  }

  page.on("agree", () => {
    decide("given");
  });
  page.on("decline", () => {
    decide("declined");
  });
  page.on("askForExemption", () => {
    timer.cancel();
    page.setBusy(true);
    void api.askForExemption(page.exemptionNote()).then(adopt);
  });
  page.on("reconsider", () => {
    timer.cancel();
    if (latest !== null) page.showConsent("asking", latest);
  });
  page.on("checkAgain", refresh);
  refresh();

  return {
    stop: () => {
      if (isDone) return;
      isDone = true;
      timer.cancel();
      if (latest !== null) page.showConsent("none", latest);
    },
  };
}
