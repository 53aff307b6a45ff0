/** A board to look at: React and Excalidraw without a room, for the boards of the past. */
import "@excalidraw/excalidraw/index.css";

import type { ExcalidrawImperativeAPI } from "@excalidraw/excalidraw/types";
import { createRoot } from "react-dom/client";

import type { WireElement } from "../../protocol";
import { showScene } from "./excalidrawAdapter";
import { RestrictedExcalidraw } from "./RestrictedExcalidraw";

export interface BoardViewer {
  /** In place of what was there. The first drawing is brought into view; later the view stays where somebody has put it. */
  readonly show: (elements: readonly WireElement[]) => void;
}

export async function mountBoardViewer(container: HTMLElement): Promise<BoardViewer> {
  const root = createRoot(container);
  const api = await new Promise<ExcalidrawImperativeAPI>((resolve) => {
    root.render(<RestrictedExcalidraw container={container} excalidrawAPI={resolve} viewModeEnabled />);
  });
  let isPlaced = false;
  return {
    show: (elements) => {
      showScene(api, elements);
      if (isPlaced || elements.length === 0) return;
      isPlaced = true;
      api.scrollToContent(undefined, { fitToContent: true, animate: false });
    },
  };
}
