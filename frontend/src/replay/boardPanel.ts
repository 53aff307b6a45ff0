/** The whiteboard beside the code: what was on it at a moment, to look at. Excalidraw comes when somebody first opens the tab. */
import type { BoardViewer } from "../collab/whiteboard/BoardViewer";
import { maybeById, setText } from "../ui/dom";
import { createTabList } from "../ui/tabs";
import type { BoardLog, BoardMoment } from "./boardLog";
import { boardText } from "./strings";

export interface BoardPanel {
  readonly update: (positionMs: number) => void;
}

export type LoadBoard = () => Promise<(container: HTMLElement) => Promise<BoardViewer>>;

export interface BoardPanelOptions {
  readonly log: BoardLog;
  readonly nameOf: (actor: string) => string;
  readonly startMs: number;
  readonly load: LoadBoard;
  readonly warn: (message: string, detail: unknown) => void;
}

/** null where the interview has no board. */
export function createBoardPanel(options: BoardPanelOptions): BoardPanel | null {
  const panel = maybeById("replay-board-panel", HTMLElement);
  const canvas = maybeById("replay-board", HTMLElement);
  const status = maybeById("replay-board-status", HTMLElement);
  if (panel === null || canvas === null || status === null) return null;
  return mountPanel(panel, canvas, status, options);
}

function mountPanel(
  panel: HTMLElement,
  canvas: HTMLElement,
  status: HTMLElement,
  { log, nameOf, startMs, load: loadBoard, warn }: BoardPanelOptions,
): BoardPanel {
  let viewer: Promise<BoardViewer> | null = null;
  let shown: BoardMoment | null = null;
  let positionMs = startMs;
  let asked = 0;

  function load(): Promise<BoardViewer> {
    viewer ??= loadBoard().then((mount) => mount(canvas));
    viewer.catch(() => {
      viewer = null;
    });
    return viewer;
  }

  async function show(): Promise<void> {
    asked += 1;
    const mine = asked;
    try {
      const [board, moment] = await Promise.all([load(), log.at(positionMs)]);
      // Somebody has moved on while it was on its way.
      if (mine !== asked) return;
      setText(status, boardText(moment.elements.length, moment.edit, nameOf, startMs));
      if (moment === shown) return;
      shown = moment;
      board.show(moment.elements);
    } catch (error) {
      if (mine !== asked) return;
      setText(status, "The board could not be loaded. Move or press play to try again.");
      warn("loading the board", error);
    }
  }

  mountTabs(panel, () => {
    void show();
  });
  return {
    update: (nextMs) => {
      positionMs = nextMs;
      if (!panel.hidden) void show();
    },
  };
}

/** Code and board take turns; an interview without an editor has no tabs, and its board is always there. */
function mountTabs(panel: HTMLElement, onShown: () => void): void {
  const root = maybeById("replay-tabs", HTMLElement);
  if (root === null) return;
  const tabs = createTabList(root, (chosen) => {
    tabs.mark((tab) => tab === chosen);
    for (const tab of root.querySelectorAll<HTMLElement>('[role="tab"]')) {
      const controlled = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (controlled !== null) controlled.hidden = tab !== chosen;
    }
    if (!panel.hidden) onShown();
  });
  tabs.mark((tab) => tab.getAttribute("aria-controls") !== panel.id);
}
