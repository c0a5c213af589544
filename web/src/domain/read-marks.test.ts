import { describe, expect, it } from "vitest";
import { isUnread, marksFor, withMark, withMarks } from "./read-marks";
import { chat, message } from "./sample-messages";

const theirs = (n: number) => message(n, { from_user: "2" });

describe("read marks", () => {
  it("only move forward", () => {
    const marks = withMark({}, "c1", message(2).time);
    expect(withMark(marks, "c1", message(1).time)).toBe(marks);
    expect(withMark(marks, "c1", message(3).time).c1).toBe(message(3).time);
  });

  it("of two tabs are put together, the newer of each chat", () => {
    const [older, newer] = [message(2).time, message(3).time];
    expect(withMarks({ c1: newer, c2: older }, { c1: older, c2: newer, c3: older })).toEqual({
      c1: newer,
      c2: newer,
      c3: older,
    });
  });

  it("make a chat unread by a newer message of another", () => {
    const marks = withMark({}, "c1", message(2).time);
    expect(isUnread(chat("c1", theirs(3)), marks, "1")).toBe(true);
    expect(isUnread(chat("c1", theirs(2)), marks, "1")).toBe(false);
    expect(isUnread(chat("c1", message(3)), marks, "1")).toBe(false);
    expect(isUnread(chat("c2", theirs(1)), marks, "1")).toBe(true);
    expect(isUnread(chat("c1"), {}, "1")).toBe(false);
  });

  it("of a first visit take everything as read", () => {
    const chats = [chat("c1", theirs(1)), chat("c2")];
    expect(chats.some((one) => isUnread(one, marksFor(chats), "1"))).toBe(false);
  });
});
