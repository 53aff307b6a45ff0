/** Puts the state of the page into its elements: which part is up, the time, what is out of the ordinary. */
import { byId, setAttribute, setText } from "../ui/dom";
import type { Session } from "./api";
import type { BannerName, Banners } from "./banners";
import { bannerTexts, loadingText, type PageState, phaseOfView, sectionOf } from "./pageMachine";
import { timeFigures, urgency } from "./timeLeft";
import type { Welcome } from "./welcome";

export interface PageViewOptions {
  readonly banners: Banners;
  readonly welcome: Welcome;
  readonly showFinished: (session: Session) => void;
  readonly updateWorkspace: (session: Session, state: PageState) => void;
}

/** Returns what draws the page anew; the parts that cost something only where their part of the state changed. */
export function createPageView(options: PageViewOptions): (state: PageState, previous: PageState | null) => void {
  const { banners, welcome, showFinished, updateWorkspace } = options;
  const loading = byId("loading", HTMLElement);
  const sections = {
    loading,
    welcome: byId("welcome", HTMLElement),
    work: byId("work", HTMLElement),
    finished: byId("finished", HTMLElement),
  };
  const workState = byId("work-state", HTMLElement);
  const finishButton = byId("open-finish", HTMLButtonElement);
  const figures = byId("time-figures", HTMLElement);
  const timeLeft = byId("time-left", HTMLElement);
  return (state, previous) => {
    const { view, clock } = state;
    const up = sectionOf(state);
    setAttribute(document.body, "data-phase", phaseOfView(view) ?? "loading");
    setText(loading, loadingText(state));
    for (const [name, section] of Object.entries(sections)) section.hidden = name !== up;
    workState.hidden = view.kind !== "working" || view.refusal !== null;
    finishButton.hidden = view.kind !== "working" || view.isTimeUp;
    for (const [name, words] of Object.entries(bannerTexts(state))) banners.set(name as BannerName, words);
    if (view.kind === "working" && clock.remainingMs !== null) {
      setText(figures, timeFigures(clock.remainingMs));
      setAttribute(timeLeft, "data-urgency", urgency(clock.remainingMs));
    }
    if (view === previous?.view && state.workspace === previous.workspace) return;
    if (view.kind === "welcome") welcome.update(view.session, view.untilOpenMs);
    if ("session" in view) updateWorkspace(view.session, state);
    if (view.kind === "finished") showFinished(view.session);
  };
}
