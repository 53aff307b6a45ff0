/** The edge to Excalidraw: its elements become plain ones, and ours become its own again. */
import { CaptureUpdateAction, newElementWith, reconcileElements, restoreElements } from "@excalidraw/excalidraw";
import type { RemoteExcalidrawElement } from "@excalidraw/excalidraw/data/reconcile";
import type { OrderedExcalidrawElement } from "@excalidraw/excalidraw/element/types";
import type { ExcalidrawImperativeAPI } from "@excalidraw/excalidraw/types";

import type { WireElement } from "../../protocol";
import { isAllowedLink, repairedLink } from "./incoming";
import type { Canvas } from "./sync";

export interface ExcalidrawAdapter extends Canvas {
  /** A link that may not travel would keep its element on this page: it becomes a web address, or goes. */
  readonly repairLinks: () => void;
}

export function createExcalidrawAdapter(api: ExcalidrawImperativeAPI): ExcalidrawAdapter {
  const show = (elements: readonly OrderedExcalidrawElement[]): void => {
    // NEVER: undo is for one's own edits.
    api.updateScene({ elements, captureUpdate: CaptureUpdateAction.NEVER });
  };
  return {
    elements: () => api.getSceneElementsIncludingDeleted(),
    apply: (elements) => {
      const remote = elements.flatMap(complete);
      show(reconcileElements(api.getSceneElementsIncludingDeleted(), remote, api.getAppState()));
    },
    reveal: () => {
      api.scrollToContent(undefined, { fitToContent: true, animate: false });
    },
    repairLinks: () => {
      const elements = api.getSceneElementsIncludingDeleted();
      if (elements.every(({ link }) => isAllowedLink(link))) return;
      show(
        elements.map((element) =>
          isAllowedLink(element.link) ? element : newElementWith(element, { link: repairedLink(element.link ?? "") }),
        ),
      );
    },
  };
}

/** A whole scene in place of another, an older one as well. */
export function showScene(api: ExcalidrawImperativeAPI, elements: readonly WireElement[]): void {
  api.updateScene({
    elements: reconcileElements([], elements.flatMap(complete), api.getAppState()),
    captureUpdate: CaptureUpdateAction.NEVER,
  });
}

/**
 * What Excalidraw needs and a foreign page may have left out, filled in. Each alone: a list would be taken for a whole scene,
 * and its order repaired by edits that nobody made. Elements too small to be seen are dropped; the scene keeps them.
 */
function complete(element: WireElement): RemoteExcalidrawElement[] {
  // Excalidraw changes elements in place, and the scene's copies must stay as they are.
  const copy = structuredClone(element) as unknown as OrderedExcalidrawElement;
  return restoreElements([copy], null) as unknown as RemoteExcalidrawElement[];
}
