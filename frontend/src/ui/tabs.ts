/** The keyboard behaviour of a list of tabs: one stop in the tab order, arrows move, as the ARIA patterns have it. */
import { setAttribute } from "./dom";

/** The tab that a key leads to; null for other keys. */
export function tabAfterKey(key: string, current: number, count: number): number | null {
  switch (key) {
    case "ArrowRight":
    case "ArrowDown":
      return (current + 1) % count;
    case "ArrowLeft":
    case "ArrowUp":
      return (current - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

export interface TabList {
  /** Marks the tab for which `isSelected` holds. */
  readonly mark: (isSelected: (tab: HTMLButtonElement) => boolean) => void;
}

/** Each tab is chosen as it is reached. Hidden tabs are passed over. */
export function createTabList(root: HTMLElement, select: (tab: HTMLButtonElement) => void): TabList {
  const tabs = (): readonly HTMLButtonElement[] => [...root.querySelectorAll<HTMLButtonElement>('[role="tab"]')];
  root.addEventListener("click", ({ target }) => {
    const tab = target instanceof Element ? target.closest<HTMLButtonElement>('[role="tab"]') : null;
    if (tab !== null) select(tab);
  });
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const reachable = tabs().filter(({ hidden }) => !hidden);
    const current = reachable.findIndex((tab) => tab === document.activeElement);
    if (current === -1) return;
    const next = tabAfterKey(event.key, current, reachable.length);
    const tab = next === null ? undefined : reachable[next];
    if (tab === undefined) return;
    event.preventDefault();
    tab.focus();
    select(tab);
  });
  return {
    mark: (isSelected) => {
      for (const tab of tabs()) {
        const selected = isSelected(tab);
        setAttribute(tab, "aria-selected", String(selected));
        tab.tabIndex = selected ? 0 : -1;
      }
    },
  };
}
