import { describe, expect, it } from "vitest";
import { uuidOfShort } from "./short-uuid";

describe("uuidOfShort", () => {
  it("reads 16 bytes of base64url", () => {
    expect(uuidOfShort("wjKrAJQUEeyzyJ9r3s7YRg")).toBe("c232ab00-9414-11ec-b3c8-9f6bdeced846");
    expect(uuidOfShort("AAAAAAAAAAAAAAAAAAAAAA")).toBe("00000000-0000-0000-0000-000000000000");
    expect(uuidOfShort("_____________________w")).toBe("ffffffff-ffff-ffff-ffff-ffffffffffff");
    expect(uuidOfShort("--------------------_w")).toBe("fbefbefb-efbe-fbef-befb-efbefbefbeff");
  });

  it.each([
    ["too short", "wjKrAJQUEeyzyJ9r3s7YR"],
    ["too long", "wjKrAJQUEeyzyJ9r3s7YRgA"],
    ["padded", "wjKrAJQUEeyzyJ9r3s7YRg=="],
    ["of the other alphabet", "wjKrAJQUEeyzyJ9r3s+/Rg"],
    ["with bits beyond the 16 bytes", "wjKrAJQUEeyzyJ9r3s7YRh"],
    ["a UUID as usual", "c232ab00-9414-11ec-b3c8-9f6bdeced846"],
    ["with a line end", "wjKrAJQUEeyzyJ9r3s7YRg\n"],
    ["no text", 42],
  ])("takes nothing that is %s", (_, text) => {
    expect(uuidOfShort(text)).toBeNull();
  });
});
