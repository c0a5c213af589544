import { type RefObject, useDeferredValue, useLayoutEffect, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { Run } from "@/domain/grouping";
import { RowHeights, rowsAtFirst, rowsToDraw, type Span } from "@/domain/visible-rows";

// See the other of this name; with what is drawn.
export interface Row {
  readonly run: Run;
  readonly headed: boolean;
}

export interface VisibleRows {
  readonly span: Span;
  // See RowHeights.
  readonly starts: readonly number[];
  readonly headingHeight: number;
  // False in the one render in which rows come into the page because the reader moves: they are no news.
  readonly still: boolean;
}

// What stands first and last in the page, by a line of each: where rows stand in the list changes with older messages. Null
// is the end of the list, or, before anything was measured, a beginning near it.
interface Edges {
  readonly from: string | null;
  readonly to: string | null;
}

const guessedRowPx = 56;
// Drawn at first around the place where somebody goes on reading.
const rowsAbovePlace = 2;
const rowsBelowPlace = 20;

// Keeps in the page what the reader sees of the rows, and some more. Rows are elements with `data-row` in the scroller; to be
// called behind whatever moves the scroller itself. Begins with what is around the line `begin`, or with the end.
export function useVisibleRows(
  scroller: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  begin: string | null,
): VisibleRows {
  const [heights] = useState(() => new RowHeights(guessedRowPx));
  const [edges, setEdges] = useState<Edges>(() => edgesAround(begin, rows));
  const span = spanOf(edges, rows);
  const hadFocus = useRef(false);

  function look(): void {
    const element = scroller.current;
    const firstTop = element && measure(element, heights);
    if (!element || firstTop === null) return;
    const starts = heights.starts(rows);
    const top = (starts[span.first] ?? 0) + (rows[span.first]?.headed ? heights.heading : 0) - firstTop;
    const wanted = rowsToDraw(starts, span, top, top + element.clientHeight);
    if (wanted === span) return;
    hadFocus.current = element.contains(document.activeElement);
    setEdges({
      from: lineOf(rows[wanted.first]),
      to: wanted.end === rows.length ? null : lineOf(rows[wanted.end - 1]),
    });
  }

  // Whose row has left the page has not left the list.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && hadFocus.current && !element.contains(document.activeElement))
      element.focus({ preventScroll: true });
    hadFocus.current = false;
  }, [scroller, edges]);

  // Before every paint: the first look at rows tells how high they are, and whether they were enough.
  const latest = useRef(look);
  useLayoutEffect(() => {
    latest.current = look;
    latest.current();
  });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => {
      // Now, not soon: whoever jumps would see empty room.
      flushSync(() => {
        latest.current();
      });
    };
    element.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      element.removeEventListener("scroll", onScroll);
    };
  }, [scroller]);

  const still = useDeferredValue(edges) === edges;
  return { span, starts: heights.starts(rows), headingHeight: heights.heading, still };
}

function edgesAround(lineId: string | null, rows: readonly Row[]): Edges {
  const at = rowWith(lineId, rows);
  if (at === -1) return { from: null, to: null };
  const from = lineOf(rows[Math.max(0, at - rowsAbovePlace)]);
  return { from, to: lineOf(rows[at + rowsBelowPlace]) };
}

function spanOf({ from, to }: Edges, rows: readonly Row[]): Span {
  const last = rowWith(to, rows);
  const end = last === -1 ? rows.length : last + 1;
  const first = rowWith(from, rows);
  return { first: first === -1 || first >= end ? Math.max(0, end - rowsAtFirst) : first, end };
}

// Rows are cut anew when messages come before them, and a line of each is in one of them still.
export function rowWith(lineId: string | null, rows: readonly Row[]): number {
  return lineId === null ? -1 : rows.findIndex(({ run }) => run.lines.some((line) => line.id === lineId));
}

function lineOf(row: Row | undefined): string | null {
  return row?.run.lines[0]?.id ?? null;
}

// Learns the heights of what is drawn. Returns how far its first row stands below the upper edge of the view.
function measure(scroller: HTMLElement, heights: RowHeights): number | null {
  const drawn = scroller.querySelectorAll<HTMLElement>("[data-row]");
  const first = drawn[0];
  const day = first?.parentElement;
  const underName = day?.children[1];
  if (!first || !underName) return null;
  for (const row of drawn) heights.set(row.dataset.row ?? "", row.getBoundingClientRect().height);
  heights.heading = topOf(underName) - topOf(day);
  return topOf(first) - topOf(scroller);
}

function topOf(element: Element): number {
  return element.getBoundingClientRect().top;
}
