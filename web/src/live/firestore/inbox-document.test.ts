import { describe, expect, it } from "vitest";
import { decodeInboxDocument } from "./inbox-document";
import { chatOfEntries, entry, inbox, news } from "./sample-documents";

describe("decodeInboxDocument", () => {
  it("reads the contract's own example", () => {
    const text =
      '[42, "kZEI91LRQyCbrPhH20FIqA", "b3pqVJ8LSk6LHm0qTB8KEQ", "1", "2", "Hello", "wjKrAJQUEeyzyJ9r3s7YRg"]';
    expect(decodeInboxDocument({ n: 42, oldest: 40, entries: [text], log: "a", epoch: 3 })).toEqual({
      log: "a",
      n: 42,
      oldest: 40,
      complete: true,
      entries: [
        {
          offset: 42,
          message: {
            message_id: "919108f7-52d1-4320-9bac-f847db4148a8",
            chat_id: chatOfEntries,
            from_user: "1",
            to_user: "2",
            body: "Hello",
            time: "c232ab00-9414-11ec-b3c8-9f6bdeced846",
            time_iso: "2022-02-22T19:22:22.000000",
          },
        },
      ],
    });
  });

  it("reads entries of a group and of a message that was too long", () => {
    const document = decodeInboxDocument(inbox(1, 2, { entries: [entry(1, { 4: null }), news(2)] }));
    expect(document?.entries).toMatchObject([{ message: { to_user: null } }, { offset: 2, newsIn: chatOfEntries }]);
    expect(document?.complete).toBe(true);
  });

  it("keeps nothing of a document without its fields", () => {
    for (const field of ["n", "oldest", "entries", "log"]) {
      expect(decodeInboxDocument(inbox(1, 1, { [field]: undefined })), field).toBeNull();
    }
    for (const n of [-1, 1.5, "1", 2 ** 53, Number.NaN]) expect(decodeInboxDocument(inbox(1, 1, { n }))).toBeNull();
    for (const data of [null, undefined, "text", 7, []]) expect(decodeInboxDocument(data)).toBeNull();
  });

  it.each([
    ["no text", 7],
    ["no JSON", "[1,"],
    ["no array", '{"offset": 1}'],
    ["of another length", JSON.stringify([1, "b3pqVJ8LSk6LHm0qTB8KEQ", "2"])],
    ["with a message id that is none", entry(1, { 1: "x" })],
    ["with a chat id that is none", entry(1, { 2: "x" })],
    ["with a sender that is no text", entry(1, { 3: 2 })],
    ["with a receiver that is no text", entry(1, { 4: 2 })],
    ["with a body that is no text", entry(1, { 5: null })],
    ["with a time that is none", entry(1, { 6: "kZEI91LRQyCbrPhH20FIqA" })],
    ["with an offset that is none", entry(1, { 0: "1" })],
    ["from beyond the document's end", entry(3)],
  ])("leaves out an entry that is %s, and says so", (_, unknown) => {
    const document = decodeInboxDocument(inbox(1, 2, { entries: [unknown, entry(2)] }));
    expect(document?.entries.map(({ offset }) => offset)).toEqual([2]);
    expect(document?.complete).toBe(false);
  });
});
