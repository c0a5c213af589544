import { describe, expect, it } from "vitest";
import { enqueue, remove } from "@/domain/outbox";
import type { DeviceStorage } from "@/session/device-storage";
import { outboxOnDevice } from "./outbox-storage";

function storageInMemory(): DeviceStorage {
  const items = new Map<string, string>();
  return {
    get: (key) => items.get(key) ?? null,
    set: (key, value) => items.set(key, value) === items,
    remove: (key) => void items.delete(key),
    keys: () => [...items.keys()],
  };
}

const entry = (messageId: string) => enqueue([], { messageId, chatId: "c1", toUser: "2", body: "hi", createdAt: 1 });

describe("outboxOnDevice", () => {
  it("keeps each user's messages apart", () => {
    const storage = storageInMemory();
    outboxOnDevice("1", storage).save([], entry("a"));
    expect(outboxOnDevice("1", storage).load()).toEqual(entry("a"));
    expect(outboxOnDevice("2", storage).load()).toEqual([]);
  });

  it("never takes away what another tab has kept", () => {
    const storage = storageInMemory();
    const [tab, other] = [outboxOnDevice("1", storage), outboxOnDevice("1", storage)];
    tab.save([], entry("a"));
    other.save([], entry("b"));
    tab.save(entry("a"), remove(entry("a"), new Set(["a"])));
    expect(tab.load()).toEqual(entry("b"));
  });

  it("tells of what another tab took away, and of nothing else", () => {
    const gone: string[] = [];
    let tell: (key: string, value: string | null) => void = () => undefined;
    const follow = (listener: typeof tell) => {
      tell = listener;
      return () => undefined;
    };
    outboxOnDevice("1", storageInMemory(), follow).follow((id) => gone.push(id));
    tell("caravan.outbox.1.a", "{}");
    tell("caravan.outbox.2.b", null);
    tell("caravan.outbox.1.c", null);
    expect(gone).toEqual(["c"]);
  });

  it("passes by what it cannot read", () => {
    const storage = storageInMemory();
    storage.set("caravan.outbox.1.x", "{");
    storage.set("caravan.outbox.1.y", "null");
    expect(outboxOnDevice("1", storage).load()).toEqual([]);
  });
});
