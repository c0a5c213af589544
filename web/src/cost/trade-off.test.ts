import { describe, expect, it } from "vitest";
import type { CostCurve } from "@/api/types";
import { choices, comparisons, nearest } from "./trade-off";

const operations = { reads: 20, writes: 10, deletes: 0, bytes_out: 0, dollars: 0.0001 };
const waits = { median: 1, p99: 2, longest: 2 };

const curve: CostCurve = {
  messages: 40,
  from: 0,
  to: 1,
  points: [
    { rule: "window", layout: "inbox", window_seconds: 0, operations, waits },
    { rule: "window", layout: "inbox", window_seconds: 2, operations, waits },
    { rule: "window", layout: "inbox", window_seconds: 4, operations, waits },
    { rule: "window", layout: "batches", window_seconds: 2, operations, waits },
    { rule: "inactivity", layout: "batches", window_seconds: null, operations, waits: null },
  ],
};

describe("the trade-off", () => {
  it("has a choice for each window of a layout", () => {
    expect(choices(curve, "inbox").map(({ windowSeconds }) => windowSeconds)).toEqual([0, 2, 4]);
    expect(choices(curve, "batches")).toHaveLength(1);
    expect(comparisons(curve).map(({ rule }) => rule)).toEqual(["inactivity"]);
  });

  it("reckons for a number of messages that one can compare", () => {
    expect(choices(curve, "inbox")[1]).toEqual({
      rule: "window",
      windowSeconds: 2,
      dollarsAMillion: 2.5,
      writesAThousand: 250,
      readsAThousand: 500,
      median: 1,
      p99: 2,
      longest: 2,
    });
  });

  it("finds the window that is nearest to the one in effect", () => {
    const all = choices(curve, "inbox");
    expect([0, 0.9, 2.9, 60].map((wanted) => nearest(all, wanted))).toEqual([0, 0, 1, 2]);
    expect(nearest([], 3)).toBe(0);
  });
});
