/** Which parts of the room are up, and how large. Pure: from what a person chose and how much room there is. */
import { clamp, type Range } from "../ui/splitPane";

/** `screen` shows a shared screen or a pinned picture, and is there only while there is one. */
export type Panel = "call" | "screen" | "code" | "board" | "questions";
export type WorkPanel = "code" | "board";

/** What a person chose; remembered. Lengths are percentages, so that they fit any window. */
export interface LayoutChoices {
  /** The tab that is up where there is room for one part only. */
  readonly tab: Panel;
  /** The tab of the shared work where the call stands beside it. */
  readonly work: WorkPanel;
  readonly sideBySide: boolean;
  /** The call's share of the room's width. */
  readonly callPercent: number;
  /** The code's share of the shared work's width. */
  readonly codePercent: number;
}

export const defaultChoices: LayoutChoices = { tab: "call", work: "code", sideBySide: false, callPercent: 20, codePercent: 50 };

export const callRange: Range = { min: 14, max: 65 };
export const codeRange: Range = { min: 20, max: 80 };

export interface LayoutContext {
  readonly hasCode: boolean;
  readonly hasBoard: boolean;
  /** There is something to show in `screen`, and whether it has the work area: it takes it, and a person may take it back. */
  readonly screen: "none" | "behind" | "up";
  /** A candidate has a place for questions once there is one. */
  readonly hasQuestions: boolean;
  /** The call has room beside the shared work. Otherwise everything is a tab. */
  readonly isWide: boolean;
  /** Code and board have room beside each other. */
  readonly fitsBoth: boolean;
  readonly isFocused: boolean;
}

export interface Layout {
  /** In the order in which they stand. */
  readonly tabs: readonly Panel[];
  /** null: none of the tabs is up alone. */
  readonly selected: Panel | null;
  /** `questions` is decided here only where everything is a tab: beside the call it opens and closes by itself. */
  readonly shown: ReadonlySet<Panel>;
  readonly isSplit: boolean;
}

export function arrangePanels(choices: LayoutChoices, around: LayoutContext): Layout {
  const tools: WorkPanel[] = [...(around.hasCode ? (["code"] as const) : []), ...(around.hasBoard ? (["board"] as const) : [])];
  const tool = tools.includes(choices.work) ? choices.work : (tools[0] ?? "code");
  const screens: Panel[] = around.screen === "none" ? [] : ["screen"];
  const work: Panel = around.screen === "up" ? "screen" : tool;
  if (around.isFocused) {
    const only = focusedPanel(around);
    return { tabs: [], selected: null, shown: new Set([only]), isSplit: false };
  }
  if (around.isWide) {
    const isSplit = choices.sideBySide && around.fitsBoth && tools.length === 2 && work !== "screen";
    return {
      tabs: isSplit && screens.length === 0 ? [] : [...screens, ...tools],
      selected: isSplit ? null : work,
      shown: new Set<Panel>(["call", ...(isSplit ? tools : [work])]),
      isSplit,
    };
  }
  const tabs: Panel[] = ["call", ...screens, ...tools, ...(around.hasQuestions ? (["questions"] as const) : [])];
  const chosen = tabs.includes(choices.tab) ? choices.tab : "call";
  const selected = around.screen === "up" ? "screen" : chosen;
  return { tabs, selected, shown: new Set([selected]), isSplit: false };
}

/** Where a person works; of two tools beside each other, the one that they touched last. */
export function workingIn({ selected, shown, isSplit }: Layout, touched: WorkPanel): Panel {
  if (isSplit) return touched;
  const [only = "call"] = shown;
  return selected ?? only;
}

/** What focus mode leaves: the code, or the board of a stage without code. */
export function focusedPanel({ hasCode }: Pick<LayoutContext, "hasCode">): WorkPanel {
  return hasCode ? "code" : "board";
}

/** What storage holds may be of an older page, or of somebody who tried things: whatever does not fit is the default. */
export function parseChoices(text: string | null): LayoutChoices {
  const found = parseObject(text);
  const number = (value: unknown, range: Range, otherwise: number): number =>
    typeof value === "number" && Number.isFinite(value) ? clamp(value, range) : otherwise;
  const oneOf = <Value extends string>(value: unknown, values: readonly Value[], otherwise: Value): Value =>
    values.find((candidate) => candidate === value) ?? otherwise;
  return {
    tab: oneOf(found["tab"], ["call", "code", "board", "questions"], defaultChoices.tab),
    work: oneOf(found["work"], ["code", "board"], defaultChoices.work),
    sideBySide: found["sideBySide"] === true,
    callPercent: number(found["callPercent"], callRange, defaultChoices.callPercent),
    codePercent: number(found["codePercent"], codeRange, defaultChoices.codePercent),
  };
}

function parseObject(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
