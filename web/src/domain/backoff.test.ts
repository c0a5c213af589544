import { expect, it } from "vitest";
import { backoff } from "./backoff";

const delays = { firstMs: 100, mostMs: 1_000 };

it("doubles up to its bound", () => {
  const waits = [0, 1, 2, 3, 4, 60].map((failures) => backoff(delays, failures, 1));
  expect(waits).toEqual([100, 200, 400, 800, 1_000, 1_000]);
});

it("spreads over the upper half", () => {
  expect(backoff(delays, 4, 0)).toBe(500);
  expect(backoff(delays, 4, 0.5)).toBe(750);
});
