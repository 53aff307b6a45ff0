import { describe, expect, it } from "vitest";

import { localHour, localTime, zoneName } from "./localTimes";

const berlin = { locale: "en-GB", timeZone: "Europe/Berlin" };

describe("localTime", () => {
  it("moves a UTC time into the viewer's zone", () => {
    expect(localTime("2026-11-23T23:30:00+00:00", berlin)).toBe("Tue, 24 Nov 2026, 00:30");
  });

  it("leaves alone what is no time", () => {
    expect(localTime("soon", berlin)).toBeNull();
  });
});

describe("localHour", () => {
  it("gives the hour alone", () => {
    expect(localHour("2026-11-23T23:30:00+00:00", berlin)).toBe("00:30");
    expect(localHour("", berlin)).toBeNull();
  });
});

describe("zoneName", () => {
  it("names the zone and what it is at that moment", () => {
    expect(zoneName(berlin, new Date("2026-07-01T00:00:00Z"))).toBe("Europe/Berlin (CEST)");
    expect(zoneName(berlin, new Date("2026-12-01T00:00:00Z"))).toBe("Europe/Berlin (CET)");
    expect(zoneName({ locale: "en-GB", timeZone: "UTC" }, new Date(0))).toBe("UTC");
  });
});
