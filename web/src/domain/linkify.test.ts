import { describe, expect, it } from "vitest";
import { linkify } from "./linkify";

describe("linkify", () => {
  it("finds addresses and leaves the sentence's own signs outside", () => {
    expect(linkify("See (https://example.org/a?b=1), and http://x.org.")).toEqual([
      { text: "See (" },
      { text: "https://example.org/a?b=1", href: "https://example.org/a?b=1" },
      { text: "), and " },
      { text: "http://x.org", href: "http://x.org" },
      { text: "." },
    ]);
  });

  it("keeps a bracket that the address opened itself", () => {
    const article = "https://en.wikipedia.org/wiki/Caravan_(travellers)";
    expect(linkify(`(${article}).`)).toEqual([{ text: "(" }, { text: article, href: article }, { text: ")." }]);
    expect(linkify("https://x.org/[a](b")[0]?.href).toBe("https://x.org/[a](b");
  });

  it("is done with many brackets at once", () => {
    const begun = performance.now();
    expect(linkify("https://x.org/" + ")".repeat(16_000))[0]?.href).toBe("https://x.org/");
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it("takes nothing else for an address", () => {
    for (const text of ["", "no link", "javascript:alert(1)", "https://", "xhttps://example.org"]) {
      expect(linkify(text).every((part) => part.href === undefined)).toBe(true);
      expect(
        linkify(text)
          .map((part) => part.text)
          .join(""),
      ).toBe(text);
    }
  });
});
