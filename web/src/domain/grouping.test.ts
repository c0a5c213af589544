import { describe, expect, it } from "vitest";
import { enqueue } from "./outbox";
import { firstUnread, groupByDay, type Line, toLines } from "./grouping";
import { message } from "./sample-messages";
import { keyOf } from "./timeline";

function line(id: string, from: string, at: Date): Line {
  return { id, messageId: id, from, body: id, at, state: "sent", reason: null, time: "" };
}

const shape = (lines: readonly Line[]) =>
  groupByDay(lines).map((day) => day.runs.map((run) => [run.from, ...run.lines.map(({ id }) => id)]));

describe("groupByDay", () => {
  const noon = (day: number, minute: number) => new Date(2026, 0, day, 12, minute);

  it("parts by the reader's own days, and by sender inside a day", () => {
    const lines = [
      line("a", "1", noon(30, 0)),
      line("b", "1", noon(30, 1)),
      line("c", "2", noon(30, 2)),
      line("d", "2", noon(31, 0)),
    ];
    expect(shape(lines)).toEqual([
      [
        ["1", "a", "b"],
        ["2", "c"],
      ],
      [["2", "d"]],
    ]);
  });

  it("begins a new run after a pause", () => {
    expect(shape([line("a", "1", noon(30, 0)), line("b", "1", noon(30, 5))])).toEqual([
      [
        ["1", "a"],
        ["1", "b"],
      ],
    ]);
  });

  it("has no day twice when this device's clock is behind", () => {
    const stored = { ...line("a", "2", noon(30, 0)), time: "t" };
    expect(shape([stored, line("b", "1", noon(29, 0))])).toEqual([
      [
        ["2", "a"],
        ["1", "b"],
      ],
    ]);
  });

  it("cuts a run before it is as long as the list", () => {
    const lines = Array.from({ length: 50 }, (_, at) => line(`${at}`, "1", noon(30, 0)));
    expect(groupByDay(lines).flatMap(({ runs }) => runs.map((run) => run.lines.length))).toEqual([20, 20, 10]);
  });

  it("gives nothing for nothing", () => {
    expect(groupByDay([])).toEqual([]);
  });
});

describe("toLines", () => {
  const unsent = enqueue([], {
    messageId: message(2).message_id,
    chatId: "c1",
    toUser: "2",
    body: "on its way",
    createdAt: 0,
  });

  it("puts unsent messages last, as the reader's own", () => {
    const lines = toLines([message(1, { from_user: "2" })], unsent, "1");
    expect(lines.map(({ body, from, state }) => [body, from, state])).toEqual([
      ["message 1", "2", "sent"],
      ["on its way", "1", "queued"],
    ]);
  });

  it("shows a message once when it is stored and its send is not answered yet", () => {
    expect(toLines([message(1), message(2)], unsent, "1").map(({ body }) => body)).toEqual(["message 1", "message 2"]);
  });

  it("keeps what is not sent yet when another sender used the same id", () => {
    const lines = toLines([message(2, { from_user: "2" })], unsent, "1");
    expect(lines.map(({ body }) => body)).toEqual(["message 2", "on its way"]);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(2);
  });

  it("gives the same line for the same message, so that nothing is drawn again", () => {
    const known = message(1);
    expect(toLines([known, message(2)], [], "1")[0]).toBe(toLines([known], unsent, "1")[0]);
  });

  it("reads the instant as UTC", () => {
    expect(toLines([message(7)], [], "1")[0]?.at.toISOString()).toBe("2026-01-31T12:00:07.000Z");
  });
});

describe("firstUnread", () => {
  const days = groupByDay(
    toLines(
      [1, 2, 3, 4].map((n) => message(n, { from_user: n === 3 ? "1" : "2" })),
      [],
      "1",
    ),
  );

  it("is the first message of another after the mark", () => {
    expect(firstUnread(days, message(2).time, "1")).toBe(keyOf("2", message(4).message_id));
  });

  it("is the first of all for a chat that was never read, and none when all is read", () => {
    expect(firstUnread(days, "", "1")).toBe(keyOf("2", message(1).message_id));
    expect(firstUnread(days, message(4).time, "1")).toBeNull();
  });
});
