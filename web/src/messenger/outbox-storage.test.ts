import { describe, expect, it } from "vitest";
import { enqueue, remove } from "@/domain/outbox";
import { outboxInLocalStorage } from "./outbox-storage";

class StorageInMemory implements Storage {
  readonly #items = new Map<string, string>();
  get length() {
    return this.#items.size;
  }
  key = (at: number) => [...this.#items.keys()][at] ?? null;
  getItem = (key: string) => this.#items.get(key) ?? null;
  setItem = (key: string, value: string) => void this.#items.set(key, value);
  removeItem = (key: string) => void this.#items.delete(key);
  clear = () => {
    this.#items.clear();
  };
}

const entry = (messageId: string) => enqueue([], { messageId, chatId: "c1", toUser: "2", body: "hi", createdAt: 1 });

describe("outboxInLocalStorage", () => {
  it("keeps each user's messages apart", () => {
    const storage = new StorageInMemory();
    outboxInLocalStorage("1", storage).save([], entry("a"));
    expect(outboxInLocalStorage("1", storage).load()).toEqual(entry("a"));
    expect(outboxInLocalStorage("2", storage).load()).toEqual([]);
  });

  it("never takes away what another tab has kept", () => {
    const storage = new StorageInMemory();
    const [tab, other] = [outboxInLocalStorage("1", storage), outboxInLocalStorage("1", storage)];
    tab.save([], entry("a"));
    other.save([], entry("b"));
    tab.save(entry("a"), remove(entry("a"), new Set(["a"])));
    expect(tab.load()).toEqual(entry("b"));
  });

  it("passes by what it cannot read", () => {
    const storage = new StorageInMemory();
    storage.setItem("caravan.outbox.1.x", "{");
    storage.setItem("caravan.outbox.1.y", "null");
    expect(outboxInLocalStorage("1", storage).load()).toEqual([]);
  });
});
