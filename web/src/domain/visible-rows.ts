// Which rows of a list stand in the page. A list of any length costs as much as what can be seen of it; the other rows are
// empty room, as high as they were when they were last seen.

export interface Span {
  readonly first: number;
  // One behind the last.
  readonly end: number;
}

// How far beyond what is in view rows must be drawn, how far they are drawn then, and how much may stay behind.
export const reach = { nearPx: 400, farPx: 800, idleMaxPx: 800 };

// Of a list that was not measured yet: its last rows, since reading begins at the end.
export const rowsAtFirst = 40;

export interface Row {
  readonly run: { readonly key: string };
  // Begins under the name of a day.
  readonly headed: boolean;
}

// What is known of the heights of rows and of the names over them. Rows that were never seen are guessed to be like the others.
export class RowHeights {
  readonly #known = new Map<string, number>();
  readonly #guess: number;
  #sum = 0;
  #heading = 0;
  #starts: { readonly rows: readonly Row[]; readonly starts: readonly number[] } | null = null;

  constructor(guess: number) {
    this.#guess = guess;
  }

  get heading(): number {
    return this.#heading;
  }

  set heading(height: number) {
    if (height === this.#heading) return;
    this.#heading = height;
    this.#starts = null;
  }

  set(key: string, height: number): void {
    const known = this.#known.get(key);
    if (known === height) return;
    this.#sum += height - (known ?? 0);
    this.#known.set(key, height);
    this.#starts = null;
  }

  // Where each row begins, with the name over it, and at last where the list ends. The same array while nothing has changed.
  starts(rows: readonly Row[]): readonly number[] {
    if (this.#starts?.rows === rows) return this.#starts.starts;
    // Whole, as the heights of rows are: a browser scrolls by whole pixels alone.
    const guess = this.#known.size > 0 ? Math.round(this.#sum / this.#known.size) : this.#guess;
    const starts = [0];
    let end = 0;
    for (const { run, headed } of rows) {
      end += (headed ? this.#heading : 0) + (this.#known.get(run.key) ?? guess);
      starts.push(end);
    }
    this.#starts = { rows, starts };
    return starts;
  }
}

// The rows that reach into the stretch from `top` to `bottom`; at least one, if there is any.
export function rowsBetween(starts: readonly number[], top: number, bottom: number): Span {
  const count = starts.length - 1;
  if (count <= 0) return { first: 0, end: 0 };
  const first = Math.min(firstAbove(starts, top), count - 1);
  const end = Math.max(first + 1, Math.min(firstAtOrAbove(starts, bottom), count));
  return { first, end };
}

// The rows to draw while `drawn` are drawn and the reader sees from `top` to `bottom`: these very ones as long as they
// reach a little beyond the view and are not far too many.
export function rowsToDraw(starts: readonly number[], drawn: Span, top: number, bottom: number): Span {
  const near = rowsBetween(starts, top - reach.nearPx, bottom + reach.nearPx);
  const far = rowsBetween(starts, top - reach.farPx, bottom + reach.farPx);
  const covered = drawn.first <= near.first && near.end <= drawn.end;
  const between = (first: number, end: number) => (starts[end] ?? 0) - (starts[first] ?? 0);
  const idle = Math.max(between(drawn.first, far.first), between(far.end, drawn.end));
  return covered && idle <= reach.idleMaxPx ? drawn : far;
}

// The last row that begins at or before `place`.
function firstAbove(starts: readonly number[], place: number): number {
  return Math.max(0, firstWhere(starts, (start) => start > place) - 1);
}

function firstAtOrAbove(starts: readonly number[], place: number): number {
  return firstWhere(starts, (start) => start >= place);
}

function firstWhere(starts: readonly number[], holds: (start: number) => boolean): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(starts[middle] ?? 0)) high = middle;
    else low = middle + 1;
  }
  return low;
}
