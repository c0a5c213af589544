import { describe, expect, it } from "vitest";
import { accountFaults } from "./account-rules";
import { bodyBytesMax, bodyRoom } from "./body-limit";

describe("bodyRoom", () => {
  it("counts bytes, not characters", () => {
    expect(bodyRoom("é".repeat(bodyBytesMax / 2))).toEqual({ bytesLeft: 0, showCounter: true, tooLong: false });
    expect(bodyRoom("é".repeat(bodyBytesMax / 2) + "a").tooLong).toBe(true);
  });

  it("counts aloud only near the end", () => {
    expect(bodyRoom("hello").showCounter).toBe(false);
  });
});

describe("accountFaults", () => {
  it("holds new accounts to the rules", () => {
    expect(accountFaults("ada", "12345678", true)).toEqual({});
    expect(accountFaults("al", "1234567", true)).toEqual({
      username: "A name has 3 to 64 characters.",
      password: "A password has at least 8 characters.",
    });
    expect(accountFaults("x".repeat(65), "p".repeat(1_025), true)).toMatchObject({
      username: "A name has 3 to 64 characters.",
      password: "This password is too long.",
    });
  });

  it("counts characters of a name, whatever their length in bytes", () => {
    expect(accountFaults("🐪".repeat(64), "12345678", true)).toEqual({});
  });

  it("asks of a log-in only that there is something", () => {
    expect(accountFaults("al", "1", false)).toEqual({});
    expect(accountFaults("", "", false)).toEqual({ username: "Enter your name.", password: "Enter your password." });
  });
});
