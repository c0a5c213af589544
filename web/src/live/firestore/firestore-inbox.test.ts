import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PageLifeListener } from "../page-life";
import { RecordedInbox } from "../recorded-inbox";
import { FakeFeed } from "./fake-feed";
import { denialsMax, FirestoreInbox, retryDelays } from "./firestore-inbox";
import { fetchIntervalMs } from "./presence";
import { inbox, news } from "./sample-documents";

function setUp() {
  const [feed, reader] = [new FakeFeed(), new RecordedInbox()];
  const connect = vi.fn(() => Promise.resolve(feed.firebase));
  let life: PageLifeListener | null = null;
  const open = () =>
    new FirestoreInbox({
      userId: "1",
      api: feed,
      connect,
      watchPageLife: (listener) => {
        life = listener;
        return () => feed.done.push("unwatch");
      },
      listener: reader,
    });
  const page = (event: keyof PageLifeListener) => {
    life?.[event]();
  };
  return { feed, reader, connect, open, page };
}

// Answers have come, and no timer has run.
const settled = () => vi.advanceTimersByTimeAsync(0);
const retried = () => vi.advanceTimersByTimeAsync(retryDelays.mostMs);

async function attached() {
  const all = setUp();
  const opened = all.open();
  await settled();
  all.feed.show(inbox(1, 2));
  all.feed.take();
  all.reader.take();
  return { ...all, inbox: opened };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, "warn").mockImplementation(() => undefined);
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe("FirestoreInbox", () => {
  it("says that somebody listens, signs in, and listens", async () => {
    const { feed, reader, open } = setUp();
    open();
    await settled();
    expect(feed.take()).toEqual(["say", "mint", "sign in with token 1", "listen to 1"]);
    expect(reader.take()).toEqual(["connecting"]);
    feed.show(inbox(1, 2));
    expect(reader.take()).toEqual(["online", "gap", "message 1", "message 2"]);
    feed.show(inbox(1, 3));
    expect(reader.take()).toEqual(["message 3"]);
  });

  it("announces a gap before the messages behind it, and news that are no gap", async () => {
    const { feed, reader } = await attached();
    feed.show(inbox(4, 4));
    expect(reader.take()).toEqual(["gap", "message 4"]);
    feed.show(inbox(5, 5, { entries: [news(5)] }));
    expect(reader.take()).toEqual(["news in 6f7a6a54-9f0b-4a4e-8b1e-6d2a4c1f0a11"]);
  });

  it("believes nothing that Firestore's cache says, but that it is cut off", async () => {
    const { feed, reader } = await attached();
    feed.listener.onSnapshot({ fromServer: false, data: undefined });
    expect(reader.take()).toEqual(["reconnecting"]);
    feed.show(inbox(1, 2));
    expect(reader.take()).toEqual(["online"]);
  });

  it("begins a session anew when the one it had was ended", async () => {
    const { feed, reader } = await attached();
    feed.listener.onError("permission-denied");
    await settled();
    expect(feed.take()).toEqual(["detach", "say", "mint", "sign in with token 2", "listen to 1"]);
    feed.show(inbox(1, 3));
    expect(reader.take()).toEqual(["reconnecting", "online", "message 3"]);
  });

  it.each([401, 403])("logs out who gets no other token: %i", async (status) => {
    const { feed, reader } = await attached();
    feed.tokenRefusals.push(status);
    feed.listener.onError("permission-denied");
    await settled();
    expect(reader.take()).toEqual(["reconnecting", "signed out"]);
    expect(feed.isAttached).toBe(false);
    await retried();
    expect(feed.take().filter((it) => it === "say")).toHaveLength(1);
  });

  it("stops when new tokens do not help, until a person asks", async () => {
    const { feed, reader, inbox: opened, page } = await attached();
    for (let denial = 0; denial <= denialsMax; ++denial) {
      feed.listener.onError("permission-denied");
      await retried();
    }
    expect(reader.take()).toEqual(["reconnecting", "stopped"]);
    expect(feed.take().filter((it) => it === "mint")).toHaveLength(denialsMax);
    page("onBack");
    page("onNetwork");
    await retried();
    expect(feed.take()).toEqual([]);
    opened.reconnect();
    await settled();
    feed.show(inbox(1, 2));
    expect(reader.take()).toContain("online");
  });

  it("tries again what may succeed later: presence, tokens, the SDK, the listener", async () => {
    const { feed, reader, connect, open } = setUp();
    feed.presenceRefusals.push("unreachable");
    feed.tokenRefusals.push(503);
    connect.mockRejectedValueOnce(new Error("a chunk that could not be loaded"));
    open();
    for (let tries = 0; tries < 3; ++tries) await retried();
    expect(feed.isAttached).toBe(true);
    feed.listener.onError("resource-exhausted");
    expect(feed.isAttached).toBe(false);
    await retried();
    feed.show(inbox(1, 1));
    expect(reader.take()).toEqual(["connecting", "online", "gap", "message 1"]);
  });

  it("stops at what the server refuses for good", async () => {
    const { feed, reader, open } = setUp();
    feed.tokenRefusals.push(404);
    open();
    await retried();
    expect(reader.take()).toEqual(["connecting", "stopped"]);
    expect(feed.take()).toContain("leave");
  });

  it("waits no longer than for the network", async () => {
    const { feed, open, page } = setUp();
    feed.presenceRefusals.push("unreachable");
    open();
    await settled();
    expect(feed.isAttached).toBe(false);
    page("onNetwork");
    await settled();
    expect(feed.isAttached).toBe(true);
  });

  it("leaves when nobody looks, and reads what it may have missed when somebody does", async () => {
    const { feed, reader, page } = await attached();
    page("onAway");
    expect(feed.take()).toEqual(["detach", "leave"]);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(feed.take()).toEqual([]);
    page("onBack");
    await settled();
    expect(feed.take()).toEqual(["say", "listen to 1"]);
    expect(reader.take()).toEqual(["reconnecting", "gap"]);
    feed.show(inbox(1, 3));
    expect(reader.take()).toEqual(["online", "message 3"]);
  });

  it("listens anew after a sleep that was shorter than its presence, without a gap", async () => {
    const { feed, reader, page } = await attached();
    page("onBack");
    await settled();
    feed.show(inbox(1, 3));
    expect(feed.take()).toEqual(["detach", "say", "listen to 1"]);
    expect(reader.take()).toEqual(["reconnecting", "online", "message 3"]);
  });

  it("is deaf to a listener that was left", async () => {
    const { feed, reader, page } = await attached();
    const left = feed.listener;
    page("onAway");
    reader.take();
    left.onSnapshot({ fromServer: true, data: inbox(1, 9) });
    left.onError("permission-denied");
    await settled();
    expect(reader.take()).toEqual([]);
  });

  it("says its presence again in time, and takes a lapse as a gap", async () => {
    const { feed, reader } = await attached();
    await vi.advanceTimersByTimeAsync(59_999);
    expect(feed.take()).toEqual(["say 2"]);
    expect(reader.take()).toEqual([]);
    feed.presenceRefusals.push(...Array.from({ length: 20 }, () => "unreachable" as const));
    await vi.advanceTimersByTimeAsync(600_000);
    expect(reader.take()).toEqual(["gap"]);
  });

  it("says its presence once to a server that asks for none", async () => {
    const { feed } = await attached();
    feed.presenceMs = Infinity;
    await vi.advanceTimersByTimeAsync(60_000);
    feed.take();
    await vi.advanceTimersByTimeAsync(24 * 60 * 60_000);
    expect(feed.take()).toEqual([]);
  });

  it("logs out whose presence is not taken any more", async () => {
    const { feed, reader } = await attached();
    feed.presenceRefusals.push(403);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(reader.take()).toEqual(["signed out"]);
    expect(feed.isAttached).toBe(false);
  });

  it("fetches what waits for who has just written, and says at once that it is here", async () => {
    const { feed, reader, inbox: opened } = await attached();
    feed.waiting = inbox(3, 4);
    opened.sent();
    await settled();
    expect(feed.take()).toEqual(["say 2", "say 4"]);
    expect(reader.take()).toEqual(["message 3", "message 4"]);
    feed.show(inbox(3, 4));
    expect(reader.take()).toEqual([]);
    feed.show(inbox(5, 5));
    expect(reader.take()).toEqual(["message 5"]);
  });

  it("fetches once a second at most, and nothing without a listener", async () => {
    const { feed, inbox: opened, page } = await attached();
    await vi.advanceTimersByTimeAsync(fetchIntervalMs);
    for (let message = 0; message < 5; ++message) opened.sent();
    await settled();
    expect(feed.take()).toEqual(["say 2"]);
    opened.sent();
    await vi.advanceTimersByTimeAsync(fetchIntervalMs - 1);
    expect(feed.take()).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(feed.take()).toEqual(["say 2"]);
    opened.sent();
    page("onAway");
    opened.sent();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(feed.take()).toEqual(["detach", "leave"]);
  });

  it("fetches nothing before it knows what it has", async () => {
    const { feed, open } = setUp();
    const opened = open();
    opened.sent();
    await settled();
    opened.sent();
    await settled();
    feed.show(undefined);
    opened.sent();
    await settled();
    expect(feed.take()).toEqual(["say", "mint", "sign in with token 1", "listen to 1"]);
  });

  it("goes on listening when what waits cannot be fetched", async () => {
    const { feed, reader, inbox: opened } = await attached();
    feed.presenceRefusals.push(429, "unreachable");
    opened.sent();
    await retried();
    expect(feed.isAttached).toBe(true);
    expect(reader.take()).toEqual([]);
  });

  it("leaves nothing behind when it is closed", async () => {
    const { feed, reader, inbox: opened } = await attached();
    opened.close();
    expect(feed.take()).toEqual(["detach", "leave", "unwatch", "close"]);
    await retried();
    opened.reconnect();
    await retried();
    expect(feed.take()).toEqual([]);
    expect(reader.take()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("closes an SDK that is loaded too late", async () => {
    const { feed, connect, open } = setUp();
    let load: () => void = () => undefined;
    connect.mockReturnValueOnce(
      new Promise((resolve) => {
        load = () => {
          resolve(feed.firebase);
        };
      }),
    );
    const opened = open();
    opened.close();
    load();
    await settled();
    expect(feed.take()).toEqual(["say", "leave", "unwatch", "close"]);
  });
});
