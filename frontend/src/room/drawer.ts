/** The interviewers' drawer: questions, notes, chat and people, one tab up at a time. */
import type { BrowserStorage } from "../ui/browserStorage";
import { byId, setAttribute } from "../ui/dom";
import { createTabList } from "../ui/tabs";
import type { PanelLayout } from "./panelLayout";
import { besideTheCall } from "./side";

const panels = ["questions", "notes", "chat", "people"] as const;
export type DrawerPanel = (typeof panels)[number];

const panelIds: Readonly<Record<DrawerPanel, string>> = {
  questions: "drawer-questions",
  notes: "drawer-notes",
  chat: "chat",
  people: "drawer-people",
};

export interface Drawer {
  /** Shows what should be up now. */
  readonly refresh: () => void;
  readonly isShown: (panel: DrawerPanel) => boolean;
  /** Closes it where it is up; otherwise brings it up with the keyboard's focus in it. */
  readonly toggle: (panel: DrawerPanel) => void;
  /** Brings it up, with the keyboard's focus in it. */
  readonly show: (panel: DrawerPanel) => void;
  /** For Esc. */
  readonly close: () => void;
  /** Calls back after every change of what is up. */
  readonly onChange: (listener: () => void) => void;
}

interface Dependencies {
  readonly layout: PanelLayout;
  /** Over a reload. */
  readonly storage: BrowserStorage;
  /** Puts the focus where work in this panel begins. */
  readonly focus: (panel: DrawerPanel) => void;
}

const storageKey = "talentsync:drawer";

export function createDrawer({ layout, storage, focus }: Dependencies): Drawer {
  const root = byId("side", HTMLElement);
  const list = byId("drawer-tabs", HTMLElement);
  const buttons = {
    questions: byId("toggle-questions", HTMLButtonElement),
    chat: byId("toggle-chat", HTMLButtonElement),
    people: byId("toggle-people", HTMLButtonElement),
  };
  const listeners = new Set<() => void>();
  let selected: DrawerPanel = panels.find((panel) => panel === storage.getItem(storageKey)) ?? "questions";
  let isWanted = matchMedia(besideTheCall).matches;
  const tabs = createTabList(list, (tab) => {
    select(panelOf(tab));
  });

  const isOpen = (): boolean => (layout.isTabbed() ? layout.isShown("questions") : isWanted && layout.isShown("call"));
  const isShown = (panel: DrawerPanel): boolean => isOpen() && selected === panel;

  function refresh(): void {
    root.hidden = !isOpen();
    tabs.mark((tab) => panelOf(tab) === selected);
    for (const panel of panels) byId(panelIds[panel], HTMLElement).hidden = panel !== selected;
    setAttribute(buttons.questions, "aria-expanded", String(isShown("questions")));
    setAttribute(buttons.chat, "aria-expanded", String(isShown("chat")));
    setAttribute(buttons.people, "aria-expanded", String(isShown("people")));
    // There the room's own tab does that.
    buttons.questions.hidden = layout.isTabbed();
    for (const listener of [...listeners]) listener();
  }

  function select(panel: DrawerPanel): void {
    selected = panel;
    storage.setItem(storageKey, panel);
    refresh();
  }

  function show(panel: DrawerPanel): void {
    isWanted = true;
    select(panel);
    if (layout.isTabbed()) layout.show("questions");
    refresh();
    focus(panel);
  }

  function hide(): void {
    const wasInside = root.contains(document.activeElement);
    if (layout.isTabbed()) {
      layout.show("call");
    } else {
      isWanted = false;
      refresh();
      if (wasInside) buttons.questions.focus();
    }
  }

  function toggle(panel: DrawerPanel): void {
    if (isShown(panel)) hide();
    else show(panel);
  }

  buttons.questions.addEventListener("click", () => {
    toggle("questions");
  });
  buttons.people.addEventListener("click", () => {
    toggle("people");
  });
  byId("close-drawer", HTMLButtonElement).addEventListener("click", hide);
  return {
    refresh,
    isShown,
    toggle,
    show,
    close: () => {
      const covers = !matchMedia(besideTheCall).matches && !layout.isTabbed();
      // Beside the call it covers nothing: only who works in it means it with Esc.
      if (isOpen() && (covers || root.contains(document.activeElement))) hide();
    },
    onChange: (listener) => {
      listeners.add(listener);
    },
  };
}

function panelOf(tab: HTMLButtonElement): DrawerPanel {
  return tab.dataset["panel"] as DrawerPanel;
}
