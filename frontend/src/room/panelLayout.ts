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
  workingIn,
  type Layout,
  type LayoutChoices,
  type LayoutContext,
  type Panel,
  type WorkPanel,
} from "./layoutModel";
import { createPanelTabs, panelIds } from "./panelTabs";

export interface PanelLayout {
  /** Everything is a tab: there is room for one part only. */
  readonly isTabbed: () => boolean;
  /** The call stands in a strip beside the shared work. */
  readonly isStrip: () => boolean;
  readonly isShown: (panel: Panel) => boolean;
  readonly isFocused: () => boolean;
  /** In focus mode somebody asked for the question. */
  readonly onFocusQuestion: (listener: () => void) => void;
  readonly show: (panel: Panel) => void;
  /** What there is to show as `screen`; null: nothing. Something new takes the work area. */
  readonly setScreen: (screen: { readonly label: string; readonly isNew: boolean } | null) => void;
  readonly setHasQuestions: (has: boolean) => void;
  /** Somebody pushed a question. Where it cannot be seen, says so and marks where it is. */
  readonly markQuestion: () => boolean;
  readonly toggleFocus: () => void;
  /** Where we work. */
  readonly current: () => Panel;
  /** Panels that `show` can bring up. */
  readonly available: () => ReadonlySet<Panel>;
  /** Calls back when a person chose, or something new took the work area. */
  readonly onChoice: (listener: () => void) => void;
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

/** A stage without tools: the call has all the room, but for a shared screen. */
function createCallLayout(): PanelLayout {
  const panel = byId(panelIds.screen, HTMLElement);
  const listeners = new Set<() => void>();
  return {
    isTabbed: () => false,
    isStrip: () => false,
    isFocused: () => false,
    onFocusQuestion: () => undefined,
    isShown: (asked) => asked === "call" || (asked === "screen" && !panel.hidden),
    show: () => undefined,
    setScreen: (screen) => {
      if (panel.hidden === (screen === null)) return;
      panel.hidden = screen === null;
      for (const listener of [...listeners]) listener();
    },
    setHasQuestions: () => undefined,
    markQuestion: () => false,
    toggleFocus: () => undefined,
    current: () => (panel.hidden ? "call" : "screen"),
    available: () => new Set(),
    onChoice: () => undefined,
    onChange: (listener) => {
      listeners.add(listener);
    },
  };
}

export function createPanelLayout({ storage, person }: Dependencies): PanelLayout {
  const bar = maybeById("work-bar", HTMLElement);
  return bar === null ? createCallLayout() : createToolsLayout(bar, storage, `talentsync:workspace:${person}`);
}

function createToolsLayout(bar: HTMLElement, storage: BrowserStorage, key: string): PanelLayout {
  const body = byId("call-body", HTMLElement);
  const work = byId("work", HTMLElement);
  const tabs = createPanelTabs((panel) => {
    tellOfChoice();
    choose(panel);
  });
  const both = maybeById("toggle-both", HTMLButtonElement);
  const focus = createFocusMode();
  const wide = matchMedia(beside);
  const listeners = new Set<() => void>();
  const choiceListeners = new Set<() => void>();
  let touched: WorkPanel = "code";
  const hasCode = maybeById(panelIds.code, HTMLElement) !== null;
  const hasBoard = maybeById(panelIds.board, HTMLElement) !== null;
  let choices = parseChoices(storage.getItem(key));
  let hasQuestions = false;
  let fitsBoth = false;
  let isFocused = false;
  let screen: LayoutContext["screen"] = "none";
  let current = arrange();

  function arrange(): Layout {
    return arrangePanels(choices, { hasCode, hasBoard, screen, hasQuestions, isWide: wide.matches, fitsBoth, isFocused });
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
    storage.setItem(key, JSON.stringify(choices));
    refresh();
  }

  function choose(panel: Panel): void {
    if (panel === "screen") {
      if (screen !== "none") screen = "up";
      refresh();
      return;
    }
    if (screen === "up") screen = "behind";
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
    for (const panel of ["call", "screen", "code", "board"] as const) {
      const element = maybeById(panelIds[panel], HTMLElement);
      if (element !== null) element.hidden = !current.shown.has(panel);
    }
    work.hidden = !(["screen", "code", "board"] as const).some((panel) => current.shown.has(panel));
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

  function tellOfChoice(): void {
    for (const listener of [...choiceListeners]) listener();
  }

  /** Of two tools beside each other, where somebody works. */
  function watchTouches(): void {
    for (const panel of ["code", "board"] as const) {
      for (const name of ["focusin", "pointerdown"] as const) {
        maybeById(panelIds[panel], HTMLElement)?.addEventListener(
          name,
          () => {
            if (touched === panel) return;
            touched = panel;
            for (const listener of [...listeners]) listener();
          },
          { capture: true },
        );
      }
    }
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
  watchTouches();
  refresh();

  return {
    isTabbed: () => !wide.matches && !isFocused,
    isStrip: () => wide.matches,
    isShown: (panel) => current.shown.has(panel),
    isFocused: () => isFocused,
    onFocusQuestion: focus.onQuestion,
    show: choose,
    setScreen: (next) => {
      const before = screen;
      if (next === null) screen = "none";
      else if (next.isNew && (wide.matches || current.selected === "call" || screen === "up")) screen = "up";
      else if (screen === "none") screen = "behind";
      if (next !== null) tabs.nameScreen(next.label);
      if (screen === before) return;
      if (screen === "up") tellOfChoice();
      refresh();
    },
    setHasQuestions: (has) => {
      if (has === hasQuestions) return;
      hasQuestions = has;
      focus.setHasQuestion(has);
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
    current: () => workingIn(current, touched),
    available: () => new Set(current.tabs.length === 0 ? current.shown : current.tabs),
    onChoice: (listener) => {
      choiceListeners.add(listener);
    },
    onChange: (listener) => {
      listeners.add(listener);
    },
  };
}
