import { describe, expect, it, vi } from "vitest";
import { chat, message } from "@/domain/sample-messages";
import { Chats } from "./chats";
import { FakeApi } from "./fake-api";
import { initialState } from "./state";
import { Store } from "./store";

function setUp(count: number) {
  const api = new FakeApi();
  api.chats = Array.from({ length: count }, (_, at) => chat(`c${at}`, message(count - at, { chat_id: `c${at}` })));
  const store = new Store(initialState);
  const chats = new Chats(api, store, "1");
  const shown = () => store.get().chats.map(({ chat_id }) => chat_id);
  return { api, store, chats, shown };
}

describe("Chats", () => {
  it("are read page by page to the end", async () => {
    const { chats, shown, store } = setUp(60);
    await chats.refresh();
    expect(shown()).toHaveLength(50);
    expect(store.get().chatsComplete).toBe(false);
    await chats.loadMore();
    expect(shown()).toHaveLength(60);
    expect(store.get().chatsComplete).toBe(true);
  });

  it("are read once more when something happened while they were read", async () => {
    const { api, chats, shown } = setUp(1);
    api.held = [];
    const first = chats.refresh();
    api.chats.unshift(chat("new", message(9, { chat_id: "new" })));
    const second = chats.refresh();
    api.letGo();
    await Promise.all([first, second]);
    expect(shown()).toEqual(["new", "c0"]);
  });

  it("are read again when a message of an unknown chat comes", async () => {
    const { api, chats, shown } = setUp(1);
    await chats.refresh();
    const hello = message(9, { chat_id: "new" });
    api.chats.unshift(chat("new", hello));
    chats.apply([hello]);
    await vi.waitUntil(() => shown().length === 2);
    expect(shown()).toEqual(["new", "c0"]);
  });

  it("tell when they could not be read, and recover", async () => {
    const { api, chats, store } = setUp(1);
    api.refusals.push("unreachable");
    await chats.refresh();
    expect(store.get().chatsLoading).toBe("failed");
    await chats.refresh();
    expect(store.get().chatsLoading).toBe("ready");
  });
});
