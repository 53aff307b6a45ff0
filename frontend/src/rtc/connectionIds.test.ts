import { describe, expect, it } from "vitest";

import { admit, formatAddress, parseAddress, type KnownConnection } from "./connectionIds";

const nothingRetired: ReadonlySet<string> = new Set();
const agreed: KnownConnection = { ownId: "mine", remoteId: "theirs", polite: true };
const offering: KnownConnection = { ownId: "mine", remoteId: null, polite: true };

describe("addresses", () => {
  it.each([
    [formatAddress("a", null), { from: "a", to: null }],
    [formatAddress("a", "b"), { from: "a", to: "b" }],
    [undefined, { from: "", to: null }],
  ])("reads %s", (connectionId, address) => {
    expect(parseAddress(connectionId)).toEqual(address);
  });
});

describe("a signal of a peer without a connection", () => {
  it.each([
    ["a first offer is answered", "offer", null, "replace"],
    ["an offer to our predecessor is not ours", "offer", "gone", "drop"],
    ["an answer answers nothing", "answer", null, "drop"],
    ["a candidate belongs to nothing", "candidate", null, "drop"],
  ] as const)("%s", (_, kind, to, expected) => {
    expect(admit(kind, { from: "theirs", to }, null, nothingRetired)).toBe(expected);
  });
});

describe("a signal for an agreed connection", () => {
  it.each([
    ["its own offer", "offer", "theirs", "mine", "deliver"],
    ["its first offer once more", "offer", "theirs", null, "deliver"],
    ["its answer", "answer", "theirs", "mine", "deliver"],
    ["its candidate", "candidate", "theirs", "mine", "deliver"],
    ["an offer of the peer's next page", "offer", "newer", null, "replace"],
    ["an answer of an unknown end", "answer", "newer", "mine", "drop"],
    ["a candidate of an unknown end", "candidate", "newer", "mine", "drop"],
    ["an offer to our predecessor", "offer", "theirs", "gone", "drop"],
    ["a candidate for our predecessor", "candidate", "theirs", "gone", "drop"],
  ] as const)("%s", (_, kind, from, to, expected) => {
    expect(admit(kind, { from, to }, agreed, nothingRetired)).toBe(expected);
  });

  it("is dropped when it is the late word of a replaced end", () => {
    expect(admit("offer", { from: "older", to: null }, agreed, new Set(["older"]))).toBe("drop");
  });

  it("reaches a client that never names connections", () => {
    const address = parseAddress(undefined);
    expect(admit("answer", address, offering, nothingRetired)).toBe("deliver");
    expect(admit("candidate", address, { ...agreed, remoteId: "" }, nothingRetired)).toBe("deliver");
  });
});

describe("two first offers at once", () => {
  it("makes the polite side start over as the one that answers", () => {
    expect(admit("offer", { from: "theirs", to: null }, offering, nothingRetired)).toBe("replace");
  });

  it("leaves the other side with its own offer, whose answer comes from an end not heard of before", () => {
    const impolite = { ...offering, polite: false };
    expect(admit("offer", { from: "first", to: null }, impolite, nothingRetired)).toBe("drop");
    expect(admit("candidate", { from: "first", to: null }, impolite, nothingRetired)).toBe("drop");
    expect(admit("answer", { from: "second", to: "mine" }, impolite, nothingRetired)).toBe("deliver");
  });
});
