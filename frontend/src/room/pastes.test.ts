import { describe, expect, it } from "vitest";

import { createPasteJudge, largePaste } from "./pastes";

const long = "x = 1\n".repeat(40);

describe("a paste", () => {
  it("is noted with its length where it is large and comes from elsewhere", () => {
    const pastes = createPasteJudge();
    expect(pastes.judge(long, "print(1)")).toBe(240);
    expect(pastes.judge("y".repeat(largePaste - 1), "")).toBeNull();
    expect(pastes.judge("y".repeat(largePaste), "")).toBe(largePaste);
  });

  it("is nobody's business where it moves code that was in the room", () => {
    const pastes = createPasteJudge();
    expect(pastes.judge(long, `# mine\n${long}`)).toBeNull();
    pastes.copied(`  ${long}`);
    expect(pastes.judge(long.replaceAll("\n", "\r\n"), "")).toBeNull();
    for (let turn = 0; turn < 10; turn += 1) pastes.copied("something else");
    expect(pastes.judge(long, "")).toBe(240);
  });
});
