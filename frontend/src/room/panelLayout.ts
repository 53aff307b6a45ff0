/** Puts the panels of the room where layoutModel.ts says: tabs, split, focus mode. */
import type { BrowserStorage } from "../ui/browserStorage";
import { byId, maybeById, setAttribute } from "../ui/dom";
import { createSplitPane, type Range, type SplitPane } from "../ui/splitPane";
import { createFocusMode } from "./focusMode";
import {
  arrangePanels,
  callRange,
  codeRange,
  defaultChoices,
  focusedPanel,
  parseChoices,
  type Layout,
  type LayoutChoices,
  type Panel,
} from "./layoutModel";
import { createPanelTabs, panelIds } from "./panelTabs";

export interface PanelLayout {
  /** Everything is a tab: there is room for one part only. */
  readonly isTabbed: () => boolean;
  /** The call stands in a strip beside the shared work. */
  readonly isStrip: () => boolean;
  readonly isShown: (panel: Panel) => boolean;
  readonly show: (panel: Panel) => void;
  readonly setHasQuestions: (has: boolean) => void;
  /** Somebody pushed a question. Where it cannot be seen, says so and marks where it is. */
  readonly markQuestion: () => boolean;
  readonly toggleFocus: () => void;
  /** Calls back after every change of what is shown. */
  readonly onChange: (listener: () => void) => void;
}

interface Dependencies {
  /** Outlives the visit. */
  readonly storage: BrowserStorage;
  /** Whose choices these are. */
  readonly person: string;
}

const beside = "(min-width: 56rem)";
/** Narrower than this, the board's tools take the space that the drawing needs. */
const bothFitFromPx = 832;

/** A stage without tools: the call has all the room, as ever. */
const withoutTools: PanelLayout = {
  isTabbed: () => false,
  isStrip: () => false,
  isShown: (panel) => panel === "call",
  show: () => undefined,
  setHasQuestions: () => undefined,
  markQuestion: () => false,
  toggleFocus: () => undefined,
  onChange: () => undefined,
};

export function createPanelLayout({ storage, person }: Dependencies): PanelLayout {
  const bar = maybeById("work-bar", HTMLElement);
  return bar === null ? withoutTools : createToolsLayout(bar, storage, `talentsync:workspace:${person}`);
}

function createToolsLayout(bar: HTMLElement, storage: BrowserStorage, key: string): PanelLayout {
  const body = byId("call-body", HTMLElement);
  const work = byId("work", HTMLElement);
  const tabs = createPanelTabs((panel) => {
    choose(panel);
  });
  const both = maybeById("toggle-both", HTMLButtonElement);
  const focus = createFocusMode();
  const wide = matchMedia(beside);
  const listeners = new Set<() => void>();
  const hasCode = maybeById(panelIds.code, HTMLElement) !== null;
  const hasBoard = maybeById(panelIds.board, HTMLElement) !== null;
  let choices = parseChoices(read(storage, key));
  let hasQuestions = false;
  let fitsBoth = false;
  let isFocused = false;
  let current = arrange();

  function arrange(): Layout {
    return arrangePanels(choices, { hasCode, hasBoard, hasQuestions, isWide: wide.matches, fitsBoth, isFocused });
  }

  const separators = {
    call: separator("call-separator", body, callRange, "callPercent"),
    work: separator("work-separator", work, codeRange, "codePercent"),
  };

  function separator(
    id: string,
    box: HTMLElement,
    range: Range,
    name: "callPercent" | "codePercent",
  ): { readonly element: HTMLElement; readonly pane: SplitPane } | null {
    const element = maybeById(id, HTMLElement);
    if (element === null) return null;
    const onMove = (percent: number): void => {
      change({ [name]: percent });
    };
    const initialPercent = defaultChoices[name];
    const pane = createSplitPane({
      separator: element,
      container: box,
      axis: "columns",
      range,
      stepPercent: 2,
      initialPercent,
      onMove,
    });
    return { element, pane };
  }

  function change(next: Partial<LayoutChoices>): void {
    choices = { ...choices, ...next };
    write(storage, key, choices);
    refresh();
  }

  function choose(panel: Panel): void {
    change(panel === "code" || panel === "board" ? { tab: panel, work: panel } : { tab: panel });
  }

  function refresh(): void {
    current = arrange();
    const isTabbed = !wide.matches && !isFocused;
    setAttribute(body, "data-layout", isFocused ? "focus" : isTabbed ? "tabs" : "beside");
    // Also for the notices, which lie over the faces.
    document.body.style.setProperty("--call-percent", String(choices.callPercent));
    body.style.setProperty("--code-percent", String(choices.codePercent));
    bar.hidden = isFocused;
    tabs.update(current);
    for (const panel of ["call", "code", "board"] as const) {
      const element = maybeById(panelIds[panel], HTMLElement);
      if (element !== null) element.hidden = !current.shown.has(panel);
    }
    work.hidden = !current.shown.has("code") && !current.shown.has("board");
    work.classList.toggle("is-split", current.isSplit);
    if (separators.call !== null) {
      separators.call.element.hidden = isTabbed || isFocused;
      separators.call.pane.setPercent(choices.callPercent);
    }
    if (separators.work !== null) {
      separators.work.element.hidden = !current.isSplit;
      separators.work.pane.setPercent(choices.codePercent);
    }
    if (both !== null) {
      both.hidden = !wide.matches || !fitsBoth;
      setAttribute(both, "aria-pressed", String(current.isSplit));
    }
    if (current.shown.has("questions")) tabs.markQuestions(false);
    for (const listener of [...listeners]) listener();
  }

  function setFocused(next: boolean): void {
    if (next === isFocused) return;
    isFocused = next;
    refresh();
    focus.show(next, byId(panelIds[focusedPanel({ hasCode })], HTMLElement));
  }

  both?.addEventListener("click", () => {
    change({ sideBySide: !choices.sideBySide });
  });
  focus.onToggle(setFocused);
  wide.addEventListener("change", refresh);
  new ResizeObserver(() => {
    const fits = work.clientWidth >= bothFitFromPx;
    // A hidden box has no width, which says nothing about the room that there is.
    if (work.clientWidth === 0 || fits === fitsBoth) return;
    fitsBoth = fits;
    refresh();
  }).observe(work);
  refresh();

  return {
    isTabbed: () => !wide.matches && !isFocused,
    isStrip: () => wide.matches,
    isShown: (panel) => current.shown.has(panel),
    show: choose,
    setHasQuestions: (has) => {
      if (has === hasQuestions) return;
      hasQuestions = has;
      refresh();
    },
    markQuestion: () => {
      // Beside the call it opens by itself.
      if (current.shown.has("questions") || (wide.matches && !isFocused)) return false;
      tabs.markQuestions(true);
      focus.markQuestion();
      return true;
    },
    toggleFocus: () => {
      setFocused(!isFocused);
    },
    onChange: (listener) => {
      listeners.add(listener);
    },
  };
}

function read(storage: BrowserStorage, key: string): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

/** Full or forbidden storage costs the memory of sizes, and nothing else. */
function write(storage: BrowserStorage, key: string, choices: LayoutChoices): void {
  try {
    storage.setItem(key, JSON.stringify(choices));
  } catch {
    return;
  }
}
