/** The view in which the candidate works: binds its state machine to the editor, the tabs, the buttons and the results. */
import type { Extension } from "@codemirror/state";

import { compileDiagnostics } from "../codemirror/diagnostics";
import { createFontSize } from "../codemirror/fontSize";
import type { PreferenceStore } from "../codemirror/preferences";
import { bindEditorSettings } from "../codemirror/settings";
import { createStateMachine } from "../lib/stateMachine";
import { warn } from "../lib/warn";
import type { Announce } from "../ui/announcer";
import { byId, setAttribute, setText } from "../ui/dom";
import { isUsable, setUsable } from "../ui/elements";
import { createStoredSplitPane } from "../ui/splitPane";
import { createTabList } from "../ui/tabs";
import type { DsaApi, Session, Submission, SubmissionKind } from "./api";
import { createConflictNotice } from "./conflict";
import type { DraftLog } from "./draftLog";
import { draftWords, type DraftKey, type Drafts, type DraftView } from "./drafts";
import { createEditor, type Editor } from "./editor";
import type { Judging } from "./judging";
import { type OwnTests, ownTestOf } from "./ownTests";
import { createOwnTestsPanel } from "./ownTestsPanel";
import { createProblemTabs, showLimits, showStatement } from "./problems";
import { createResults } from "./results";
import { createSubmissionHistory } from "./submissionHistory";
import type { SubmissionsList } from "./submissionsList";
import {
  actionText,
  activityOf,
  type Busy,
  canPress,
  languageChoices,
  languageLabelOf,
  openDraft,
  openKey,
  openWorkspace,
  ownTestsOf,
  ownSubmissions,
  type Panel,
  problemTabText,
  sourceOf,
  type View,
  type WorkspaceEffect,
  type WorkspaceEvent,
  type WorkspaceState,
  workspaceTransition,
} from "./workspaceMachine";

/** Text that comes in one piece and is at least this long is told to whoever looks after the session. */
const largePasteCharacters = 200;

export interface WorkspaceDependencies {
  readonly session: Session;
  readonly api: DsaApi;
  readonly drafts: Drafts;
  readonly log: DraftLog;
  readonly judging: Judging;
  readonly ownTests: OwnTests;
  readonly submissions: SubmissionsList;
  readonly languages: ReadonlyMap<string, Extension>;
  readonly storage: Pick<Storage, "getItem" | "setItem">;
  readonly storageKey: string;
  readonly nonce: string;
  /** What the person chose for the editor, in every session. */
  readonly preferences: PreferenceStore;
  readonly hour: (iso: string) => string;
  readonly announce: Announce;
  readonly emit: (event: "large-paste", detail: object) => void;
}

export interface Workspace {
  readonly update: (session: Session, canWork: boolean) => void;
  /** Another device's code took the place of ours. */
  readonly showReplaced: (draft: DraftView) => void;
  readonly showOutcome: (submission: Submission) => void;
  readonly press: (kind: SubmissionKind) => void;
}

