import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { CatchUp } from "./catch-up";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

it("reads at once, and again until it could be read", async () => {
  const answers = [false, false, true];
  const read = vi.fn(() => Promise.resolve(answers.shift() ?? true));
  new CatchUp(read).request();
  expect(read).toHaveBeenCalledOnce();
  await vi.runAllTimersAsync();
  expect(read).toHaveBeenCalledTimes(3);
});

it("takes no older read's word for a newer gap", async () => {
  const settle: ((done: boolean) => void)[] = [];
  const read = vi.fn(() => new Promise<boolean>((resolve) => settle.push(resolve)));
  const catchUp = new CatchUp(read);
  catchUp.request();
  catchUp.request();
  settle[1]?.(false);
  settle[0]?.(true);
  await vi.runOnlyPendingTimersAsync();
  expect(read).toHaveBeenCalledTimes(3);
});

it("ends when it is stopped", async () => {
  const read = vi.fn(() => Promise.resolve(false));
  const catchUp = new CatchUp(read);
  catchUp.request();
  catchUp.stop();
  await vi.runAllTimersAsync();
  expect(read).toHaveBeenCalledOnce();
});
