import { expect, it } from "vitest";
import { initialsOf } from "./initials";

it("takes the first letters of the first two words", () => {
  expect(initialsOf("ada")).toBe("A");
  expect(initialsOf("Grace Brewster Hopper")).toBe("GB");
  expect(initialsOf("")).toBe("?");
});

it("takes for a letter what a reader does", () => {
  expect(initialsOf("🇵🇹 trip")).toBe("🇵🇹T");
  expect(initialsOf("👩‍👩‍👧")).toBe("👩‍👩‍👧");
});
