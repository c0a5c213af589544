import { describe, expect, it } from "vitest";
import { bytes, count, dollars, roundedUp, seconds, timesAsMuch } from "./figures";

describe("figures", () => {
  it("keep two digits of small sums, and cents of others", () => {
    expect(dollars(0)).toBe("$0");
    expect(dollars(0.0000012)).toBe("$0.0000012");
    expect(dollars(0.00456)).toBe("$0.0046");
    expect(dollars(0.5)).toBe("$0.50");
    expect(dollars(1234.567)).toBe("$1,234.57");
  });

  it("never show a sum with an exponent", () => {
    expect(dollars(9e-8)).toBe("$0.00000009");
  });

  it("name a time in its unit", () => {
    expect(seconds(0)).toBe("0 s");
    expect(seconds(0.0421)).toBe("42 ms");
    expect(seconds(0.25)).toBe("0.25 s");
    expect(seconds(2.999)).toBe("3 s");
    expect(seconds(27.46)).toBe("27.5 s");
    expect(seconds(600)).toBe("10 min");
  });

  it("group thousands and name bytes", () => {
    expect(count(1234567)).toBe("1,234,567");
    expect(bytes(700)).toBe("700 bytes");
    expect(bytes(1_536)).toBe("1.5 KiB");
    expect(bytes(3 * 1024 ** 3)).toBe("3.0 GiB");
  });

  it("compare what can be compared", () => {
    expect(timesAsMuch(3.3, 1)).toBe("3.3 times as much");
    expect(timesAsMuch(120, 10)).toBe("12 times as much");
    expect(timesAsMuch(1, 0)).toBe("");
  });

  it("end an axis at a round number", () => {
    expect([0, 0.3, 1, 1.1, 20, 21, 60, 1e-6].map(roundedUp)).toEqual([1, 0.5, 1, 2, 20, 50, 100, 1e-6]);
  });
});
