import { describe, expect, it } from "vitest";
import { compareTimes, earlier, isoTime } from "./time-uuid";

describe("compareTimes", () => {
  it("orders by the instant, whose parts a version 1 UUID writes backwards", () => {
    const early = "ffffffff-0000-11f0-8000-000000000000";
    const late = "00000000-0001-11f0-8000-000000000000";
    expect(compareTimes(early, late)).toBeLessThan(0);
    expect(compareTimes(late, early)).toBeGreaterThan(0);
  });

  it("breaks ties by signed bytes, as the store does", () => {
    const positive = "00000000-0001-11f0-8000-7f0000000000";
    const negative = "00000000-0001-11f0-8000-800000000000";
    expect(compareTimes(negative, positive)).toBeLessThan(0);
  });

  it("is 0 for the same time only", () => {
    const time = "00000000-0001-11f0-8000-7f0000000000";
    expect(compareTimes(time, time)).toBe(0);
  });
});

describe("earlier", () => {
  it("goes back in the instant, over the parts that it is written in", () => {
    expect(earlier("00000000-0001-11f0-8a3f-5c1d9e2b7a46", 1)).toBe("ffffd8f0-0000-11f0-8a3f-5c1d9e2b7a46");
    expect(earlier("00000000-0000-11f0-8a3f-5c1d9e2b7a46", 30_000)).toBe("ee1e5d00-ffff-11ef-8a3f-5c1d9e2b7a46");
  });

  it("stops at the first time of all", () => {
    expect(earlier("00000001-0000-1000-8000-000000000000", 1)).toBe("00000000-0000-1000-8000-000000000000");
  });
});

describe("isoTime", () => {
  it("is the instant inside, in microseconds", () => {
    expect(isoTime("01b11380-fe7d-11f0-8a3f-5c1d9e2b7a46")).toBe("2026-01-31T08:15:30.123456");
    expect(isoTime("01b1138a-fe7d-11f0-8a3f-5c1d9e2b7a46")).toBe("2026-01-31T08:15:30.123457");
  });

  it("is null for a UUID that holds none", () => {
    expect(isoTime("01b11380-fe7d-71f0-8a3f-5c1d9e2b7a46")).toBeNull();
    expect(isoTime("00000000-0000-1000-8000-000000000000")).toBeNull();
  });
});
