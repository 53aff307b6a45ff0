import { describe, expect, it } from "vitest";

import { fullName, nameOfWaiting, reasonText, waitedText } from "./personNames";

describe("names", () => {
  it("puts the name of the records first, and what somebody says beside it", () => {
    expect(fullName({ name: "Cara Candidate", typedName: "Interviewer Bob" })).toBe("Cara Candidate, says “Interviewer Bob”");
    expect(fullName({ name: "Cara Candidate", typedName: null })).toBe("Cara Candidate");
  });

  it("says a name once where both are the same", () => {
    expect(nameOfWaiting({ name: "cara candidate", invitedName: "Cara Candidate" })).toBe("Cara Candidate");
    expect(nameOfWaiting({ name: "Bob", invitedName: "Cara Candidate" })).toBe("Cara Candidate, says “Bob”");
  });
});

describe("how long somebody waits", () => {
  const since = "2026-11-28T12:00:00Z";
  it.each([
    [-5, "for less than a minute"],
    [59, "for less than a minute"],
    [60, "for 1 min"],
    [3599, "for 59 min"],
    [3660, "for 1 h 1 min"],
  ])("after %d seconds", (seconds, words) => {
    expect(waitedText(since, Date.parse(since) + seconds * 1000)).toBe(words);
  });
});

it("has words for each reason", () => {
  const reasons = ["early", "knock", "locked", "link_in_use", "removed"];
  expect(new Set(reasons.map(reasonText)).size).toBe(reasons.length);
});
