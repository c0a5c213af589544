import type { ReadingPlace } from "@/messenger/histories";

const atEndWithinPx = 48;

// Keeps what is being read where it is, whatever grows above or below it; a reader at the end stays at the end.
// Done by hand since not every browser anchors by itself, and none at the very top, where older messages come in.
export class ScrollAnchor {
  readonly #scroller: HTMLElement;
  readonly #lines: string;
  #pinned = true;
  #anchor: ReadingPlace | null = null;
  #scrollTop = 0; // as of the last call of `remember` or `settle`

  // `lines` selects the elements that stand still; each has an id. Begins at `place`, or at the end.
  constructor(scroller: HTMLElement, lines: string, place: ReadingPlace | null = null) {
    this.#scroller = scroller;
    this.#lines = lines;
    this.#anchor = place;
    this.#pinned = !place;
  }

  get atEnd(): boolean {
    return this.#pinned;
  }

  // What is being read; null at the end.
  get place(): ReadingPlace | null {
    return this.#pinned ? null : this.#anchor;
  }

  // To be called after every scroll, to know what is being read.
  remember(): void {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#scrollTop = scrollTop;
    this.#pinned = scrollHeight - scrollTop - clientHeight <= atEndWithinPx;
    const line = this.#firstVisible();
    this.#anchor = line ? { id: line.id, top: this.#topOf(line) } : null;
  }

  // To be called after every change of the content or of a size.
  settle(): void {
    // The reader has scrolled, and the browser tells of it later: what is done here must not undo that.
    if (this.#scroller.scrollTop !== this.#scrollTop) this.remember();
    this.#moveToAnchor();
  }

  toEnd(): void {
    this.#pinned = true;
    this.#moveToAnchor();
  }

  #moveToAnchor(): void {
    if (this.#pinned) {
      this.#scroller.scrollTop = this.#scroller.scrollHeight;
    } else if (this.#anchor) {
      const line = this.#scroller.querySelector(`${this.#lines}[id="${CSS.escape(this.#anchor.id)}"]`);
      if (line) this.#scroller.scrollTop += this.#topOf(line) - this.#anchor.top;
      // It was taken away, as what is far from the view is.
      else this.remember();
    }
    this.#scrollTop = this.#scroller.scrollTop;
  }

  #topOf(line: Element): number {
    return line.getBoundingClientRect().top - this.#scroller.getBoundingClientRect().top;
  }

  // Lines stand in order, so the first that reaches into view is found by halving.
  #firstVisible(): Element | undefined {
    const lines = this.#scroller.querySelectorAll(this.#lines);
    let low = 0;
    let high = lines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const line = lines[middle];
      if (line && this.#topOf(line) + line.clientHeight > 0) high = middle;
      else low = middle + 1;
    }
    return lines[low];
  }
}