export function createWorkspace(dependencies: WorkspaceDependencies): Workspace {
  const { api, drafts, log, judging, ownTests, submissions, languages, storage, storageKey, nonce, preferences } = dependencies;
  const { hour, announce, emit } = dependencies;
  const assistance = dependencies.session.editorAssistance;
  const root = byId("work", HTMLElement);
  const problemPanel = byId("problem-panel", HTMLElement);
  const languageField = byId("language", HTMLSelectElement);
  const saved = byId("saved-state", HTMLElement);
  const runButton = byId("run", HTMLButtonElement);
  const runOwnTestsButton = byId("run-own-tests", HTMLButtonElement);
  const submitButton = byId("submit", HTMLButtonElement);
  const submitDialog = byId("submit-dialog", HTMLDialogElement);
  const dispatch = (event: WorkspaceEvent): void => {
    machine.dispatch(event);
  };

  const extensionOf = (language: string): Extension => languages.get(language) ?? [];
  const languageLabel = (language: string): string => languageLabelOf(machine.getState().session, language);
  const editor = createEditor({
    parent: byId("editor", HTMLElement),
    nonce,
    assistance,
    preferences,
    tell: (text) => {
      announce({ text, visible: true });
    },
    warn,
    onChange: (name, sourceCode) => {
      drafts.edit(keyOf(name), sourceCode);
    },
    onText: (name, text, origin) => {
      const key = keyOf(name);
      if (origin === null) log.open(key, text, drafts.find(key) === null ? "starter" : "loaded");
      else log.replace(key, text, origin);
    },
    onEdit: (name, changes, origin, text) => {
      log.change(keyOf(name), changes, origin, text);
    },
    onBlur: () => {
      void drafts.flush();
      log.flush();
    },
    onPaste: (characters) => {
      if (characters >= largePasteCharacters) emit("large-paste", { characters });
    },
  });
  const conflict = createConflictNotice({ root: byId("conflict", HTMLElement), drafts, hour, editor });
  const results = createResults(byId("panel-results", HTMLElement), {
    languageLabel,
    hour,
    goToLine: (line) => {
      dispatch({ kind: "linePressed", line });
    },
    useAsOwnTest: (test, name) => {
      dispatch({ kind: "exampleTaken", test: ownTestOf(test, name) });
    },
  });
  const ownTestsPanel = createOwnTestsPanel({
    most: dependencies.session.limits.ownTests,
    onChange: (tests) => {
      ownTests.set(machine.getState().problem.problemId, tests);
    },
  });
  const history = createSubmissionHistory({
    root: byId("panel-history", HTMLElement),
    nonce,
    load: api.submission,
    languageOf: extensionOf,
    languageLabel,
    hour,
    canRestore: () => machine.getState().canWork,
    restore: (submission) => {
      dispatch({ kind: "codeRestored", submission });
    },
    announce,
  });
  const viewTabs = createTabList(byId("view-tabs", HTMLElement), (tab) => {
    dispatch({ kind: "viewChosen", view: tab.dataset["view"] as View });
  });
  const panelTabs = createTabList(byId("panel-tabs", HTMLElement), (tab) => {
    dispatch({ kind: "panelChosen", panel: tab.dataset["panel"] as Panel });
  });
  const problemTabs = createProblemTabs(byId("problem-tabs", HTMLElement), (problemId) => {
    dispatch({ kind: "problemChosen", problemId });
  });

  const render = (state: WorkspaceState, previous: WorkspaceState | null): void => {
    const { session, problem, language, view, panel } = state;
    const key = openKey(state);
    if (problem.problemId !== previous?.problem.problemId) {
      languageField.replaceChildren(...languageChoices(state).map((choice) => new Option(choice.name, choice.language)));
      showStatement(byId("statement", HTMLElement), problem, language, session, (test, name) => {
        dispatch({ kind: "exampleTaken", test: ownTestOf(test, name) });
      });
      const takesInput = problem.outputValidation !== "interactive";
      byId("own-tests-form", HTMLElement).hidden = !takesInput;
      byId("no-own-input", HTMLElement).hidden = takesInput;
      problemPanel.setAttribute("aria-labelledby", `problem-tab-${session.problems.indexOf(problem) + 1}`);
    } else if (language !== previous.language) {
      showLimits(problem, language, session);
    }
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
    setUsable(runButton, canPress(state, "run"));
    setUsable(runOwnTestsButton, canPress(state, "run"));
    setUsable(submitButton, canPress(state, "submit"));
    setText(byId("action-state", HTMLElement), actionText(state));
  };

  const perform = (effect: WorkspaceEffect): void => {
    switch (effect.kind) {
      case "saveDrafts":
        void drafts.flush();
        log.flush();
        break;
      case "chooseDraft":
        drafts.choose(effect.key);
        break;
      case "rememberProblem":
        storage.setItem(`${storageKey}/problem`, effect.problemId);
        break;
      case "rememberLanguage":
        storage.setItem(`${storageKey}/language`, effect.key.language);
        storage.setItem(`${storageKey}/language/${effect.key.problemId}`, effect.key.language);
        break;
      case "replaceCode":
        editor.replace(nameOf(effect.key), effect.sourceCode, { tell: true, origin: effect.origin });
        break;
      case "focusEditor":
        editor.focus();
        break;
      case "saveOwnTests":
        ownTests.set(effect.problemId, effect.tests);
        break;
      case "focusLastOwnTest":
        // It is drawn in the turn that saving it has begun, after this one.
        queueMicrotask(ownTestsPanel.focusLast);
        break;
      case "focusResultsIfEditorIsHidden":
        if (byId("editor", HTMLElement).offsetParent === null) byId("panel-results", HTMLElement).focus();
        break;
      case "goToLine":
        editor.goTo(effect.line);
        break;
      case "markCode": {
        const { language, sourceCode, compileOutput } = effect.submission;
        const found = compileOutput === null ? [] : compileDiagnostics(language, compileOutput);
        editor.mark(nameOf(effect.submission), sourceCode, found);
        break;
      }
      case "openSubmitDialog":
        setText(byId("submit-heading", HTMLElement), `Submit ${effect.title}?`);
        setText(byId("submit-text", HTMLElement), `Your ${effect.languageLabel} code, as it stands in the editor, is submitted.`);
        submitDialog.returnValue = "no";
        submitDialog.showModal();
        break;
      case "closeSubmitDialog":
        submitDialog.close("no");
        break;
      case "send":
        judging.press(effect.work);
        break;
      case "recall":
        void judging.recall(effect.submissionId);
        break;
      case "announce":
        announce(effect);
        break;
    }
  };

  const busyOf = ({ problems }: Session): Busy => {
    const ids = problems.map(({ problemId }) => problemId);
    return {
      run: new Set(ids.filter((id) => judging.isBusy(id, "run"))),
      submit: new Set(ids.filter((id) => judging.isBusy(id, "submit"))),
    };
  };
  const machine = createStateMachine({
    initial: openWorkspace({
      session: dependencies.session,
      rememberedProblem: storage.getItem(`${storageKey}/problem`),
      chosen: chosenLanguages(dependencies),
      drafts: drafts.getSnapshot().drafts,
      activities: judging.getSnapshot().activities,
      busy: busyOf(dependencies.session),
      submissions: submissions.getSnapshot().submissions,
      ownTests: ownTests.getSnapshot().byProblem,
    }),
    transition: workspaceTransition,
    render,
    perform,
  });
  machine.start();
  drafts.subscribe(() => {
    dispatch({ kind: "draftsChanged", drafts: drafts.getSnapshot().drafts });
  });
  judging.subscribe(() => {
    dispatch({ kind: "judgingChanged", activities: judging.getSnapshot().activities, busy: busyOf(machine.getState().session) });
  });
  ownTests.subscribe(() => {
    dispatch({ kind: "ownTestsChanged", ownTests: ownTests.getSnapshot().byProblem });
  });
  submissions.subscribe(() => {
    dispatch({ kind: "submissionsChanged", submissions: submissions.getSnapshot().submissions });
  });
  bindControls(dispatch);
  bindFontSize(storage, editor, announce);
  bindEditorSettings({ preferences, assistance });
  createStoredSplitPane({
    container: problemPanel,
    handle: byId("split-columns", HTMLElement),
    axis: "columns",
    property: "--statement-width",
    initialPercent: 42,
    storage,
  });
  createStoredSplitPane({
    container: byId("code-side", HTMLElement),
    handle: byId("split-rows", HTMLElement),
    axis: "rows",
    property: "--results-height",
    initialPercent: 38,
    storage,
  });
  return {
    press: (kind) => {
      dispatch(kind === "run" ? { kind: "runPressed", onOwnTests: false } : { kind: "submitPressed" });
    },
    update: (session, canWork) => {
      dispatch({ kind: "sessionUpdated", session, canWork });
    },
    showReplaced: (draft) => {
      editor.replace(nameOf(draft), draft.sourceCode, { tell: false, origin: "loaded" });
    },
    showOutcome: (submission) => {
      dispatch({ kind: "judged", submission });
    },
  };
}

