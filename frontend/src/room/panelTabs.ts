/** The tabs of the room, and the roles of the panels that they show. */
import { byId, setAttribute, setText } from "../ui/dom";
import { createTabList } from "../ui/tabs";
import type { Layout, Panel } from "./layoutModel";

export const panelIds: Readonly<Record<Panel, string>> = {
  call: "call-stage",
  screen: "screen-panel",
  code: "editor-panel",
  board: "board-panel",
  questions: "side",
};

export interface PanelTabs {
  readonly update: (layout: Layout) => void;
  readonly markQuestions: (marked: boolean) => void;
  readonly nameScreen: (label: string) => void;
}

export function createPanelTabs(choose: (panel: Panel) => void): PanelTabs {
  const list = byId("parts", HTMLElement);
  const mark = byId("questions-mark", HTMLElement);
  const screenLabel = byId("screen-tab-label", HTMLElement);
  const buttons = [...list.querySelectorAll<HTMLButtonElement>("[role=tab]")];
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
    nameScreen: (label) => {
      setText(screenLabel, label);
    },
  };
}

function panelOf(button: HTMLButtonElement): Panel {
  return button.dataset["part"] as Panel;
}
