/** The board's panel on the room's page. Excalidraw comes only when somebody looks at it, or when the page has nothing to do. */
import type { Clock } from "../../lib/clock";
import { warn } from "../../lib/warn";
import type { Call, CallSnapshot } from "../../rtc/types";
import type { BrowserStorage } from "../../ui/browserStorage";
import { byId, maybeById, setAttribute, setText } from "../../ui/dom";
import type { ExcalidrawApp } from "./ExcalidrawApp";
import { saveFile } from "./saveFile";
import { boardText, type BoardState } from "./state";
import type { Draft } from "./sync";

export interface Board {
  readonly update: (snapshot: CallSnapshot, isShown: boolean) => void;
  /** Keeps somebody's pointer in sight; null: nobody's. */
  readonly follow: (userId: string | null) => void;
}

interface Dependencies {
  readonly call: Pick<Call, "toolSocket" | "broadcasts">;
  readonly clock: Clock;
  readonly roomId: string;
  /** Over a reload. */
  readonly storage: BrowserStorage;
}

/** null where the stage has no board: nothing of it is on the page then, and nothing is fetched. */
export function createBoard(dependencies: Dependencies): Board | null {
  const panel = maybeById("board-panel", HTMLElement);
  return panel === null ? null : createPanel(panel, dependencies);
}

function createPanel(panel: HTMLElement, { call, clock, roomId, storage }: Dependencies): Board {
  const container = byId("board-canvas", HTMLElement);
  const status = byId("board-status", HTMLElement);
  const exports = [...panel.querySelectorAll<HTMLButtonElement>("[data-export]")];
  const draftKey = `talentsync:board-draft:${roomId}`;
  let excalidraw: ExcalidrawApp | "loading" | "failed" | null = null;
  let last: CallSnapshot | null = null;
  let wasJoined = false;
  let followed: string | null = null;

  const showState = (state: BoardState): void => {
    setText(status, boardText(state));
    setAttribute(panel, "data-state", state.kind);
  };
  const load = async (): Promise<void> => {
    if (excalidraw !== null) return;
    excalidraw = "loading";
    try {
      const { mountExcalidraw } = await import("./ExcalidrawApp");
      excalidraw = await mountExcalidraw({
        container,
        wire: call.toolSocket,
        link: call.broadcasts.whiteboard,
        clock,
        draft: draftIn(storage, draftKey),
      });
    } catch (error) {
      excalidraw = "failed";
      setText(status, "The board could not be loaded. Go to another tab and back to try again.");
      warn("loading the whiteboard", error);
      return;
    }
    const { sync } = excalidraw;
    sync.subscribe(() => {
      showState(sync.getSnapshot());
    });
    showState(sync.getSnapshot());
    window.addEventListener("pagehide", sync.keepDraft);
    document.addEventListener("visibilitychange", sync.keepDraft);
    for (const button of exports) button.disabled = false;
    if (last !== null) keepUp(last);
    excalidraw.follow(followed);
  };
  const keepUp = (snapshot: CallSnapshot): void => {
    if (!isThere(excalidraw)) return;
    excalidraw.setPeople(snapshot.peers);
    const isJoined = snapshot.signaling.kind === "joined";
    if (isJoined !== wasJoined) {
      wasJoined = isJoined;
      if (isJoined) excalidraw.sync.joined();
      else excalidraw.sync.lost();
    }
  };

  for (const button of exports) {
    button.disabled = true;
    button.addEventListener("click", () => {
      const format = button.dataset["export"] === "svg" ? "svg" : "png";
      if (isThere(excalidraw))
        void excalidraw.export(format).then((blob) => {
          saveFile(blob, `board.${format}`);
        });
    });
  }
  // Before Excalidraw sees the key and ends what it was at.
  panel.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !isThere(excalidraw) || !container.contains(document.activeElement)) return;
      if (!excalidraw.isAtRest()) return;
      // It would take the focus back.
      event.stopPropagation();
      status.focus();
    },
    { capture: true },
  );
  keepFilesOut(container);
  setText(status, "Loading the board…");

  return {
    update: (snapshot, isShown) => {
      last = snapshot;
      keepUp(snapshot);
      if (!isShown && excalidraw === "failed") excalidraw = null;
      if (isShown && snapshot.signaling.kind === "joined") void load();
    },
    follow: (userId) => {
      followed = userId;
      if (isThere(excalidraw)) excalidraw.follow(userId);
    },
  };
}

function isThere(excalidraw: ExcalidrawApp | "loading" | "failed" | null): excalidraw is ExcalidrawApp {
  return typeof excalidraw === "object" && excalidraw !== null;
}

/** A file dropped on the board would take the place of everybody's drawing, or be a picture that is not carried. */
function keepFilesOut(container: HTMLElement): void {
  for (const name of ["dragover", "drop"] as const) {
    container.addEventListener(
      name,
      (event) => {
        if (event.dataTransfer?.types.includes("Files") !== true) return;
        event.preventDefault();
        event.stopPropagation();
      },
      { capture: true },
    );
  }
}

function draftIn(storage: BrowserStorage, key: string): Draft {
  return {
    read: () => {
      try {
        return JSON.parse(storage.getItem(key) ?? "[]") as unknown;
      } catch {
        return [];
      }
    },
    write: (elements) => {
      if (elements.length === 0) storage.removeItem(key);
      else storage.setItem(key, JSON.stringify(elements));
    },
  };
}
