import { describe, expect, it } from "vitest";
import {
  backoffMs,
  beginSending,
  due,
  enqueue,
  type Outbox,
  outboxLimits,
  refuse,
  release,
  remove,
  resume,
  retry,
} from "./outbox";

const half = () => 0.5;
const busy = { temporary: true, reason: "busy", retryAfterMs: null };
const bad = { temporary: false, reason: "bad", retryAfterMs: null };

function outboxOf(...ids: [id: string, chat: string][]): Outbox {
  return ids.reduce<Outbox>(
    (outbox, [messageId, chatId], at) =>
      enqueue(outbox, { messageId, chatId, toUser: "2", body: messageId, createdAt: at }),
    [],
  );
}

const ready = (outbox: Outbox, now = 0) => due(outbox, now).ready.map((entry) => entry.messageId);
const state = (outbox: Outbox, id: string) => outbox.find((entry) => entry.messageId === id)?.state;

describe("what is due", () => {
  it("is the first message of each chat", () => {
    expect(ready(outboxOf(["a", "c1"], ["b", "c1"], ["c", "c2"]))).toEqual(["a", "c"]);
  });

  it("is nothing in a chat while one of its messages is on its way", () => {
    expect(ready(beginSending(outboxOf(["a", "c1"], ["b", "c1"]), "a"))).toEqual([]);
  });

  it("is the next one when the first is through", () => {
    const outbox = remove(beginSending(outboxOf(["a", "c1"], ["b", "c1"]), "a"), new Set(["a"]));
    expect(ready(outbox)).toEqual(["b"]);
  });

  it("waits for a message that waits, so that the order holds, and says how long", () => {
    const outbox = refuse(beginSending(outboxOf(["a", "c1"], ["b", "c1"]), "a"), "a", busy, 100, half);
    expect(due(outbox, 100)).toEqual({ ready: [], wakeAt: 850 });
    expect(ready(outbox, 850)).toEqual(["a"]);
  });

  it("passes by a message that has failed", () => {
    const outbox = refuse(beginSending(outboxOf(["a", "c1"], ["b", "c1"]), "a"), "a", bad, 100, half);
    expect(state(outbox, "a")).toBe("failed");
    expect(ready(outbox)).toEqual(["b"]);
  });
});

describe("refusals", () => {
  it("wait at least as long as the server asked", () => {
    const asked = { ...busy, retryAfterMs: 7_000 };
    const outbox = refuse(beginSending(outboxOf(["a", "c1"]), "a"), "a", asked, 1_000, half);
    expect(due(outbox, 1_000).wakeAt).toBe(8_000);
  });

  it("fail after the last attempt, with the reason", () => {
    let outbox = outboxOf(["a", "c1"]);
    for (let attempt = 1; attempt <= outboxLimits.attemptsMax; ++attempt) {
      expect(state(outbox, "a")).not.toBe("failed");
      outbox = refuse(beginSending(outbox, "a"), "a", busy, 0, half);
    }
    expect(outbox[0]).toMatchObject({ state: "failed", reason: "busy", attempts: outboxLimits.attemptsMax });
  });

  it("of a message that was confirmed meanwhile change nothing", () => {
    expect(refuse([], "a", busy, 0, half)).toEqual([]);
  });
});

describe("another try", () => {
  const failed = refuse(beginSending(outboxOf(["a", "c1"]), "a"), "a", bad, 0, half);

  it("is made when a person asks, and counts as a retry", () => {
    expect(ready(retry(failed, "a"))).toEqual(["a"]);
    expect(retry(failed, "a")[0]?.attempts).toBe(1);
  });

  it("is made by itself when the connection is back, but not of what was refused for good", () => {
    const waiting = refuse(beginSending(outboxOf(["b", "c2"]), "b"), "b", busy, 0, half);
    expect(ready(release([...failed, ...waiting]))).toEqual(["b"]);
    expect(release(failed)).toBe(failed);
  });
});

describe("after a reload", () => {
  it("sends in flight are made again, marked as retries, and failures stay", () => {
    const sending = beginSending(outboxOf(["a", "c1"], ["b", "c2"]), "a");
    const kept = JSON.parse(JSON.stringify(refuse(beginSending(sending, "b"), "b", bad, 0, half))) as Outbox;
    const resumed = resume([...kept].reverse());
    expect(resumed.map((entry) => [entry.messageId, entry.state, entry.attempts])).toEqual([
      ["a", "queued", 1],
      ["b", "failed", 1],
    ]);
  });
});

describe("backoffMs", () => {
  it("doubles from one second up to its limit, half of it at random", () => {
    expect([1, 2, 3, 9].map((attempts) => backoffMs(attempts, () => 1))).toEqual([1_000, 2_000, 4_000, 30_000]);
    expect(backoffMs(2, () => 0)).toBe(1_000);
  });
});
