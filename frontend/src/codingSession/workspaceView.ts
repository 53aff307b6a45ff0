/** Puts the state of the workspace into its elements: the problem, the code, the panels and what can be pressed. */
import type { Extension } from "@codemirror/state";

import { byId, setAttribute, setText } from "../ui/dom";
import { setUsable } from "../ui/elements";
import { createTabList } from "../ui/tabs";
import type { ConflictNotice } from "./conflict";
import { nameOf } from "./draftKey";
import { draftWords } from "./drafts";
import type { Editor } from "./editor";
import { type OwnTests, ownTestOf } from "./ownTests";
import type { OwnTestsPanel } from "./ownTestsPanel";
import { createProblemTabs, showLimits, showStatement } from "./problems";
import type { Results } from "./results";
import type { SubmissionHistory } from "./submissionHistory";
import {
  actionText,
  activityOf,
  canPress,
  languageChoices,
  languageLabelOf,
  openDraft,
  openKey,
  ownTestsOf,
  ownSubmissions,
  type Panel,
  problemTabText,
  sourceOf,
  type View,
  type WorkspaceEvent,
  type WorkspaceState,
} from "./workspaceMachine";

export interface WorkspaceViewOptions {
  readonly editor: Editor;
  readonly conflict: ConflictNotice;
  readonly results: Results;
  readonly ownTests: OwnTests;
  readonly ownTestsPanel: OwnTestsPanel;
  readonly history: SubmissionHistory;
  readonly extensionOf: (language: string) => Extension;
  readonly hour: (iso: string) => string;
  readonly dispatch: (event: WorkspaceEvent) => void;
}

/** Returns what draws the workspace anew; the parts that cost something only where their part of the state changed. */
export function createWorkspaceView(
  options: WorkspaceViewOptions,
): (state: WorkspaceState, previous: WorkspaceState | null) => void {
  const { editor, conflict, results, ownTests, ownTestsPanel, history, extensionOf, hour, dispatch } = options;
  const root = byId("work", HTMLElement);
  const problemPanel = byId("problem-panel", HTMLElement);
  const languageField = byId("language", HTMLSelectElement);
  const saved = byId("saved-state", HTMLElement);
  const runButtons = [byId("run", HTMLButtonElement), byId("run-own-tests", HTMLButtonElement)];
  const submitButton = byId("submit", HTMLButtonElement);
  const viewTabs = createTabList(byId("view-tabs", HTMLElement), (tab) => {
    dispatch({ kind: "viewChosen", view: tab.dataset["view"] as View });
  });
  const panelTabs = createTabList(byId("panel-tabs", HTMLElement), (tab) => {
    dispatch({ kind: "panelChosen", panel: tab.dataset["panel"] as Panel });
  });
  const problemTabs = createProblemTabs(byId("problem-tabs", HTMLElement), (problemId) => {
    dispatch({ kind: "problemChosen", problemId });
  });

  const showProblem = (state: WorkspaceState): void => {
    const { session, problem, language } = state;
    languageField.replaceChildren(...languageChoices(state).map((choice) => new Option(choice.name, choice.language)));
    showStatement(byId("statement", HTMLElement), problem, language, session, (test, name) => {
      dispatch({ kind: "exampleTaken", test: ownTestOf(test, name) });
    });
    const takesInput = problem.outputValidation !== "interactive";
    byId("own-tests-form", HTMLElement).hidden = !takesInput;
    byId("no-own-input", HTMLElement).hidden = takesInput;
    problemPanel.setAttribute("aria-labelledby", `problem-tab-${session.problems.indexOf(problem) + 1}`);
  };

  return (state, previous) => {
    const { session, problem, language, view, panel } = state;
    const key = openKey(state);
    if (problem.problemId !== previous?.problem.problemId) showProblem(state);
    else if (language !== previous.language) showLimits(problem, language, session);
    languageField.value = language;
    const label = `Your code for ${problem.title} in ${languageLabelOf(session, language)}`;
    editor.open(nameOf(key), sourceOf(state, key), { key: language, parser: extensionOf(language) }, label);
    editor.setReadOnly(!state.canWork);
    if (view !== previous?.view) {
      root.dataset["view"] = view;
      viewTabs.mark((tab) => tab.dataset["view"] === view);
      editor.measure();
    }
    if (panel !== previous?.panel) {
      for (const name of ["results", "tests", "history"] as const) byId(`panel-${name}`, HTMLElement).hidden = name !== panel;
      panelTabs.mark((tab) => tab.dataset["panel"] === panel);
    }
    ownTestsPanel.update(problem, ownTestsOf(state), ownTests.getSnapshot().states[problem.problemId] ?? "saved", state.canWork);
    problemTabs.update(session.problems, problem.problemId, (id) => problemTabText(state, id));
    results.show(activityOf(state), problem);
    history.update(problem, ownSubmissions(state));
    const draftState = openDraft(state)?.state ?? { kind: "untouched" };
    setText(saved, draftWords(draftState, hour));
    setAttribute(saved, "data-state", draftState.kind);
    conflict.update(key);
    for (const button of runButtons) setUsable(button, canPress(state, "run"));
    setUsable(submitButton, canPress(state, "submit"));
    setText(byId("action-state", HTMLElement), actionText(state));
  };
}
