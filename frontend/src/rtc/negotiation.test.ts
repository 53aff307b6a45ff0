import { describe, expect, it } from "vitest";

import { settle } from "../testing/fakeClock";
import { FakePeerConnection } from "../testing/fakeRtc";
import { createNegotiation, type Negotiation } from "./negotiation";
import type { SignalBody } from "./signal";

interface Side {
  readonly fake: FakePeerConnection;
  readonly negotiation: Negotiation;
  readonly outgoing: SignalBody[];
  readonly errors: unknown[];
}

function createSide(polite: boolean): Side {
  const fake = new FakePeerConnection();
  const outgoing: SignalBody[] = [];
  const errors: unknown[] = [];
  const negotiation = createNegotiation({
    target: fake.asConnection(),
    polite,
    send: (body) => outgoing.push(body),
    onOfferApplied: () => undefined,
    onError: (error) => errors.push(error),
  });
  return { fake, negotiation, outgoing, errors };
}

/** Carries what was said so far, in order, and what comes of it. */
async function exchange(a: Side, b: Side): Promise<void> {
  while (a.outgoing.length + b.outgoing.length > 0) {
    const [fromA, fromB] = [a.outgoing.splice(0), b.outgoing.splice(0)];
    await Promise.all([...fromA.map(b.negotiation.receive), ...fromB.map(a.negotiation.receive)]);
  }
}

const candidate = (name: string): SignalBody => ({ kind: "candidate", candidate: { candidate: name } });

describe("negotiation", () => {
  it("settles after an offer and its answer", async () => {
    const [joiner, host] = [createSide(true), createSide(false)];
    await joiner.negotiation.offer();
    await exchange(joiner, host);
    expect([joiner.fake.signalingState, host.fake.signalingState]).toEqual(["stable", "stable"]);
    expect(joiner.fake.remoteDescription?.sdp).toBe(host.fake.localDescription?.sdp);
  });

  it("keeps candidates until there is a description that they belong to, in their order", async () => {
    const joiner = createSide(true);
    await joiner.negotiation.offer();
    await joiner.negotiation.receive(candidate("one"));
    await joiner.negotiation.receive(candidate("two"));
    expect(joiner.fake.candidates).toEqual([]);
    await joiner.negotiation.receive({ kind: "answer", sdp: "an answer" });
    await joiner.negotiation.receive({ kind: "candidate", candidate: null });
    expect(joiner.fake.candidates).toEqual([{ candidate: "one" }, { candidate: "two" }, null]);
    expect(joiner.errors).toEqual([]);
  });

  it("resolves a collision: the polite side rolls back, the other ignores offer and candidates", async () => {
    const [polite, impolite] = [createSide(true), createSide(false)];
    await polite.negotiation.offer();
    await exchange(polite, impolite);
    await Promise.all([polite.negotiation.offer(), impolite.negotiation.offer()]);
    polite.outgoing.push(candidate("of the offer that loses"));
    const winning = impolite.fake.localDescription?.sdp;
    await exchange(polite, impolite);
    expect([polite.fake.rollbacks, impolite.fake.rollbacks]).toEqual([1, 0]);
    expect(polite.fake.remoteDescription?.sdp).toBe(winning);
    expect(impolite.fake.candidates).toEqual([]);
    expect([polite.fake.signalingState, impolite.fake.signalingState]).toEqual(["stable", "stable"]);
    expect([...polite.errors, ...impolite.errors]).toEqual([]);
  });

  it("takes candidates again once the collision is over", async () => {
    const [polite, impolite] = [createSide(true), createSide(false)];
    await Promise.all([polite.negotiation.offer(), impolite.negotiation.offer()]);
    await exchange(polite, impolite);
    await impolite.negotiation.receive(candidate("of the answer"));
    expect(impolite.fake.candidates).toEqual([{ candidate: "of the answer" }]);
  });

  it("recognises a collision while its own offer is still being made", async () => {
    const impolite = createSide(false);
    const offering = impolite.negotiation.offer();
    await impolite.negotiation.receive({ kind: "offer", sdp: "theirs" });
    await offering;
    expect(impolite.fake.remoteDescription).toBeNull();
    expect(impolite.outgoing.map(({ kind }) => kind)).toEqual(["offer"]);
  });

  it("sends an unanswered offer again, and takes only the first of two answers", async () => {
    const [joiner, host] = [createSide(true), createSide(false)];
    await joiner.negotiation.offer();
    expect(joiner.negotiation.resendOffer()).toBe(true);
    await exchange(joiner, host);
    await settle();
    expect(joiner.fake.signalingState).toBe("stable");
    expect(joiner.errors).toEqual([]);
    expect(joiner.negotiation.resendOffer()).toBe(false);
  });

  it("reports a description that cannot be used, and goes on with the next", async () => {
    const host = createSide(false);
    await host.negotiation.receive({ kind: "offer", sdp: "broken" });
    await host.negotiation.receive({ kind: "offer", sdp: "good" });
    expect(host.errors).toHaveLength(1);
    expect(host.outgoing.map(({ kind }) => kind)).toEqual(["answer"]);
  });

  it("says nothing once the connection is closed", async () => {
    const host = createSide(false);
    host.fake.close();
    await host.negotiation.receive({ kind: "offer", sdp: "late" });
    expect(host.outgoing).toEqual([]);
    expect(host.fake.remoteDescription).toBeNull();
  });
});
