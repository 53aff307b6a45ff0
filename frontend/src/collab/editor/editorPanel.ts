/** The shared editor with all that belongs to it, on a call. This module is the entry of a chunk that only the rooms with an editor fetch. */
import { Awareness } from "y-protocols/awareness";
import * as Y from "yjs";

import { createFontSize } from "../../codemirror/fontSize";
import { languageName, loadLanguage } from "../../codemirror/languages";
import { createPreferences } from "../../codemirror/preferences";
import { bindEditorSettings } from "../../codemirror/settings";
import { bindEditorToolbar, type EditorToolbar } from "../../codemirror/toolbar";
import { createTimer, type Clock } from "../../lib/clock";
import { randomId } from "../../lib/randomId";
import { editorLanguages, type EditorLanguage } from "../../protocol";
import type { Call } from "../../rtc/types";
import type { Announce } from "../../ui/announcer";
import type { BrowserStorage } from "../../ui/browserStorage";
import { byId, setAttribute, setText } from "../../ui/dom";
import { createRunPanel } from "../running/runPanel";
import type { Running } from "../running/strings";
import { createCodeEditor, type CodeEditor } from "./codeEditor";
import { createCursorLabels } from "./cursorLabels";
import { createCursors } from "./cursors";
import { noDrafts, openDraftStore, type DraftStore } from "./drafts";
import { createFollowing } from "./following";
import { createProvider, type SaveState } from "./provider";
import { isRecorded } from "./recorded";
import { roomAssistance } from "./roomAssistance";
import { saveAnnouncement, saveText } from "./strings";

export interface EditorDependencies {
  readonly call: Pick<Call, "getSnapshot" | "subscribe" | "toolSocket" | "broadcasts">;
  readonly clock: Clock;
  readonly announce: Announce;
  /** Keeps what a person prefers, from visit to visit. */
  readonly storage: BrowserStorage;
  /** Tells apart whose unsent changes those are that this browser keeps. */
  readonly draftScope: string;
  readonly running: Running;
  /** One's own, as the others read it. */
  readonly ownName: string;
  readonly warn: (message: string, detail: unknown) => void;
}

/** What the document's limits leave room for, whatever the script: three bytes a character at most. */
const limits = { insertion: 100_000, document: 500_000 } as const;
const defaultLanguage: EditorLanguage = "python";
const keptOutShownMs = 8_000;
const savingPauseMs = 400;

/** The shared code, as far as others than its editor write into it, or follow somebody in it. */
export interface MountedEditor {
  /** Puts code below what is there and sets the language, where one is given. Null, or why not. */
  readonly append: (code: string, language: string) => string | null;
  /** Takes out what `append` has put in last. Null, or why not. */
  readonly takeBackAppended: () => string | null;
  readonly text: () => string;
  /** Settles with whether the server has all that this page shows; what is on its way is waited for. */
  readonly isRecorded: () => Promise<boolean>;
  /** Keeps somebody's cursor in sight; null: nobody's. */
  readonly follow: (userId: string | null) => void;
}

export async function mountEditorPanel(dependencies: EditorDependencies): Promise<MountedEditor> {
  const { call, clock, announce, warn } = dependencies;
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const link = call.broadcasts.document;
  const labels = createCursorLabels(byId("editor-surface", HTMLElement), clock);
  const cursors = createCursors({
    awareness,
    wire: call.toolSocket,
    link,
    clock,
    onMoved: ({ userId, colour }) => {
      labels.moved(colour);
      following.moved(userId);
    },
  });
  const provider = createProvider({
    doc,
    wire: call.toolSocket,
    link,
    clock,
    drafts: await openDrafts(dependencies),
    pageId: randomId(),
    onPeerAwareness: cursors.receive,
    warn,
  });
  const problem = createProblem(clock);
  const preferences = createPreferences(dependencies.storage);
  const editor = createCodeEditor({
    parent: byId("editor-surface", HTMLElement),
    assistance: roomAssistance,
    preferences,
    onServer: (status) => {
      ownToolbar.showServer(status);
    },
    onFormat: () => ownToolbar.format(),
    text: doc.getText("code"),
    awareness,
    limits,
    onKeptOut: problem.show,
    onRun: () => {
      runPanel.run();
    },
    warn,
  });
  const following = createFollowing({ view: editor.view, doc, headOf: cursors.headOf });
  const ownToolbar = bindEditorToolbar({
    assistance: roomAssistance,
    view: () => editor.view,
    announce: (text) => {
      announce({ text, visible: true });
    },
    warn,
  });
  bindEditorSettings({ preferences, assistance: roomAssistance });
  const toolbar = bindToolbar(doc, editor, ownToolbar, dependencies.storage, () => {
    runPanel.update();
  });
  const appending = createAppending(editor, toolbar);
  const recorded = (): Promise<boolean> => isRecorded({ doc, provider, wire: call.toolSocket, clock });
  const runPanel = createRunPanel({
    call,
    clock,
    running: dependencies.running,
    language: toolbar.language,
    isRecorded: recorded,
    mark: editor.mark,
    goToLine: editor.goToLine,
    insert: (code) => appending.append(code, ""),
    ownName: dependencies.ownName,
  });

  const status = createStatus(clock);
  const showState = (): void => {
    const state = provider.getSnapshot();
    const isEditable = state.kind !== "loading" && state.kind !== "readOnly";
    editor.setReadOnly(!isEditable);
    toolbar.setEnabled(isEditable);
    ownToolbar.setReadOnly(!isEditable);
    status.show(state);
    // Colours come after the text: parsing holds nothing up, and no language is chosen before it is known which.
    if (state.kind !== "loading") toolbar.showLanguage();
  };
  let shown = provider.getSnapshot();
  provider.subscribe(() => {
    const state = provider.getSnapshot();
    const text = saveAnnouncement(shown, state);
    if (text !== null) announce({ text, visible: state.kind === "refused" || state.kind === "readOnly" });
    shown = state;
    showState();
  });
  const followRoom = (): void => {
    const { signaling, peers } = call.getSnapshot();
    const isInRoom = signaling.kind === "joined";
    provider.setPeers(peers.map(({ userId }) => userId));
    provider.setInRoom(isInRoom);
    cursors.setInRoom(isInRoom);
    cursors.setPeople(peers);
    runPanel.update();
  };
  await provider.start();
  call.subscribe(followRoom);
  followRoom();
  showState();
  window.addEventListener("pagehide", () => {
    cursors.leave();
    provider.keepDraft();
  });
  document.addEventListener("visibilitychange", provider.keepDraft);
  return {
    ...appending,
    isRecorded: recorded,
    text: () => editor.view.state.doc.toString(),
    follow: following.follow,
  };
}

