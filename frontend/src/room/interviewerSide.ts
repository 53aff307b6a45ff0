/** The interviewers' column: the drawer with their questions, notes, chat and people. */
import type { Call } from "../rtc/types";
import { byId } from "../ui/dom";
import { createChat, type ChatDependencies } from "./chat";
import { createDrawer, type DrawerPanel } from "./drawer";
import type { PanelLayout } from "./panelLayout";
import { createNotesApi } from "../notes/api";
import { csrfToken } from "../notes/config";
import { createNotesPanel } from "../notes/notesPanel";
import { createNoteStore } from "../notes/noteStore";
import type { BrowserStorage } from "../ui/browserStorage";
import type { Door } from "./door";
import type { KnockSound } from "./knockSound";
import { createNotedActivity } from "./notedActivity";
import { createPeople } from "./people";
import { createQuestionsPanel, type StarterTarget } from "./questionsPanel";
import type { Side } from "./side";

interface Dependencies extends Omit<ChatDependencies, "place" | "call"> {
  readonly call: Call;
  readonly layout: PanelLayout;
  readonly starterTarget: StarterTarget;
  /** Outlives the visit. */
  readonly lastingStorage: BrowserStorage;
  readonly door: Door;
  readonly sound: KnockSound;
  readonly notes: { readonly url: string; readonly scope: string };
}

export function createInterviewerSide(dependencies: Dependencies): Side {
  const { call, layout, storage } = dependencies;
  const questions = createQuestionsPanel(call, dependencies.starterTarget);
  const { door, sound } = dependencies;
  const noted = createNotedActivity(call, dependencies.announce, () => {
    people.update(call.getSnapshot());
  });
  const people = createPeople({ door, sound, isInterviewer: true, now: Date.now, isAway: noted.isAway });
  const noteStore = createNoteStore({
    api: createNotesApi(dependencies.notes.url, csrfToken, fetch.bind(window)),
    clock: dependencies.clock,
    storage: dependencies.lastingStorage,
    scope: dependencies.notes.scope,
  });
  const notes = createNotesPanel({
    store: noteStore,
    nowMs: () => call.serverNowMs() ?? Date.now(),
    startedAtMs: () => call.getSnapshot().startedAtMs,
  });
  let wasJoined = false;
  const drawer = createDrawer({ layout, storage, focus });
  const place = {
    isShown: () => drawer.isShown("chat"),
    setShown: () => {
      drawer.toggle("chat");
    },
  };
  const chat = createChat({ ...dependencies, place });
  drawer.onChange(chat.refresh);
  layout.setHasQuestions(true);

  function focus(panel: DrawerPanel): void {
    if (panel === "questions") questions.focus();
    else if (panel === "chat") chat.focus();
    else if (panel === "notes") notes.focus();
    else byId(`drawer-${panel}-tab`, HTMLButtonElement).focus();
  }

  return {
    chat,
    update: (snapshot) => {
      chat.update(snapshot);
      questions.update(snapshot);
      noted.update(snapshot);
      people.update(snapshot);
      const isJoined = snapshot.signaling.kind === "joined";
      // Also after an interruption: the way to the server is back.
      if (isJoined && !wasJoined) void noteStore.start().then(noteStore.retryNow);
      wasJoined = isJoined;
      notes.refresh();
    },
    refresh: drawer.refresh,
    toggleQuestions: () => {
      drawer.toggle("questions");
    },
    toggleNotes: () => {
      drawer.toggle("notes");
    },
    showPeople: () => {
      drawer.show("people");
    },
    close: drawer.close,
    tick: questions.tick,
  };
}