/** The name of a code in the editor. */
function nameOf({ problemId, language }: DraftKey): string {
  return `${problemId}/${language}`;
}

function keyOf(name: string): DraftKey {
  const [problemId = "", language = ""] = name.split("/");
  return { problemId, language };
}

/** The languages that were chosen before a reload. */
function chosenLanguages({ session, storage, storageKey }: WorkspaceDependencies): WorkspaceState["chosen"] {
  const byProblem = session.problems.flatMap(({ problemId }) => {
    const language = storage.getItem(`${storageKey}/language/${problemId}`);
    return language === null ? [] : [[problemId, language] as const];
  });
  return { latest: storage.getItem(`${storageKey}/language`), byProblem: Object.fromEntries(byProblem) };
}

type Dispatch = (event: WorkspaceEvent) => void;

function bindControls(dispatch: Dispatch): void {
  const onPress = (id: string, event: WorkspaceEvent): void => {
    const target = byId(id, HTMLButtonElement);
    target.addEventListener("click", () => {
      if (isUsable(target)) dispatch(event);
    });
  };
  onPress("run", { kind: "runPressed", onOwnTests: false });
  onPress("run-own-tests", { kind: "runPressed", onOwnTests: true });
  onPress("submit", { kind: "submitPressed" });
  onPress("use-starter", { kind: "starterPressed" });
  const languageField = byId("language", HTMLSelectElement);
  languageField.addEventListener("change", () => {
    dispatch({ kind: "languageChosen", language: languageField.value });
  });
  const submitDialog = byId("submit-dialog", HTMLDialogElement);
  submitDialog.addEventListener("close", () => {
    dispatch({ kind: "submitDialogClosed", isConfirmed: submitDialog.returnValue === "yes" });
  });
}

function bindFontSize(storage: Pick<Storage, "getItem" | "setItem">, editor: Editor, announce: Announce): void {
  const smaller = byId("font-smaller", HTMLButtonElement);
  const larger = byId("font-larger", HTMLButtonElement);
  const fontSize = createFontSize(storage, (size) => {
    document.documentElement.style.setProperty("--code-font-size", size);
  });
  const resize = (steps: 1 | -1): void => {
    fontSize.change(steps);
    setUsable(smaller, fontSize.canChange(-1));
    setUsable(larger, fontSize.canChange(1));
    editor.measure();
    announce({ text: `Code size ${fontSize.sizePx()}`, visible: false });
  };
  smaller.addEventListener("click", () => {
    resize(-1);
  });
  larger.addEventListener("click", () => {
    resize(1);
  });
}
