/** Accessible names of Excalidraw's own controls, where it draws them without one or with one that lacks the words shown. */
import { setAttribute } from "../../ui/dom";

/** Names them now and whenever they are drawn anew, as where the board becomes as narrow as a phone; gives what ends it. */
export function watchControlNames(board: HTMLElement): () => void {
  const name = (): void => {
    nameControls(board);
  };
  const observer = new MutationObserver(name);
  // Not attributes: naming changes one.
  observer.observe(board, { childList: true, characterData: true, subtree: true });
  name();
  return () => {
    observer.disconnect();
  };
}

function nameControls(board: HTMLElement): void {
  for (const menu of board.querySelectorAll(".main-menu-trigger")) setAttribute(menu, "aria-label", "Board menu");
  // It shows the zoom, and whoever says to a computer what to press says what is shown.
  for (const zoom of board.querySelectorAll(".reset-zoom-button")) {
    setAttribute(zoom, "aria-label", `${zoom.textContent.trim()}, reset zoom`);
  }
}
