import { describe, expect, it } from "vitest";

import { askedBefore, listQuestions, questionLength, type ListedQuestion } from "./questions";

const cache: ListedQuestion = { id: "1", text: "Implement an LRU cache", notes: "linked list", position: 0, asked: true };
const cafe: ListedQuestion = { id: "2", text: "Design the till of a café", notes: "", position: 1, asked: false };
const rate: ListedQuestion = { id: "3", text: "Bound the rate of calls", notes: "Token bucket", position: 2, asked: false };
const all = [rate, cache, cafe];

function ids(search: string, order: "interview" | "unasked" | "alphabet" = "interview"): string[] {
  return listQuestions(all, search, order).map(({ id }) => id);
}

describe("listQuestions", () => {
  it("keeps the interview's order, whatever order it is given", () => {
    expect(ids("")).toEqual(["1", "2", "3"]);
  });

  it("puts asked questions last on request, otherwise in the interview's order", () => {
    expect(ids("", "unasked")).toEqual(["2", "3", "1"]);
  });

  it("sorts by text on request", () => {
    expect(ids("", "alphabet")).toEqual(["3", "2", "1"]);
  });

  it("finds every word in any order, case and accent, in hints as well", () => {
    expect(ids("CAFE design")).toEqual(["2"]);
    expect(ids("bucket")).toEqual(["3"]);
    expect(ids("cache café")).toEqual([]);
  });

  it("leaves the list that it was given as it is", () => {
    listQuestions(all, "", "alphabet");
    expect(all).toEqual([rate, cache, cafe]);
  });
});

describe("askedBefore", () => {
  it("has each question before the last one once", () => {
    expect(askedBefore([])).toEqual([]);
    expect(askedBefore(["a"])).toEqual([]);
    expect(askedBefore(["a", "b", "a", "c"])).toEqual(["a", "b"]);
    expect(askedBefore(["a", "b", "a"])).toEqual(["b"]);
  });
});

describe("questionLength", () => {
  it("counts characters after trimming, as the server does", () => {
    expect(questionLength("  two words \n")).toBe(9);
    expect(questionLength("𝄞𝄞")).toBe(2);
  });
});
