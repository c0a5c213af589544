import { describe, expect, it } from "vitest";
import { looksEmpty, tidied } from "./message-text";

describe("looksEmpty", () => {
  it.each(["", "   ", "\n\t\n", "\u200b", "\u2800", "\u3164", "\u00ad", "\u200d \ufe0f", "\u2066\u2069"])(
    "is true of %j",
    (body) => {
      expect(looksEmpty(body)).toBe(true);
    },
  );

  it.each(["a", " . ", "❤️", "علی‌رضا", "\u2800x", "0"])("is false of %j", (body) => {
    expect(looksEmpty(body)).toBe(false);
  });
});

describe("tidied", () => {
  it("keeps the indentation of the first line", () => {
    expect(tidied("    if x:\n        y()")).toBe("    if x:\n        y()");
  });

  it("drops empty lines around it, and blanks at its end", () => {
    expect(tidied("\n  \n  a\n\n b  \n\n")).toBe("  a\n\n b");
    expect(tidied(" a ")).toBe(" a");
    expect(tidied("\n\n")).toBe("");
  });
});
