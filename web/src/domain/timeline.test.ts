import { describe, expect, it } from "vitest";
import { message } from "./sample-messages";
import { mergeMessages, trimTimeline } from "./timeline";

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => message(from + at));

describe("mergeMessages", () => {
  it("puts a page that came newest first in order", () => {
    expect(mergeMessages([], range(1, 3).reverse())).toEqual(range(1, 3));
  });

  it("puts older pages before and live messages after", () => {
    expect(mergeMessages(range(3, 4), range(1, 2))).toEqual(range(1, 4));
    expect(mergeMessages(range(1, 2), range(3, 4))).toEqual(range(1, 4));
  });

  it("fills gaps", () => {
    expect(mergeMessages([message(1), message(4)], [message(3), message(2)])).toEqual(range(1, 4));
  });

  it("keeps the messages of two senders who used the same id", () => {
    const mine = message(1);
    const theirs = message(2, { message_id: mine.message_id, from_user: "2" });
    expect(mergeMessages([mine], [theirs, mine])).toEqual([mine, theirs]);
  });

  it("keeps one of each id, also when one page has it twice", () => {
    expect(mergeMessages(range(1, 3), [message(2), message(4), message(4)])).toEqual(range(1, 4));
  });

  it("gives the same value back when there is nothing new, so that nothing is drawn again", () => {
    const known = range(1, 3);
    expect(mergeMessages(known, range(2, 3))).toBe(known);
  });
});

describe("trimTimeline", () => {
  it("forgets the oldest and remembers that they can be read again", () => {
    expect(trimTimeline({ messages: range(1, 5), older: "end" }, 2)).toEqual({ messages: range(4, 5), older: "more" });
  });

  it("leaves a short one as it is", () => {
    const timeline = { messages: range(1, 2), older: "end" } as const;
    expect(trimTimeline(timeline, 2)).toBe(timeline);
  });
});
