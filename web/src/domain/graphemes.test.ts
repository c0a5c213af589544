import { afterEach, describe, expect, it, vi } from "vitest";

const family = "👨‍👩‍👧";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

describe("firstGraphemes", () => {
  it("cuts no letter in two", async () => {
    const { firstGraphemes } = await import("./graphemes");
    expect(firstGraphemes(family.repeat(3), 2)).toBe(family.repeat(2));
    expect(firstGraphemes("abc", 3)).toBe("abc");
  });

  it("works in a browser that cannot tell letters, and cuts no code point in two", async () => {
    vi.stubGlobal("Intl", {});
    const { firstGraphemes } = await import("./graphemes");
    expect(firstGraphemes("a😀b😀c", 2)).toBe("a😀");
    expect(firstGraphemes("abc", 3)).toBe("abc");
  });
});
