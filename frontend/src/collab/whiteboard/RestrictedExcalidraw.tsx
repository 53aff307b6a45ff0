/** Excalidraw without what would lead out of our pages, for boards to draw on and for boards to look at. */
import { Excalidraw, MainMenu } from "@excalidraw/excalidraw";
import type { ExcalidrawProps, UIOptions } from "@excalidraw/excalidraw/types";
import { useEffect, useSyncExternalStore, type ReactElement } from "react";

import { watchControls } from "./accessibleControls";
import { isDark, watchDarkness } from "./darkness";
import { isAllowedLink } from "./incoming";

/** What the board has no place for, or what would lead out of the room: files, images, the library, other themes. */
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

interface RestrictedExcalidrawProps extends ExcalidrawProps {
  /** What it is drawn into. */
  readonly container: HTMLElement;
}

export function RestrictedExcalidraw({ container, ...props }: RestrictedExcalidrawProps): ReactElement {
  const dark = useSyncExternalStore(watchDarkness, isDark);
  useEffect(() => watchControls(container), [container]);
  return (
    <Excalidraw
      {...props}
      onLinkOpen={openLink}
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
