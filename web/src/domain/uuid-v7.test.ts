import { describe, expect, it } from "vitest";
import { newUuidV7, uuidV7 } from "./uuid-v7";

describe("uuidV7", () => {
  it("carries the clock, the version, the variant and the given randomness", () => {
    const random = Uint8Array.from([0xff, 0xff, 0xff, 3, 4, 5, 6, 7, 8, 9]);
    expect(uuidV7(0x019c_131f_154b, random)).toBe("019c131f-154b-7fff-bf03-040506070809");
  });

  it("sorts as its clock does", () => {
    const zeros = new Uint8Array(10);
    expect(uuidV7(1_000, zeros) < uuidV7(1_001, zeros)).toBe(true);
    expect(uuidV7(2 ** 32 - 1, zeros) < uuidV7(2 ** 32, zeros)).toBe(true);
  });

  it("refuses too little randomness", () => {
    expect(() => uuidV7(0, new Uint8Array(9))).toThrow(RangeError);
  });

  it("never gives the same id twice", () => {
    expect(new Set(Array.from({ length: 1_000 }, newUuidV7)).size).toBe(1_000);
  });
});
