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

  it("ends an address before the signs of scripts without blanks", () => {
    expect(linkify("见（https://example.com/a），「https://example.com/b，然后看")).toEqual([
      { text: "见（" },
      { text: "https://example.com/a", href: "https://example.com/a" },
      { text: "），「" },
      { text: "https://example.com/b", href: "https://example.com/b" },
      { text: "，然后看" },
    ]);
    expect(linkify("«https://example.com/c»")[1]?.text).toBe("https://example.com/c");
    expect(linkify("https://zh.wikipedia.org/wiki/商队。")[0]?.text).toBe("https://zh.wikipedia.org/wiki/商队");
  });

  it("finds addresses without a scheme, and those of mail", () => {
    expect(linkify("www.example.org, or ada@mail.example.org.")).toEqual([
      { text: "www.example.org", href: "https://www.example.org" },
      { text: ", or " },
      { text: "ada@mail.example.org", href: "mailto:ada@mail.example.org" },
      { text: "." },
    ]);
    for (const text of ["www.", "a@b", "@example.org", "www", "x@.org", `${"x".repeat(65)}@example.org`])
      expect(linkify(text).every((part) => part.href === undefined)).toBe(true);
  });

  it("shows what an address hides", () => {
    const [link] = linkify("https://example.com/\u202egpj.stluser");
    expect(link).toEqual({
      text: "https://example.com/%E2%80%AEgpj.stluser",
      href: "https://example.com/%E2%80%AEgpj.stluser",
    });
  });

  it("says where an address leads that can be read as another one's", () => {
    expect(linkify("https://bank.example@evil.example/login")[0]?.host).toBe("evil.example");
    expect(linkify("https://exаmple.com/")[0]?.host).toBe("xn--exmple-4nf.com");
    expect(linkify("https://example.com:8080/a@b")[0]?.host).toBeUndefined();
  });

  it("is done with many brackets at once", () => {
    const begun = performance.now();
    expect(linkify("https://x.org/" + ")".repeat(16_000))[0]?.href).toBe("https://x.org/");
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it("is done with long words and half addresses at once", () => {
    const begun = performance.now();
    for (const piece of ["a", "a.", "a@", "a@b.", "www."])
      expect(linkify(piece.repeat(16_000)).every(({ text }) => text !== "")).toBe(true);
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
