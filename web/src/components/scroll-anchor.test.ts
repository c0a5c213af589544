import { describe, expect, it, vi } from "vitest";
import { ScrollAnchor } from "./scroll-anchor";

const lineHeight = 20;
const viewHeight = 100;

// A browser's scroller as far as an anchor looks at it: lines of one height, and a position that stays within them.
class Scroller {
  readonly clientHeight = viewHeight;
  readonly #ids: string[];
  #top = 0;

  constructor(count: number) {
    this.#ids = Array.from({ length: count }, (_, at) => `line-${at}`);
  }
  get scrollHeight() {
    return this.#ids.length * lineHeight;
  }
  get scrollTop() {
    return this.#top;
  }
  set scrollTop(top: number) {
    this.#top = Math.max(0, Math.min(top, this.scrollHeight - viewHeight));
  }
  add(id: string) {
    this.#ids.push(id);
  }
  addAbove(id: string) {
    this.#ids.unshift(id);
  }
  querySelectorAll() {
    return this.#ids.map((id) => this.#line(id));
  }
  querySelector(selector: string) {
    const id = this.#ids.find((one) => selector.includes(`"${one}"`));
    return id === undefined ? null : this.#line(id);
  }
  getBoundingClientRect() {
    return { top: 0 };
  }
  #line(id: string) {
    return {
      id,
      clientHeight: lineHeight,
      getBoundingClientRect: () => ({ top: this.#ids.indexOf(id) * lineHeight - this.#top }),
    };
  }
}

// Node has none; the ids here need no escaping.
vi.stubGlobal("CSS", { escape: (text: string) => text });

function anchored(count: number) {
  const scroller = new Scroller(count);
  const anchor = new ScrollAnchor(scroller as unknown as HTMLElement, "[data-line]");
  anchor.settle();
  return { scroller, anchor };
}

describe("ScrollAnchor", () => {
  it("keeps a reader at the end at the end", () => {
    const { scroller, anchor } = anchored(50);
    scroller.add("new");
    anchor.settle();
    expect(scroller.scrollTop).toBe(51 * lineHeight - viewHeight);
  });

  it("keeps what is read where it is when older lines come in above", () => {
    const { scroller, anchor } = anchored(50);
    scroller.scrollTop = 400;
    anchor.remember();
    scroller.addAbove("older");
    anchor.settle();
    expect(scroller.scrollTop).toBe(400 + lineHeight);
  });

  it("undoes no scroll of which the browser has not told yet", () => {
    const { scroller, anchor } = anchored(50);
    scroller.scrollTop = 400;
    scroller.add("new");
    anchor.settle();
    expect(scroller.scrollTop).toBe(400);
    expect(anchor.atEnd).toBe(false);
    anchor.toEnd();
    expect(anchor.atEnd).toBe(true);
    scroller.add("newer");
    anchor.settle();
    expect(scroller.scrollTop).toBe(52 * lineHeight - viewHeight);
  });

  it("begins where somebody left, and says where that is", () => {
    const scroller = new Scroller(40);
    const anchor = new ScrollAnchor(scroller as unknown as HTMLElement, "[data-line]", { id: "line-10", top: -5 });
    anchor.settle();
    expect(scroller.scrollTop).toBe(205);
    expect(anchor.place).toEqual({ id: "line-10", top: -5 });
    anchor.toEnd();
    expect(anchor.place).toBeNull();
  });
});
