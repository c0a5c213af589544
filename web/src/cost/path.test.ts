import { describe, expect, it } from "vitest";
import { lineThrough, waitScale } from "./path";

describe("a line", () => {
  it("spans the chart", () => {
    expect(lineThrough([0, 5, 10], 10)).toBe("M0 100L50 50L100 0");
  });

  it("is interrupted where there is no value, and a value alone is a dot", () => {
    expect(lineThrough([1, null, 1, null, 1, 1], 1)).toBe("M0 0h0M40 0h0M80 0L100 0");
  });

  it("of one value stands at the left", () => {
    expect(lineThrough([1], 2)).toBe("M0 50h0");
    expect(lineThrough([], 1)).toBe("");
  });
});

describe("the scale of waits", () => {
  it("goes from nothing to the longest, with more room for short ones", () => {
    const scale = waitScale(60);
    expect(scale(0)).toBe(0);
    expect(scale(60)).toBeCloseTo(100);
    expect(scale(5)).toBeGreaterThan(50);
    expect(scale(1) - scale(0)).toBeGreaterThan(scale(60) - scale(59));
  });

  it("holds for traffic that never waited", () => {
    expect(waitScale(0)(0)).toBe(0);
  });
});
