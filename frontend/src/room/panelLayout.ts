/** Puts the parts of the room where layoutModel.ts says: tabs, split, focus mode. */
import { byId, maybeById, setAttribute } from "../ui/dom";
import { createSplitPane, type Range, type SplitPane } from "../ui/splitPane";
import { createTabList } from "../ui/tabs";
import type { BrowserStorage } from "../ui/browserStorage";
import {
  arrangePanels,
  callRange,
  codeRange,
  defaultChoices,
  focusedPanel,
  parseChoices,
  type LayoutChoices,
  type Panel,
  type WorkPanel,
  type Layout,
} from "./layoutModel";

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

const panelIds: Readonly<Record<Panel, string>> = {
  call: "call-stage",
  code: "editor-panel",
  board: "board-panel",
  questions: "side",
};

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
  const tabs = createTabs(bar, (panel) => {
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
    body.style.setProperty("--call-percent", String(choices.callPercent));
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
    focus.show(next, focusedPanel({ hasCode }));
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

interface Tabs {
  readonly update: (layout: Layout) => void;
  readonly markQuestions: (marked: boolean) => void;
}

function createTabs(bar: HTMLElement, choose: (panel: Panel) => void): Tabs {
  const list = byId("parts", HTMLElement);
  const mark = byId("questions-mark", HTMLElement);
  const buttons = [...bar.querySelectorAll<HTMLButtonElement>("[role=tab]")];
  const tabList = createTabList(list, (button) => {
    choose(panelOf(button));
  });
  return {
    update: ({ tabs, selected }) => {
      list.hidden = tabs.length === 0;
      tabList.mark((button) => panelOf(button) === selected);
      for (const button of buttons) {
        const panel = panelOf(button);
        const isTab = tabs.includes(panel);
        button.hidden = !isTab;
        const element = byId(panelIds[panel], HTMLElement);
        // Beside each other they are regions with a name of their own.
        if (isTab) {
          setAttribute(element, "role", "tabpanel");
          setAttribute(element, "aria-labelledby", button.id);
        } else {
          element.removeAttribute("role");
          element.removeAttribute("aria-labelledby");
        }
      }
    },
    markQuestions: (marked) => {
      mark.hidden = !marked;
    },
  };
}

function panelOf(button: HTMLButtonElement): Panel {
  return button.dataset["part"] as Panel;
}

interface FocusMode {
  readonly show: (on: boolean, panel: WorkPanel) => void;
  readonly onToggle: (setFocused: (on: boolean) => void) => void;
  readonly markQuestion: () => void;
}

function createFocusMode(): FocusMode {
  const bar = byId("focus-bar", HTMLElement);
  const enter = byId("enter-focus", HTMLButtonElement);
  const leave = byId("leave-focus", HTMLButtonElement);
  const question = byId("focus-question", HTMLElement);
  return {
    show: (on, panel) => {
      const worksThere = byId(panelIds[panel], HTMLElement).contains(document.activeElement);
      document.body.dataset["focusMode"] = on ? "on" : "off";
      bar.hidden = !on;
      question.hidden = true;
      // Whoever was typing goes on typing; everybody else would be left on a button that is gone.
      if (!worksThere) (on ? leave : enter).focus();
    },
    onToggle: (setFocused) => {
      enter.addEventListener("click", () => {
        setFocused(true);
      });
      leave.addEventListener("click", () => {
        setFocused(false);
      });
    },
    markQuestion: () => {
      question.hidden = bar.hidden;
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
