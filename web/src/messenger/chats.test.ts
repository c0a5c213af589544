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

  it("are read one by one when messages of unknown chats come", async () => {
    const { api, chats, shown } = setUp(1);
    await chats.refresh();
    const hello = message(9, { chat_id: "new" });
    const again = message(10, { chat_id: "new" });
    api.chats.unshift(chat("new", again));
    chats.apply([hello]);
    chats.apply([again]);
    await vi.waitUntil(() => shown().length === 2);
    expect(shown()).toEqual(["new", "c0"]);
    expect(api.chatsRead).toEqual(["new"]);
    expect(api.listsRead).toBe(1);
  });

  it("show the message that came while its chat was read", async () => {
    const { api, chats, store } = setUp(0);
    const hello = message(1, { chat_id: "new" });
    const again = message(2, { chat_id: "new" });
    api.chats.unshift(chat("new", hello));
    api.held = [];
    chats.apply([hello]);
    chats.apply([again]);
    api.letGo();
    await vi.waitUntil(() => store.get().chats[0]?.last_message === again);
    expect(api.chatsRead).toEqual(["new"]);
  });

  it("are read as a list when too many are unknown at once, or one cannot be read", async () => {
    const { api, chats, shown } = setUp(0);
    const hellos = Array.from({ length: 5 }, (_, at) => message(at, { chat_id: `c${at}` }));
    for (const hello of hellos) api.chats.unshift(chat(hello.chat_id, hello));
    chats.apply(hellos);
    await vi.waitUntil(() => shown().length === 5);
    expect(api.chatsRead).toEqual([]);

    const late = message(9, { chat_id: "late" });
    api.chats.unshift(chat("late", late));
    api.refusals.push("unreachable");
    chats.apply([late]);
    await vi.waitUntil(() => shown().includes("late"));
    expect(api.chatsRead).toEqual(["late"]);
    expect(api.listsRead).toBe(2);
  });

  it("stand by their newest message when they are read by themselves", async () => {
    const { api, chats, shown } = setUp(3);
    await chats.refresh();
    api.chats.push(chat("old", message(0, { chat_id: "old" })), chat("mid", message(2, { chat_id: "mid" })));
    await chats.readOne("old");
    await chats.readOne("mid");
    await chats.readOne("nobody's");
    expect(shown()).toEqual(["c0", "c1", "mid", "c2", "old"]);
  });

  it("name all members of a large group when they are asked to, once", async () => {
    const { api, chats, store } = setUp(0);
    api.members = Array.from({ length: 250 }, (_, at) => ({ id: at + 1, username: `user ${at + 1}` }));
    const large = { ...chat("large"), kind: "group" as const, members_count: 250 };
    await chats.readMembers(large);
    expect(Object.keys(store.get().members.large ?? {})).toHaveLength(250);
    api.refusals.push("unreachable");
    await chats.readMembers(large);
    expect(api.refusals).toHaveLength(1);
    await chats.readMembers(chat("small"));
    expect(store.get().members.small).toBeUndefined();
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
