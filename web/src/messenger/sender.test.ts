import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Outbox } from "@/domain/outbox";
import { FakeApi } from "./fake-api";
import type { OutboxStorage } from "./outbox-storage";
import { Sender } from "./sender";
import { initialState } from "./state";
import { Store } from "./store";

class StorageInMemory implements OutboxStorage {
  kept: Outbox = [];
  load = () => this.kept;
  save = (_before: Outbox, after: Outbox) => {
    this.kept = after;
  };
  takenElsewhere: (messageId: string) => void = () => undefined;
  follow = (onGone: (messageId: string) => void) => {
    this.takenElsewhere = onGone;
    return () => undefined;
  };
}

function setUp(storage = new StorageInMemory()) {
  const api = new FakeApi();
  const store = new Store(initialState);
  const stored: string[] = [];
  let ids = 0;
  const sender = new Sender(api, store, storage, {
    userId: "1",
    wallClock: Date.now,
    now: () => performance.now(),
    random: () => 0,
    newMessageId: () => `m${++ids}`,
    onStored: (message) => stored.push(message.body),
  });
  sender.start();
  return { api, store, sender, storage, stored };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe("Sender", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("sends in the order of writing, one message of a chat at a time", async () => {
    const { api, sender, store, stored } = setUp();
    api.held = [];
    for (const body of ["one", "two", "three"]) sender.send("c1", "2", body);
    expect(api.sends.map(({ body }) => body)).toEqual(["one"]);
    api.letGo();
    await settle();
    expect(stored).toEqual(["one", "two", "three"]);
    expect(store.get().outbox).toEqual([]);
  });

  it("keeps a message as begun before it leaves, and sends it again after a reload, with its id and the mark", async () => {
    const before = setUp();
    before.api.held = [];
    before.sender.send("c1", "2", "hello");
    expect(before.storage.kept).toMatchObject([{ messageId: "m1", state: "sending", attempts: 1 }]);
    before.sender.stop();

    const after = setUp(before.storage);
    await settle();
    expect(after.api.sends).toMatchObject([{ messageId: "m1", retryAttempt: 1, body: "hello" }]);
    expect(after.storage.kept).toEqual([]);
  });

  it("waits no longer when somebody sets the clock back", async () => {
    const { api, sender, stored } = setUp();
    api.refusals.push("unreachable");
    sender.send("c1", "2", "hello");
    await settle();
    vi.setSystemTime(Date.now() - 24 * 60 * 60_000);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(stored).toEqual(["hello"]);
  });

  it("backs off while the server cannot be reached, and goes on at once when it is back", async () => {
    const { api, sender, stored } = setUp();
    api.refusals.push("unreachable", 503);
    sender.send("c1", "2", "hello");
    await vi.advanceTimersByTimeAsync(499);
    expect(api.sends).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(api.sends.map(({ retryAttempt }) => retryAttempt)).toEqual([0, 1]);
    sender.release();
    await settle();
    expect(api.sends.map(({ retryAttempt }) => retryAttempt)).toEqual([0, 1, 2]);
    expect(stored).toEqual(["hello"]);
  });

  it("keeps what is refused for good until a person decides", async () => {
    const { api, sender, store } = setUp();
    api.refusals.push(400);
    sender.send("c1", "2", "hello");
    await vi.advanceTimersByTimeAsync(600_000);
    expect(api.sends).toHaveLength(1);
    expect(store.get().outbox).toMatchObject([{ state: "failed", reason: "Refused with 400." }]);
    sender.retry("m1");
    await settle();
    expect(store.get().outbox).toEqual([]);
  });

  it("keeps what is not stored when another sender used the same id", () => {
    const { api, sender, store } = setUp();
    api.held = [];
    sender.send("c1", "2", "hello");
    sender.confirm(api.stored.map((message) => ({ ...message, from_user: "2" })));
    expect(store.get().outbox).toMatchObject([{ body: "hello" }]);
  });

  it("forgets what came back live, and what a person deletes", async () => {
    const { api, sender, store } = setUp();
    api.held = [];
    sender.send("c1", "2", "hello");
    sender.confirm(api.stored);
    expect(store.get().outbox).toEqual([]);
    api.letGo();
    await settle();
    api.refusals.push(413);
    sender.send("c1", "2", "long");
    await settle();
    sender.discard("m2");
    expect(store.get().outbox).toEqual([]);
  });

  it("sends nothing that another tab has deleted", async () => {
    const { api, sender, store, storage } = setUp();
    api.refusals.push("unreachable");
    sender.send("c1", "2", "a");
    await settle();
    storage.takenElsewhere("m1");
    expect(store.get().outbox).toEqual([]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(api.sends).toHaveLength(1);
  });

  it("keeps messages for the next session when the token is refused", async () => {
    const { api, sender, storage } = setUp();
    api.refusals.push(403);
    sender.send("c1", "2", "hello");
    await settle();
    expect(storage.kept).toMatchObject([{ messageId: "m1" }]);
  });

  it("takes no more than the outbox holds", () => {
    const { api, sender } = setUp();
    api.held = [];
    const taken = Array.from({ length: 101 }, () => sender.send("c1", "2", "hello"));
    expect(taken.filter(Boolean)).toHaveLength(100);
  });
});
