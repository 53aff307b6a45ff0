import type { BoardViewer } from "../collab/whiteboard/BoardViewer";

declare global {
  /** Put there by the board's script, where the record has one. */
  var talentsyncBoard: ((container: HTMLElement) => Promise<BoardViewer>) | undefined;
}
