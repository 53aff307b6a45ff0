/** A board to look at: React and Excalidraw without a room, for the boards of the past. */
import "@excalidraw/excalidraw/index.css";

import { Excalidraw, MainMenu } from "@excalidraw/excalidraw";
import type { ExcalidrawImperativeAPI, ExcalidrawProps, UIOptions } from "@excalidraw/excalidraw/types";
import { useSyncExternalStore, type ReactElement } from "react";
import { createRoot } from "react-dom/client";

import type { WireElement } from "../../protocol";
import { isDark, watchDarkness } from "./darkness";
import { showScene } from "./excalidrawAdapter";
import { isAllowedLink } from "./incoming";

export interface BoardViewer {
  /** In place of what was there. The first drawing is brought into view; later the view stays where somebody has put it. */
  readonly show: (elements: readonly WireElement[]) => void;
}

const uiOptions: Partial<UIOptions> = {
  canvasActions: {
    changeViewBackgroundColor: false,
    clearCanvas: false,
    export: false,
    loadScene: false,
    saveToActiveFile: false,
    toggleTheme: false,
    saveAsImage: true,
  },
  tools: { image: false },
};

export async function mountBoardViewer(container: HTMLElement): Promise<BoardViewer> {
  const root = createRoot(container);
  const api = await new Promise<ExcalidrawImperativeAPI>((resolve) => {
    root.render(<ReadOnlyBoard onReady={resolve} />);
  });
  // Excalidraw gives it a picture and no name.
  container.querySelector(".main-menu-trigger")?.setAttribute("aria-label", "Board menu");
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

function ReadOnlyBoard({ onReady }: { readonly onReady: (api: ExcalidrawImperativeAPI) => void }): ReactElement {
  const dark = useSyncExternalStore(watchDarkness, isDark);
  return (
    <Excalidraw
      excalidrawAPI={onReady}
      onLinkOpen={openLink}
      viewModeEnabled
      theme={dark ? "dark" : "light"}
      langCode="en"
      name="Board"
      UIOptions={uiOptions}
      validateEmbeddable={false}
      aiEnabled={false}
      handleKeyboardGlobally={false}
    >
      <MainMenu>
        <MainMenu.DefaultItems.SearchMenu />
        <MainMenu.DefaultItems.SaveAsImage />
      </MainMenu>
    </Excalidraw>
  );
}

const openLink: NonNullable<ExcalidrawProps["onLinkOpen"]> = ({ link }, event) => {
  event.preventDefault();
  if (link !== null && isAllowedLink(link)) window.open(link, "_blank", "noopener,noreferrer");
};
