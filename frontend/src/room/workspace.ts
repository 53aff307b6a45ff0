/** Which parts of the room are up, and how large. Pure: from what a person chose and how much room there is. */
import { clamp, type Range } from "../ui/splitPane";

export type Part = "call" | "code" | "board" | "questions";
export type WorkPart = "code" | "board";

/** What a person chose; remembered. Lengths are percentages, so that they fit any window. */
export interface Choices {
  /** The tab that is up where there is room for one part only. */
  readonly tab: Part;
  /** The tab of the shared work where the call stands beside it. */
  readonly work: WorkPart;
  readonly sideBySide: boolean;
  /** The call's share of the room's width. */
  readonly callPercent: number;
  /** The code's share of the shared work's width. */
  readonly codePercent: number;
}

export const defaultChoices: Choices = { tab: "call", work: "code", sideBySide: false, callPercent: 26, codePercent: 50 };

export const callRange: Range = { min: 14, max: 65 };
export const codeRange: Range = { min: 20, max: 80 };

export interface Surroundings {
  readonly hasCode: boolean;
  readonly hasBoard: boolean;
  /** A candidate has a place for questions once there is one. */
  readonly hasQuestions: boolean;
  /** The call has room beside the shared work. Otherwise everything is a tab. */
  readonly isWide: boolean;
  /** Code and board have room beside each other. */
  readonly fitsBoth: boolean;
  readonly isFocused: boolean;
}

export interface Workspace {
  /** In the order in which they stand. */
  readonly tabs: readonly Part[];
  /** null: none of the tabs is up alone. */
  readonly selected: Part | null;
  /** `questions` is decided here only where everything is a tab: beside the call it opens and closes by itself. */
  readonly shown: ReadonlySet<Part>;
  readonly isSplit: boolean;
}

export function arrangeWorkspace(choices: Choices, around: Surroundings): Workspace {
  const workParts = [...(around.hasCode ? (["code"] as const) : []), ...(around.hasBoard ? (["board"] as const) : [])];
  const work = workParts.includes(choices.work) ? choices.work : (workParts[0] ?? "code");
  if (around.isFocused) {
    const only = focusedPart(around);
    return { tabs: [], selected: null, shown: new Set([only]), isSplit: false };
  }
  if (around.isWide) {
    const isSplit = choices.sideBySide && around.fitsBoth && workParts.length === 2;
    return {
      tabs: isSplit ? [] : workParts,
      selected: isSplit ? null : work,
      shown: new Set<Part>(["call", ...(isSplit ? workParts : [work])]),
      isSplit,
    };
  }
  const tabs: Part[] = ["call", ...workParts, ...(around.hasQuestions ? (["questions"] as const) : [])];
  const selected = tabs.includes(choices.tab) ? choices.tab : "call";
  return { tabs, selected, shown: new Set([selected]), isSplit: false };
}

/** What focus mode leaves: the code, or the board of a stage without code. */
export function focusedPart({ hasCode }: Pick<Surroundings, "hasCode">): WorkPart {
  return hasCode ? "code" : "board";
}

/** What storage holds may be of an older page, or of somebody who tried things: whatever does not fit is the default. */
export function parseChoices(text: string | null): Choices {
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
