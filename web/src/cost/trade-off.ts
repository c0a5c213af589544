import type { CostCurve } from "@/api/types";

// Cost against wait, as the page shows it: what a million messages cost, and how long they wait.

export type Layout = "inbox" | "batches";
export type Rule = CostCurve["points"][number]["rule"];

export interface Choice {
  readonly rule: Rule;
  readonly windowSeconds: number;
  readonly dollarsAMillion: number;
  readonly writesAThousand: number;
  readonly readsAThousand: number;
  readonly median: number;
  readonly p99: number;
  readonly longest: number;
}

export function choices(curve: CostCurve, layout: Layout): readonly Choice[] {
  return curve.points.filter((point) => point.rule === "window" && point.layout === layout).map(toChoice(curve));
}

export function comparisons(curve: CostCurve): readonly Choice[] {
  return curve.points.filter((point) => point.rule !== "window").map(toChoice(curve));
}

// The choice whose window comes nearest to `windowSeconds`.
export function nearest(all: readonly Choice[], windowSeconds: number): number {
  let best = 0;
  all.forEach((choice, index) => {
    const distance = Math.abs(choice.windowSeconds - windowSeconds);
    if (distance < Math.abs((all[best] ?? choice).windowSeconds - windowSeconds)) best = index;
  });
  return best;
}

function toChoice(curve: CostCurve) {
  const messages = Math.max(1, curve.messages);
  return ({ rule, window_seconds, operations, waits }: CostCurve["points"][number]): Choice => ({
    rule,
    windowSeconds: window_seconds ?? 0,
    dollarsAMillion: (operations.dollars / messages) * 1_000_000,
    writesAThousand: (operations.writes / messages) * 1_000,
    readsAThousand: (operations.reads / messages) * 1_000,
    median: waits?.median ?? 0,
    p99: waits?.p99 ?? 0,
    longest: waits?.longest ?? 0,
  });
}
