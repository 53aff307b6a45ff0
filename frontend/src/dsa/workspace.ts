/** The view in which the candidate works: problems, statement, editor, results. */
import type { Extension } from "@codemirror/state";

import { createFontSize } from "../code/fontSize";
import { byId, setText } from "../room/dom";
import type { Announce } from "../room/announcer";
import type { DsaApi, Problem, Session, Submission, SubmissionKind } from "./api";
import { createConflictNotice } from "./conflict";
import { compileDiagnostics } from "./diagnostics";
import { draftWords, type DraftKey, type Drafts, type DraftView } from "./drafts";
import { createEarlier } from "./earlier";
import { createEditor } from "./editor";
import { isUsable, setUsable } from "./elements";
import type { Activity, Judging } from "./judging";
import { createProblemTabs, showLimits, showStatement } from "./problems";
import { createResults } from "./results";
import { createSplit } from "./split";
import type { SubmissionsList } from "./submissionsList";
import { createTabList } from "./tabList";
import { outcomeSentence, problemStateWords, progressWords } from "./verdicts";

/** Text that comes in one piece and is at least this long is told to whoever looks after the session. */
const largePasteCharacters = 200;

export interface WorkspaceDependencies {
  readonly session: Session;
  readonly api: DsaApi;
  readonly drafts: Drafts;
  readonly judging: Judging;
  readonly submissions: SubmissionsList;
  readonly languages: ReadonlyMap<string, Extension>;
  readonly storage: Pick<Storage, "getItem" | "setItem">;
  readonly storageKey: string;
  readonly nonce: string;
  readonly hour: (iso: string) => string;
  readonly announce: Announce;
  readonly tell: (event: "large-paste", detail: object) => void;
}

export interface Workspace {
  readonly update: (session: Session, canWork: boolean) => void;
  /** Another device's code took the place of ours. */
  readonly showReplaced: (draft: DraftView) => void;
  readonly showOutcome: (submission: Submission) => void;
  readonly press: (kind: SubmissionKind) => void;
}

type View = "statement" | "code" | "results";
type Panel = "results" | "input" | "history";

