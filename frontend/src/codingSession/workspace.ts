/** The view in which the candidate works: binds its state machine to the editor, the tabs, the buttons and the results. */
import type { Extension } from "@codemirror/state";

import { compileDiagnostics } from "../codemirror/diagnostics";
import type { PreferenceStore } from "../codemirror/preferences";
import { bindEditorSettings } from "../codemirror/settings";
import { createStateMachine } from "../lib/stateMachine";
import { warn } from "../lib/warn";
import type { Announce } from "../ui/announcer";
import { byId, setText } from "../ui/dom";
import type { DsaApi, Session, Submission, SubmissionKind } from "./api";
import { createConflictNotice } from "./conflict";
import { keyOf, nameOf } from "./draftKey";
import type { DraftLog } from "./draftLog";
import type { Drafts, DraftView } from "./drafts";
import { createEditor } from "./editor";
import type { Judging } from "./judging";
import { type OwnTests, ownTestOf } from "./ownTests";
import { createOwnTestsPanel } from "./ownTestsPanel";
import { createRememberedPlace } from "./rememberedPlace";
import { createResults } from "./results";
import { createSubmissionHistory } from "./submissionHistory";
import type { SubmissionsList } from "./submissionsList";
import { bindControls, bindFontSize, bindSplitPanes } from "./workspaceControls";
import {
  type Busy,
  languageLabelOf,
  openWorkspace,
  type WorkspaceEffect,
  type WorkspaceEvent,
  workspaceTransition,
} from "./workspaceMachine";
import { createWorkspaceView } from "./workspaceView";

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
  const remembered = createRememberedPlace(storage, storageKey);
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
        remembered.noteProblem(effect.problemId);
        break;
      case "rememberLanguage":
        remembered.noteLanguage(effect.key);
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
      rememberedProblem: remembered.problem(),
      chosen: remembered.languages(dependencies.session),
      drafts: drafts.getSnapshot().drafts,
      activities: judging.getSnapshot().activities,
      busy: busyOf(dependencies.session),
      submissions: submissions.getSnapshot().submissions,
      ownTests: ownTests.getSnapshot().byProblem,
    }),
    transition: workspaceTransition,
    render: createWorkspaceView({ editor, conflict, results, ownTests, ownTestsPanel, history, extensionOf, hour, dispatch }),
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
  bindSplitPanes(storage);
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
