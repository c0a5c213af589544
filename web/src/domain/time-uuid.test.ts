import { describe, expect, it } from "vitest";
import { compareTimes } from "./time-uuid";

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
