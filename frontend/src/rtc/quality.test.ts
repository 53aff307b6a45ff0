import { describe, expect, it } from "vitest";

import { createQualityMeter, qualityOf, unmeasured } from "./quality";

function report(received: number, lost: number, bytes: number, roundTripSeconds?: number): ReadonlyMap<string, object> {
  return new Map<string, object>([
    ["t", { type: "transport", selectedCandidatePairId: "p" }],
    ["p", { type: "candidate-pair", currentRoundTripTime: roundTripSeconds }],
    ["a", { type: "inbound-rtp", packetsReceived: received / 2, packetsLost: lost / 2, bytesReceived: bytes / 2 }],
    ["v", { type: "inbound-rtp", packetsReceived: received / 2, packetsLost: lost / 2, bytesReceived: bytes / 2 }],
  ]);
}

describe("the quality of a connection", () => {
  it("is told by loss and delay since the last report, over all that comes in", () => {
    const meter = createQualityMeter();
    expect(meter.read(report(100, 0, 10_000), 0)).toEqual({ quality: "good", figures: unmeasured });
    const { figures } = meter.read(report(290, 10, 260_000, 0.05), 2_000);
    expect(figures).toEqual({ lossPercent: 5, roundTripMs: 50, receivedKbps: 1_000 });
  });

  it("gets worse only when two reports in a row say so, and better at once", () => {
    const meter = createQualityMeter();
    meter.read(report(0, 0, 0), 0);
    expect(meter.read(report(80, 20, 1), 1_000).quality).toBe("good");
    expect(meter.read(report(160, 40, 2), 2_000).quality).toBe("bad");
    expect(meter.read(report(260, 40, 3), 3_000).quality).toBe("good");
  });

  it("says nothing of a connection that carries nothing, or has begun anew", () => {
    const meter = createQualityMeter();
    meter.read(report(100, 50, 1_000), 0);
    expect(meter.read(report(100, 50, 1_000), 1_000).figures.lossPercent).toBeNull();
    expect(meter.read(report(10, 0, 100), 2_000).figures).toEqual(unmeasured);
  });

  it.each([
    [{ lossPercent: 2.9, roundTripMs: 399 }, "good"],
    [{ lossPercent: 3 }, "weak"],
    [{ roundTripMs: 400 }, "weak"],
    [{ lossPercent: 10 }, "bad"],
    [{ roundTripMs: 800 }, "bad"],
  ] as const)("of %o is %s", (figures, quality) => {
    expect(qualityOf({ ...unmeasured, ...figures })).toBe(quality);
  });
});
