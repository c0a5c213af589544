import { describe, expect, it } from "vitest";
import { reach, RowHeights, rowsBetween, rowsToDraw } from "./visible-rows";

const even = (count: number, height = 100) => Array.from({ length: count + 1 }, (_, at) => at * height);

describe("RowHeights", () => {
  const row = (key: string, headed = false) => ({ run: { key }, headed });

  it("guesses what was never seen from what was", () => {
    const heights = new RowHeights(50);
    const rows = [row("a"), row("b"), row("c")];
    expect(heights.starts(rows)).toEqual([0, 50, 100, 150]);
    heights.set("a", 20);
    heights.set("b", 40);
    expect(heights.starts(rows)).toEqual([0, 20, 60, 90]);
    heights.set("b", 60);
    expect(heights.starts(rows)).toEqual([0, 20, 80, 120]);
  });

  it("counts the names of days to the rows under them", () => {
    const heights = new RowHeights(50);
    const rows = [row("a", true), row("b"), row("c", true)];
    heights.starts(rows);
    heights.heading = 8;
    expect(heights.starts(rows)).toEqual([0, 58, 108, 166]);
  });

  it("reckons nothing anew while nothing has changed", () => {
    const heights = new RowHeights(50);
    const rows = [row("a")];
    heights.set("a", 20);
    const starts = heights.starts(rows);
    heights.set("a", 20);
    heights.heading = 0;
    expect(heights.starts(rows)).toBe(starts);
    expect(heights.starts([...rows])).not.toBe(starts);
  });
});

describe("rowsBetween", () => {
  it("takes each row that reaches into the stretch", () => {
    expect(rowsBetween(even(10), 150, 250)).toEqual({ first: 1, end: 3 });
    expect(rowsBetween(even(10), 200, 300)).toEqual({ first: 2, end: 3 });
  });

  it("stays inside the list, and shows something of every list", () => {
    expect(rowsBetween(even(10), -500, 5_000)).toEqual({ first: 0, end: 10 });
    expect(rowsBetween(even(10), 3_000, 4_000)).toEqual({ first: 9, end: 10 });
    expect(rowsBetween(even(10), -900, -800)).toEqual({ first: 0, end: 1 });
    expect(rowsBetween(even(0), 0, 100)).toEqual({ first: 0, end: 0 });
  });
});

describe("rowsToDraw", () => {
  const starts = even(1_000);

  it("draws as much of a long list as of a short one", () => {
    const { first, end } = rowsToDraw(starts, { first: 0, end: 1 }, 50_000, 50_800);
    expect(end - first).toBe((800 + 2 * reach.farPx) / 100);
    expect(first).toBe((50_000 - reach.farPx) / 100);
  });

  it("draws nothing anew while the reader stays near", () => {
    const drawn = rowsToDraw(starts, { first: 0, end: 1 }, 50_000, 50_800);
    expect(rowsToDraw(starts, drawn, 50_000 + reach.farPx - reach.nearPx, 51_200)).toBe(drawn);
    expect(rowsToDraw(starts, drawn, 49_500, 50_300)).not.toEqual(drawn);
  });

  it("is content with rows that are higher than the view", () => {
    const high = even(3, 20_000);
    const drawn = rowsToDraw(high, { first: 0, end: 3 }, 30_000, 30_800);
    expect(drawn).toEqual({ first: 1, end: 2 });
    expect(rowsToDraw(high, drawn, 30_000, 30_800)).toBe(drawn);
  });

  it("takes out what is far away, however much of it came one by one", () => {
    const grown = { first: 400, end: 1_000 };
    expect(rowsToDraw(starts, grown, 99_200, 100_000)).toEqual({ first: (99_200 - reach.farPx) / 100, end: 1_000 });
  });
});
