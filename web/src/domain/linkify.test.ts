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