function createAppending(editor: CodeEditor, toolbar: Toolbar): Pick<MountedEditor, "append" | "takeBackAppended"> {
  let languageBefore: EditorLanguage | null = null;
  return {
    append: (code, language) => {
      if (editor.view.state.readOnly) return "The code cannot be changed at the moment.";
      if (!editor.append(code)) return "It did not fit into the code.";
      languageBefore = toolbar.language();
      const known = editorLanguages.find((key) => key === language);
      if (known !== undefined && known !== languageBefore) toolbar.choose(known);
      return null;
    },
    takeBackAppended: () => {
      if (!editor.takeBackAppended()) return "It was changed since: take it out in the code.";
      if (languageBefore !== null && languageBefore !== toolbar.language()) toolbar.choose(languageBefore);
      return null;
    },
  };
}

async function openDrafts({ draftScope, warn }: EditorDependencies): Promise<DraftStore> {
  try {
    return await openDraftStore(draftScope);
  } catch (error) {
    warn("the browser keeps nothing for this site", error);
    return noDrafts;
  }
}

/** "Saving" stays until there is a pause: with each key "Saved" would come and go. It never says so too early. */
function createStatus(clock: Clock): { readonly show: (state: SaveState) => void } {
  const element = byId("editor-status", HTMLElement);
  const pause = createTimer(clock);
  let shown: SaveState["kind"] = "loading";
  const write = (state: SaveState): void => {
    shown = state.kind;
    setText(element, saveText(state));
    setAttribute(element, "data-kind", state.kind);
  };
  return {
    show: (state) => {
      pause.cancel();
      if (state.kind === "saved" && shown === "saving") {
        pause.start(savingPauseMs, () => {
          write(state);
        });
      } else {
        write(state);
      }
    },
  };
}

function createProblem(clock: Clock): { readonly show: (message: string) => void } {
  const element = byId("editor-problem", HTMLElement);
  return {
    show: (message) => {
      setText(element, message);
      element.hidden = false;
      clock.after(keptOutShownMs, () => {
        element.hidden = true;
      });
    },
  };
}

interface Toolbar {
  readonly setEnabled: (enabled: boolean) => void;
  readonly showLanguage: () => void;
  readonly language: () => EditorLanguage;
  /** For everybody. */
  readonly choose: (language: EditorLanguage) => void;
}

function bindToolbar(
  doc: Y.Doc,
  editor: CodeEditor,
  ownToolbar: EditorToolbar,
  storage: BrowserStorage,
  onLanguage: () => void,
): Toolbar {
  const settings = doc.getMap("settings");
  const choice = byId("editor-language", HTMLSelectElement);
  const undo = byId("editor-undo", HTMLButtonElement);
  const redo = byId("editor-redo", HTMLButtonElement);
  choice.replaceChildren(...editorLanguages.map((key) => new Option(languageName(key), key)));

  const language = (): EditorLanguage => {
    const value = settings.get("language");
    return editorLanguages.find((known) => known === value) ?? defaultLanguage;
  };
  const showLanguage = (): void => {
    const key = language();
    choice.value = key;
    editor.setLanguage(key);
    ownToolbar.setLanguage(key);
    onLanguage();
  };
  choice.addEventListener("change", () => {
    settings.set("language", choice.value);
  });
  settings.observe(showLanguage);
  // Most likely the one that is wanted. A failure is told when it is chosen.
  loadLanguage(defaultLanguage).catch(() => undefined);

  undo.addEventListener("click", editor.undo);
  redo.addEventListener("click", editor.redo);
  byId("editor-search", HTMLButtonElement).addEventListener("click", editor.openSearch);
  bindFontSize(storage);
  return {
    setEnabled: (enabled) => {
      for (const control of [choice, undo, redo]) control.disabled = !enabled;
    },
    showLanguage,
    language,
    choose: (key) => {
      settings.set("language", key);
    },
  };
}

function bindFontSize(storage: BrowserStorage): void {
  const root = byId("editor", HTMLElement);
  const [smaller, larger] = [byId("editor-smaller", HTMLButtonElement), byId("editor-larger", HTMLButtonElement)];
  const size = createFontSize(storage, (css) => {
    root.style.setProperty("--code-font-size", css);
  });
  const showLimits = (): void => {
    // Not `disabled`, which would take the focus away from who presses it again and again.
    setAttribute(smaller, "aria-disabled", String(!size.canChange(-1)));
    setAttribute(larger, "aria-disabled", String(!size.canChange(1)));
  };
  for (const [button, steps] of [
    [smaller, -1],
    [larger, 1],
  ] as const) {
    button.addEventListener("click", () => {
      size.change(steps);
      showLimits();
    });
  }
  showLimits();
}
