import { describe, expect, it } from "vitest";
import { type Place, readInbox } from "./reading";
import { chatOfEntries, entry, inbox, news } from "./sample-documents";

const at = (n: number, log = "a"): Place => ({ log, n });

function bodies(place: Place, data: unknown): readonly string[] {
  return readInbox(place, data).messages.map(({ body }) => body);
}

describe("readInbox", () => {
  it("takes what is new and nothing twice", () => {
    const data = inbox(3, 6);
    expect(readInbox(at(4), data)).toMatchObject({ place: at(6), gap: false, newsIn: [] });
    expect(bodies(at(4), data)).toEqual(["message 5", "message 6"]);
    expect(bodies(at(6), data)).toEqual([]);
  });

  it("finds a gap exactly when the document does not reach back to what is remembered", () => {
    expect(readInbox(at(2), inbox(3, 4)).gap).toBe(false);
    expect(readInbox(at(1), inbox(3, 4)).gap).toBe(true);
  });

  it("shows the entries behind a gap", () => {
    expect(bodies(at(1), inbox(3, 4))).toEqual(["message 3", "message 4"]);
  });

  it("takes a first snapshot as a gap, with its entries", () => {
    expect(readInbox("start", inbox(1, 2))).toMatchObject({ place: at(2), gap: true });
    expect(bodies("start", inbox(1, 2))).toEqual(["message 1", "message 2"]);
  });

  it("takes another log as a gap, wherever its offsets are", () => {
    const data = inbox(1, 2, { log: "b" });
    expect(readInbox(at(40), data)).toMatchObject({ place: at(2, "b"), gap: true });
    expect(bodies(at(40), data)).toEqual(["message 1", "message 2"]);
  });

  it("ignores a document that goes back, and remembers", () => {
    const old = inbox(1, 3);
    expect(readInbox(at(6), old)).toEqual({ place: at(6), gap: false, messages: [], newsIn: [] });
  });

  it("has no gap where only the reader's own messages are missing", () => {
    const data = inbox(3, 6, { entries: [entry(3), entry(6)] });
    expect(readInbox(at(3), data).gap).toBe(false);
    expect(bodies(at(3), data)).toEqual(["message 6"]);
  });

  it("names the chats whose messages were too long, once and only when they are new", () => {
    const data = inbox(1, 4, { entries: [news(1), entry(2), news(3), news(4)] });
    expect(readInbox(at(2), data)).toMatchObject({ gap: false, newsIn: [chatOfEntries] });
    expect(bodies(at(2), data)).toEqual([]);
    expect(readInbox(at(4), data).newsIn).toEqual([]);
  });

  it("takes a missing document as a gap once", () => {
    expect(readInbox("start", undefined)).toMatchObject({ place: "empty", gap: true });
    expect(readInbox("empty", undefined).gap).toBe(false);
    expect(readInbox(at(3), undefined)).toMatchObject({ place: "empty", gap: true });
    expect(readInbox("empty", inbox(1, 1))).toMatchObject({ place: at(1), gap: true });
  });

  it("reads the history for what it does not understand, and keeps its place until it does", () => {
    expect(readInbox(at(3), { n: 4, pages: [] })).toEqual({ place: at(3), gap: true, messages: [], newsIn: [] });
    const partly = inbox(3, 5, { entries: ["?", entry(5)] });
    expect(readInbox(at(3), partly)).toMatchObject({ place: at(5), gap: true });
    expect(bodies(at(3), partly)).toEqual(["message 5"]);
  });
});
