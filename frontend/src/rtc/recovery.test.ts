import { beforeEach, describe, expect, it } from "vitest";

import { createFakeClock, type FakeClock } from "../testing/fakeClock";
import { createRecovery, recoveryTimes, type Recovery } from "./recovery";

describe("recovery", () => {
  let clock: FakeClock;
  let tries: number[];
  let recovery: Recovery;

  beforeEach(() => {
    clock = createFakeClock();
    tries = [];
    recovery = createRecovery({
      clock,
      tryToRepair: () => tries.push(clock.nowMs()),
      onChange: () => undefined,
    });
  });

  it("leaves a short interruption alone", () => {
    recovery.onConnectionState("connected");
    recovery.onConnectionState("disconnected");
    expect(recovery.stateName()).toBe("reconnecting");
    clock.advance(recoveryTimes.disconnectedMs - 1);
    recovery.onConnectionState("connected");
    clock.advance(600_000);
    expect(tries).toEqual([]);
    expect(recovery.stateName()).toBe("connected");
  });

  it("tries three seconds after an interruption", () => {
    recovery.onConnectionState("connected");
    recovery.onConnectionState("disconnected");
    clock.advance(3_000);
    expect(tries).toEqual([3_000]);
  });

  it("tries at once after a failure, then ever more rarely, and does not give up", () => {
    recovery.onConnectionState("connected");
    recovery.onConnectionState("failed");
    recovery.onConnectionState("connecting");
    recovery.onConnectionState("failed");
    clock.advance(8_000 + 16_000 + 30_000 + 30_000);
    expect(tries).toEqual([0, 8_000, 24_000, 54_000, 84_000]);
  });

  it("says that it failed after a few tries, and that it is back when it is", () => {
    recovery.onConnectionState("connected");
    recovery.onConnectionState("failed");
    clock.advance(8_000);
    expect(recovery.stateName()).toBe("reconnecting");
    clock.advance(16_000);
    expect(recovery.stateName()).toBe("failed");
    recovery.onConnectionState("connected");
    expect(recovery.stateName()).toBe("connected");
    recovery.onConnectionState("failed");
    expect(tries.at(-1)).toBe(clock.nowMs());
  });

  it("tries again when a first offer or its answer got lost", () => {
    clock.advance(recoveryTimes.connectMs);
    expect(tries).toHaveLength(1);
    expect(recovery.stateName()).toBe("connecting");
    clock.advance(recoveryTimes.retry.firstMs);
    expect(recovery.stateName()).toBe("failed");
  });

  it("starts a new series when asked to", () => {
    recovery.onConnectionState("failed");
    clock.advance(100_000);
    const before = tries.length;
    recovery.tryNow();
    expect(tries).toHaveLength(before + 1);
    clock.advance(recoveryTimes.retry.firstMs);
    expect(tries).toHaveLength(before + 2);
  });

  it("does nothing more once closed", () => {
    recovery.close();
    clock.advance(600_000);
    expect(tries).toEqual([]);
    expect(clock.pendingCount()).toBe(0);
  });
});
