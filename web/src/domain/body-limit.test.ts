import { describe, expect, it } from "vitest";
import { bodyBytesMax, draftLengthMax, whyNotPasted } from "./body-limit";

describe("whyNotPasted", () => {
  it("lets in what people can still shorten", () => {
    expect(whyNotPasted("a".repeat(bodyBytesMax + 1), "")).toBeNull();
    expect(whyNotPasted("a", "a".repeat(draftLengthMax - 1))).toBeNull();
  });

  it("says why a book is not a message", () => {
    expect(whyNotPasted("a".repeat(1_000_000), "")).toContain("1,000,000 characters");
    expect(whyNotPasted("a", "a".repeat(draftLengthMax))).not.toBeNull();
  });
});