export function createWorkspace(dependencies: WorkspaceDependencies): Workspace {
  const { api, drafts, judging, submissions, languages, storage, storageKey, nonce, hour, announce, tell } = dependencies;
  let { session } = dependencies;
  let canWork = true;
  const [first] = session.problems;
  if (first === undefined) throw new Error("The session has no problems");
  let problem: Problem = problemOf(storage.getItem(`${storageKey}/problem`)) ?? first;
  const root = byId("work", HTMLElement);
  const languageField = byId("language", HTMLSelectElement);
  const saved = byId("saved-state", HTMLElement);
  const ownInput = byId("own-input", HTMLTextAreaElement);
  const ownInputs = new Map<string, string>();
  const runButton = byId("run", HTMLButtonElement);
  const runInputButton = byId("run-input", HTMLButtonElement);
  const submitButton = byId("submit", HTMLButtonElement);

  function problemOf(id: string | null): Problem | undefined {
    return session.problems.find(({ problemId }) => problemId === id);
  }
  const labelOf = (language: string): string =>
    session.languages.find((one) => one.language === language)?.label ?? language;
  const extensionOf = (language: string): Extension => languages.get(language) ?? [];
  const keyOf = (): DraftKey => ({ problemId: problem.problemId, language: languageField.value });
  const nameOf = ({ problemId, language }: DraftKey): string => `${problemId}/${language}`;
  const starterOf = ({ problemId, language }: DraftKey): string => problemOf(problemId)?.starterCode[language] ?? "";
  const sourceOf = (key: DraftKey): string => drafts.find(key)?.sourceCode ?? starterOf(key);

  const editor = createEditor({
    parent: byId("editor", HTMLElement),
    nonce,
    onChange: (name, sourceCode) => {
      const [problemId = "", language = ""] = name.split("/");
      drafts.edit({ problemId, language }, sourceCode);
    },
    onBlur: () => void drafts.flush(),
    onPaste: (characters) => {
      if (characters >= largePasteCharacters) tell("large-paste", { characters });
    },
  });
  const conflict = createConflictNotice({ root: byId("conflict", HTMLElement), drafts, hour, editor });
  const results = createResults(byId("panel-results", HTMLElement), {
    languageLabel: labelOf,
    hour,
    goToLine: (line) => {
      showView("code");
      editor.goTo(line);
    },
  });
  const earlier = createEarlier({
    root: byId("panel-history", HTMLElement),
    nonce,
    load: api.submission,
    languageOf: extensionOf,
    languageLabel: labelOf,
    hour,
    canRestore: () => canWork,
    restore: ({ problemId, language, sourceCode }) => {
      if (problemId !== problem.problemId) return;
      openCode(language);
      editor.replace(nameOf(keyOf()), sourceCode, { tell: true });
      showView("code");
      editor.focus();
    },
  });

  // Tabs ---------------------------------------------------------------------------------------------------------------

  const viewTabs = createTabList(byId("view-tabs", HTMLElement), (tab) => {
    showView(tab.dataset["view"] as View);
  });
  function showView(view: View): void {
    root.dataset["view"] = view;
    viewTabs.mark((tab) => tab.dataset["view"] === view);
    editor.measure();
  }
  const panelTabs = createTabList(byId("panel-tabs", HTMLElement), (tab) => {
    showPanel(tab.dataset["panel"] as Panel);
  });
  function showPanel(panel: Panel): void {
    for (const name of ["results", "input", "history"] as const) byId(`panel-${name}`, HTMLElement).hidden = name !== panel;
    panelTabs.mark((tab) => tab.dataset["panel"] === panel);
  }
  const problemTabs = createProblemTabs(byId("problem-tabs", HTMLElement), (problemId) => {
    const next = problemOf(problemId);
    if (next !== undefined && next !== problem) openProblem(next);
  });

  // What is open -------------------------------------------------------------------------------------------------------

  function openProblem(next: Problem): void {
    void drafts.flush();
    ownInputs.set(problem.problemId, ownInput.value);
    problem = next;
    storage.setItem(`${storageKey}/problem`, problem.problemId);
    ownInput.value = ownInputs.get(problem.problemId) ?? "";
    languageField.replaceChildren(
      ...problem.languages.map((language) => {
        const version = session.languages.find((one) => one.language === language)?.version ?? "";
        return new Option(languageName(labelOf(language), version), language);
      }),
    );
    openCode(preferredLanguage());
    showStatement(byId("statement", HTMLElement), problem, languageField.value, session);
    const number = session.problems.indexOf(problem) + 1;
    byId("problem-panel", HTMLElement).setAttribute("aria-labelledby", `problem-tab-${number}`);
    refresh();
    recallResults();
  }

  /** After a reload, or on another device, the latest results are there again. */
  function recallResults(): void {
    const newest = submissions.getSnapshot().submissions?.find(({ problemId }) => problemId === problem.problemId);
    const isShown = problem.problemId in judging.getSnapshot().activities;
    if (newest !== undefined && !isShown) void judging.recall(newest.id);
  }

  /** The one last written in here, or else the one last chosen anywhere. */
  function preferredLanguage(): string {
    const newest = drafts
      .getSnapshot()
      .drafts.filter((draft) => draft.problemId === problem.problemId && draft.state.kind === "saved")
      .map(({ language, state }) => ({ language, savedAt: state.kind === "saved" ? state.savedAt : "" }))
      .sort((a, b) => b.savedAt.localeCompare(a.savedAt))[0]?.language;
    const chosen = storage.getItem(`${storageKey}/language/${problem.problemId}`) ?? newest ?? storage.getItem(`${storageKey}/language`);
    return problem.languages.find((language) => language === chosen) ?? problem.languages[0] ?? "";
  }

  function openCode(language: string): void {
    languageField.value = language;
    const key = keyOf();
    editor.open(nameOf(key), sourceOf(key), extensionOf(language), `Your code for ${problem.title} in ${labelOf(language)}`);
  }
  languageField.addEventListener("change", () => {
    void drafts.flush();
    storage.setItem(`${storageKey}/language`, languageField.value);
    storage.setItem(`${storageKey}/language/${problem.problemId}`, languageField.value);
    openCode(languageField.value);
    drafts.choose(keyOf());
    showLimits(problem, languageField.value, session);
    refresh();
  });

  // Run and submit -----------------------------------------------------------------------------------------------------

  const work = (kind: SubmissionKind, stdin: string | null): void => {
    const key = keyOf();
    judging.press({ kind, ...key, sourceCode: sourceOf(key), stdin });
    showPanel("results");
    showView("results");
    // On a phone the editor has just left the screen, and the focus must not go with it.
    if (byId("editor", HTMLElement).offsetParent === null) byId("panel-results", HTMLElement).focus();
  };
  const press = (kind: SubmissionKind): void => {
    if (!canWork || judging.isBusy(problem.problemId, kind)) return;
    if (kind === "run") work("run", null);
    else confirmSubmit();
  };
  const submitDialog = byId("submit-dialog", HTMLDialogElement);
  const confirmSubmit = (): void => {
    setText(byId("submit-heading", HTMLElement), `Submit ${problem.title}?`);
    setText(byId("submit-text", HTMLElement), `Your ${labelOf(languageField.value)} code, as it stands in the editor, is submitted.`);
    submitDialog.returnValue = "no";
    submitDialog.showModal();
  };
  submitDialog.addEventListener("close", () => {
    // A session that ended meanwhile closed the dialog itself.
    if (submitDialog.returnValue === "yes" && canWork) work("submit", null);
  });
  runButton.addEventListener("click", () => {
    if (isUsable(runButton)) press("run");
  });
  runInputButton.addEventListener("click", () => {
    if (isUsable(runInputButton)) work("run", ownInput.value);
  });
  submitButton.addEventListener("click", () => {
    if (isUsable(submitButton)) press("submit");
  });
  byId("copy-sample", HTMLButtonElement).addEventListener("click", () => {
    ownInput.value = problem.visibleTests[0]?.input ?? "";
    ownInput.focus();
  });
  byId("use-starter", HTMLButtonElement).addEventListener("click", () => {
    if (!canWork) return;
    editor.replace(nameOf(keyOf()), starterOf(keyOf()), { tell: true });
    editor.focus();
  });

  // Size of the code, dividers -------------------------------------------------------------------------------------------

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
  smaller.addEventListener("click", () => { resize(-1); });
  larger.addEventListener("click", () => { resize(1); });
  createSplit({ container: byId("problem-panel", HTMLElement), handle: byId("split-columns", HTMLElement), axis: "columns", property: "--statement-width", initialPercent: 42, storage });
  createSplit({ container: byId("code-side", HTMLElement), handle: byId("split-rows", HTMLElement), axis: "rows", property: "--results-height", initialPercent: 38, storage });

  // ----------------------------------------------------------------------------------------------------------------------

  function refresh(): void {
    const key = keyOf();
    const known = submissions.getSnapshot().submissions;
    const ownSubmissions = known?.filter(({ problemId }) => problemId === problem.problemId) ?? null;
    const inConflict = drafts.getSnapshot().drafts.filter(({ state }) => state.kind === "conflict");
    problemTabs.update(session.problems, problem.problemId, (id) =>
      // Also where another language of it, or another problem, is open.
      inConflict.some(({ problemId }) => problemId === id)
        ? "two versions: choose one"
        : problemStateWords((known ?? []).filter(({ problemId }) => problemId === id)),
    );
    const activity = judging.getSnapshot().activities[problem.problemId] ?? null;
    results.show(activity, problem);
    earlier.update(problem, ownSubmissions);
    const state = drafts.find(key)?.state ?? { kind: "untouched" };
    setText(saved, draftWords(state, hour));
    saved.dataset["state"] = state.kind;
    conflict.update(key);
    for (const [target, kind] of [[runButton, "run"], [runInputButton, "run"], [submitButton, "submit"]] as const) {
      setUsable(target, canWork && !judging.isBusy(problem.problemId, kind));
    }
    setText(byId("action-state", HTMLElement), actionWords(activity));
  }

  /** Beside the buttons: what they wait for. */
  function actionWords(activity: Activity | null): string {
    if (activity?.kind === "sending") return "Sending";
    if (activity?.kind === "judging") return progressWords(activity.submission);
    return canWork && judging.isBusy(problem.problemId, "run") ? "An earlier run is still under way" : "";
  }

  showPanel("results");
  showView("statement");
  openProblem(problem);
  drafts.subscribe(refresh);
  judging.subscribe(refresh);
  submissions.subscribe(refresh);
  return {
    press,
    update: (next, mayWork) => {
      session = next;
      canWork = mayWork;
      problem = problemOf(problem.problemId) ?? problem;
      editor.setReadOnly(!mayWork);
      if (!mayWork) submitDialog.close("no");
      refresh();
    },
    showReplaced: (draft) => {
      editor.replace(nameOf(draft), draft.sourceCode, { tell: false });
    },
    showOutcome: (submission) => {
      const { problemId, language, sourceCode, compileOutput } = submission;
      editor.mark(nameOf({ problemId, language }), sourceCode, compileOutput === null ? [] : compileDiagnostics(language, compileOutput));
      announce({ text: outcomeSentence(submission, problemOf(problemId)?.title ?? problemId), visible: problemId !== problem.problemId });
    },
  };
}

/** `Python 3.11.2`, `C++ (GCC 12.2.0)` */
export function languageName(label: string, version: string): string {
  if (version === "" || version.startsWith(`${label} `)) return version === "" ? label : version;
  return `${label} (${version})`;
}
