import { describe, expect, it } from "vitest";

import {
  arrangePanels,
  defaultChoices,
  parseChoices,
  workingIn,
  type LayoutChoices,
  type Panel,
  type LayoutContext,
} from "./layoutModel";

const laptop: LayoutContext = {
  hasCode: true,
  hasBoard: true,
  screen: "none",
  hasQuestions: true,
  isWide: true,
  fitsBoth: true,
  isFocused: false,
};
const phone: LayoutContext = { ...laptop, isWide: false, fitsBoth: false };

function shownOn(around: LayoutContext, choices: Partial<LayoutChoices> = {}): Panel[] {
  return [...arrangePanels({ ...defaultChoices, ...choices }, around).shown];
}

describe("arrangeWorkspace", () => {
  it("puts the call beside one tool, and the tools behind tabs", () => {
    const layout = arrangePanels(defaultChoices, laptop);
    expect(layout).toEqual({ tabs: ["code", "board"], selected: "code", shown: new Set(["call", "code"]), isSplit: false });
    expect(shownOn(laptop, { work: "board" })).toEqual(["call", "board"]);
  });

  it("puts both tools side by side where somebody wants that and it fits", () => {
    expect(shownOn(laptop, { sideBySide: true })).toEqual(["call", "code", "board"]);
    expect(shownOn({ ...laptop, fitsBoth: false }, { sideBySide: true })).toEqual(["call", "code"]);
    expect(shownOn({ ...laptop, hasBoard: false }, { sideBySide: true })).toEqual(["call", "code"]);
  });

  it("makes everything a tab on a phone, and shows one at a time", () => {
    expect(arrangePanels(defaultChoices, phone).tabs).toEqual(["call", "code", "board", "questions"]);
    for (const tab of ["call", "code", "board", "questions"] as const) expect(shownOn(phone, { tab })).toEqual([tab]);
  });

  it("falls back to what is there", () => {
    expect(shownOn({ ...phone, hasQuestions: false }, { tab: "questions" })).toEqual(["call"]);
    expect(shownOn({ ...laptop, hasCode: false }, { work: "code" })).toEqual(["call", "board"]);
  });

  it("gives the work area to a shared screen, and back to the tool that was up", () => {
    const shared: LayoutContext = { ...laptop, screen: "up" };
    expect(arrangePanels({ ...defaultChoices, work: "board", sideBySide: true }, shared)).toEqual({
      tabs: ["screen", "code", "board"],
      selected: "screen",
      shown: new Set(["call", "screen"]),
      isSplit: false,
    });
    expect(shownOn({ ...shared, screen: "behind" }, { work: "board" })).toEqual(["call", "board"]);
    expect(arrangePanels({ ...defaultChoices, sideBySide: true }, { ...shared, screen: "behind" })).toMatchObject({
      tabs: ["screen", "code", "board"],
      selected: null,
      isSplit: true,
    });
    expect(shownOn({ ...phone, screen: "up" }, { tab: "code" })).toEqual(["screen"]);
    expect(arrangePanels({ ...defaultChoices, tab: "code" }, { ...phone, screen: "behind" })).toMatchObject({
      tabs: ["call", "screen", "code", "board", "questions"],
      selected: "code",
    });
    expect(shownOn({ ...shared, isFocused: true })).toEqual(["code"]);
  });

  it("leaves nothing but the code in focus mode, or the board where there is no code", () => {
    for (const around of [laptop, phone]) {
      expect(shownOn({ ...around, isFocused: true }, { work: "board", sideBySide: true })).toEqual(["code"]);
      expect(shownOn({ ...around, isFocused: true, hasCode: false })).toEqual(["board"]);
    }
  });
});

it("knows where somebody works", () => {
  const at = (choices: Partial<LayoutChoices>, around: LayoutContext): Panel =>
    workingIn(arrangePanels({ ...defaultChoices, ...choices }, around), "board");
  expect(at({ work: "code" }, laptop)).toBe("code");
  expect(at({ work: "code" }, { ...laptop, screen: "up" })).toBe("screen");
  expect(at({ sideBySide: true }, laptop)).toBe("board");
  expect(at({ tab: "questions" }, phone)).toBe("questions");
  expect(at({ work: "board" }, { ...laptop, isFocused: true })).toBe("code");
});

describe("parseChoices", () => {
  it("gives back what was remembered", () => {
    const choices: LayoutChoices = { tab: "board", work: "board", sideBySide: true, callPercent: 40, codePercent: 30 };
    expect(parseChoices(JSON.stringify(choices))).toEqual(choices);
  });

  it.each([null, "", "{", "null", "7", '"code"', '{"tab":"kitchen","work":1,"sideBySide":"yes","callPercent":"wide"}'])(
    "takes the defaults for %s",
    (text) => {
      expect(parseChoices(text)).toEqual(defaultChoices);
    },
  );

  it("keeps sizes within what still shows both sides", () => {
    expect(parseChoices('{"callPercent":-5,"codePercent":1000}')).toMatchObject({ callPercent: 14, codePercent: 80 });
  });
});
