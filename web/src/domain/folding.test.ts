import { describe, expect, it } from "vitest";
import { folded, foldLimits } from "./folding";

describe("folded", () => {
  it("shows what is short, or hardly longer, as it is", () => {
    expect(folded("")).toBeNull();
    expect(folded("a\n".repeat(foldLimits.lines))).toBeNull();
    expect(folded("a".repeat(foldLimits.letters * 1.2))).toBeNull();
  });

  it("keeps the first lines of many", () => {
    expect(folded("\n".repeat(3_000))).toBe("\n".repeat(foldLimits.lines - 1));
  });

  it("keeps the first letters of many, and cuts none of them in two", () => {
    expect(folded("a".repeat(10_000))).toBe("a".repeat(foldLimits.letters));
    const family = "👨‍👩‍👧";
    expect(folded(family.repeat(3_000))).toBe(family.repeat(foldLimits.letters));
  });
});
