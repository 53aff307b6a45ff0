/** Names and roles of Excalidraw's own controls, where it draws them without, or with ones that are wrong. */
import { setAttribute } from "../../ui/dom";

const dialogSelector = "body > .excalidraw-modal-container";
const drawnAnew: MutationObserverInit = { childList: true, characterData: true, subtree: true };

/**
 * Mends them now and whenever they are drawn anew: as the board becomes as narrow as a phone, as something is selected, as a
 * dialog opens, which Excalidraw puts beside the board, into the body. Gives what ends it.
 */
export function watchControls(board: HTMLElement): () => void {
  const mend = (): void => {
    mendControls(board);
    for (const dialog of document.querySelectorAll(dialogSelector)) mendControls(dialog);
  };
  // Not attributes: those are what is mended.
  const controls = new MutationObserver(mend);
  const dialogs = new MutationObserver((changes) => {
    for (const added of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
      if (!(added instanceof HTMLElement) || !added.matches(dialogSelector)) continue;
      controls.observe(added, drawnAnew);
      keepFocusIn(added);
    }
    mend();
  });
  controls.observe(board, drawnAnew);
  dialogs.observe(document.body, { childList: true });
  mend();
  return () => {
    controls.disconnect();
    dialogs.disconnect();
  };
}

/** Escape closes a dialog that has the focus. Excalidraw gives it to the links of its help, which are taken out. */
function keepFocusIn(dialog: HTMLElement): void {
  if (dialog.contains(document.activeElement)) return;
  dialog.querySelector<HTMLElement>(".Modal__content")?.focus();
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const places = [...dialog.querySelectorAll("button, a, input, select, textarea")];
    if (!places.some((place) => place.getClientRects().length > 0)) event.preventDefault();
  });
}

function mendControls(root: Element): void {
  nameButtons(root);
  nameChoices(root);
  mendPanels(root);
  mendDialogs(root);
  // The page's is another.
  for (const footer of root.querySelectorAll('footer[role="contentinfo"]')) footer.removeAttribute("role");
}

function nameButtons(root: Element): void {
  name(root, ".main-menu-trigger", () => "Board menu");
  name(root, '.sidebar-tab-trigger[id$="-trigger-search"]', () => "Search");
  name(root, ".color-picker__button:not([title], [aria-label])", () => "Chosen colour");
  // Whoever says to a computer what to press says what is shown.
  name(root, ".reset-zoom-button", (zoom) => `${textOf(zoom)}, reset zoom`);
  name(root, ".ExcButton[aria-label]", (button) => {
    const label = button.ariaLabel ?? "";
    return label.includes(textOf(button)) ? label : `${textOf(button)}, ${label}`;
  });
  // Their labels lack the shortcut, which is shown.
  for (const item of root.querySelectorAll(".dropdown-menu-item[aria-label]")) item.removeAttribute("aria-label");
}

/** Pictures, whose title names the label alone, and words beside the choice that are no label. */
function nameChoices(root: Element): void {
  name(root, "label[title] > input:not([aria-label])", (choice) => choice.parentElement?.title ?? "");
  name(root, ".RadioGroup__choice > input:not([aria-label])", (choice) => textOf(choice.parentElement));
}

/** Colours and fonts are part of a panel. As dialogs they would hide all else from who does not see them. */
function mendPanels(root: Element): void {
  for (const colours of root.querySelectorAll('.color-picker-container[role="dialog"]')) {
    setAttribute(colours, "role", "group");
    setAttribute(colours, "aria-label", textOf(colours.parentElement?.previousElementSibling ?? null));
    colours.removeAttribute("aria-modal");
  }
  for (const fonts of root.querySelectorAll('.FontPicker__container[role="dialog"]')) {
    // They stand in a group of that name.
    setAttribute(fonts, "role", "presentation");
    fonts.removeAttribute("aria-modal");
  }
  // What is around a button, which opens it.
  for (const around of root.querySelectorAll("div[aria-haspopup][aria-expanded]")) around.removeAttribute("aria-expanded");
}

/** Named by an element that is not there, or not at all. */
function mendDialogs(root: Element): void {
  name(root, '.Modal[role="dialog"]:not([aria-label])', (dialog) => textOf(dialog.querySelector("h2, h3")));
  name(root, '[role="dialog"][data-side]:not([aria-label])', ({ id }) => {
    const group = root.querySelector(`[aria-controls="${CSS.escape(id)}"]`)?.closest('[role="group"], fieldset') ?? null;
    return group?.ariaLabel ?? textOf(group?.querySelector("legend") ?? null);
  });
}

function name(root: Element, selector: string, nameOf: (control: HTMLElement) => string): void {
  for (const control of root.querySelectorAll<HTMLElement>(selector)) {
    const words = nameOf(control);
    if (words !== "") setAttribute(control, "aria-label", words);
  }
}

function textOf(element: Element | null): string {
  return element?.textContent.trim() ?? "";
}
