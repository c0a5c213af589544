import { describe, expect, it, vi } from "vitest";
import type { Message } from "@/api/types";
import { message } from "@/domain/sample-messages";
import { messageKey } from "@/domain/timeline";
import { FakeApi } from "./fake-api";
import { Histories } from "./histories";
import { initialState } from "./state";
import { Store } from "./store";

function setUp(count: number) {
  const api = new FakeApi();
  api.stored = range(1, count);
  const store = new Store(initialState);
  const histories = new Histories(api, store);
  const shown = (chatId = "c1") => store.get().timelines[chatId];
  return { api, store, histories, shown };
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => message(from + at));
const numbers = (messages: readonly Message[] | undefined) => messages?.map(({ body }) => Number(body.split(" ")[1]));

async function opened(count: number) {
  const all = setUp(count);
  all.histories.open("c1");
  await vi.waitUntil(() => all.shown()?.older !== "loading");
  return all;
}

describe("Histories", () => {
  it("reads the newest page of an opened chat, then older ones to the beginning", async () => {
    const { histories, shown } = await opened(45);
    expect(numbers(shown()?.messages)).toEqual(numbers(range(26, 45)));
    expect(shown()?.older).toBe("more");
    await histories.loadOlder("c1");
    await histories.loadOlder("c1");
    expect(numbers(shown()?.messages)).toEqual(numbers(range(1, 45)));
    expect(shown()?.older).toBe("end");
  });

  it("asks for a page once, however often the reader reaches the top", async () => {
    const { api, histories } = await opened(45);
    await Promise.all([histories.loadOlder("c1"), histories.loadOlder("c1")]);
    expect(api.pages).toHaveLength(2);
  });

  it("keeps what comes live while the first page is read", async () => {
    const { api, histories, shown } = setUp(3);
    api.held = [];
    histories.open("c1");
    histories.apply([message(4)]);
    api.letGo();
    await vi.waitUntil(() => shown()?.older === "end");
    expect(numbers(shown()?.messages)).toEqual([1, 2, 3, 4]);
  });

  it("leaves a message that was sent again to the page that it belongs to, so that nothing between is passed over", async () => {
    const { histories, shown } = await opened(100);
    histories.apply([message(10)]);
    expect(numbers(shown()?.messages)).toEqual(numbers(range(81, 100)));
    while (shown()?.older === "more") await histories.loadOlder("c1");
    expect(numbers(shown()?.messages)).toEqual(numbers(range(1, 100)));
  });

  it("passes over nothing when such a message comes while the first page is read, or cannot be", async () => {
    const { api, histories, shown } = setUp(100);
    api.refusals.push("unreachable");
    histories.open("c1");
    histories.apply([message(10)]);
    await vi.waitUntil(() => shown()?.older === "failed");
    histories.apply([message(11)]);
    api.held = [];
    const read = histories.loadOlder("c1");
    histories.apply([message(12)]);
    api.letGo();
    await read;
    expect(numbers(shown()?.messages)).toEqual(numbers(range(81, 100)));
  });

  it("finds what appeared behind the newest message that it knew", async () => {
    const { api, histories, shown } = await opened(25);
    api.stored.push(message(27));
    await histories.catchUp();
    api.stored.splice(25, 0, message(26));
    api.stored.push(message(28));
    await histories.catchUp();
    expect(numbers(shown()?.messages)).toEqual(numbers(range(6, 28)));
  });

  it("takes no live messages into chats that were never opened, since they would leave a gap", async () => {
    const { histories, shown } = await opened(3);
    histories.apply([message(9, { chat_id: "c2" })]);
    expect(shown("c2")).toBeUndefined();
  });

  it("reads forward what was missed, page by page", async () => {
    const { api, histories, shown } = await opened(25);
    api.stored.push(...range(26, 70));
    await histories.catchUp();
    expect(numbers(shown()?.messages)).toEqual(numbers(range(6, 70)));
    expect(shown()?.older).toBe("more");
  });

  it("leaves no hole before what comes live while the missed messages cannot be read", async () => {
    const { api, histories, shown } = await opened(25);
    api.stored.push(...range(26, 70));
    api.refusals.push("unreachable", 503);
    const first = histories.catchUp();
    histories.apply([message(70)]);
    expect(await first).toBe(false);
    expect(await histories.catchUp()).toBe(false);
    expect(await histories.catchUp()).toBe(true);
    expect(numbers(shown()?.messages)).toEqual(numbers(range(6, 70)));
  });

  it("forgets a chat with such a hole when it is left", async () => {
    const { api, histories, shown } = await opened(25);
    api.refusals.push("unreachable");
    await histories.catchUp();
    histories.open("c2");
    expect(shown()).toBeUndefined();
  });

  it("asks no more for what it is refused for good", async () => {
    const { api, histories } = await opened(25);
    api.refusals.push(404);
    expect(await histories.catchUp()).toBe(true);
  });

  it("reads the news of the chats that are named, and forgets no others", async () => {
    const { api, histories, shown } = await opened(25);
    api.stored.push(...range(26, 27), message(28, { chat_id: "c2" }), message(29, { chat_id: "c3" }));
    for (const chatId of ["c2", "c3"]) {
      histories.open(chatId);
      await vi.waitUntil(() => shown(chatId)?.older === "end");
    }
    histories.open("c1");
    expect(await histories.catchUpIn(["c1", "c2"])).toBe(true);
    expect(numbers(shown()?.messages)).toEqual(numbers(range(6, 27)));
    expect(shown("c2")).toBeUndefined();
    expect(numbers(shown("c3")?.messages)).toEqual([29]);
  });

  it("reads a chat anew when more was missed than is worth catching up with", async () => {
    const { api, histories, shown } = await opened(25);
    api.stored.push(...range(26, 400));
    await histories.catchUp();
    expect(numbers(shown()?.messages)).toEqual(numbers(range(381, 400)));
    await histories.loadOlder("c1");
    expect(numbers(shown()?.messages)).toEqual(numbers(range(361, 400)));
  });

  it("drops an older page that was asked for before the chat was read anew", async () => {
    const { api, histories, shown } = await opened(25);
    api.held = [];
    const late = histories.loadOlder("c1");
    const answers = api.held;
    api.held = null;
    api.stored.push(...range(26, 400));
    await histories.catchUp();
    for (const go of answers) go();
    await late;
    expect(numbers(shown()?.messages)).toEqual(numbers(range(381, 400)));
  });

  it("says when a page could not be read, and reads it when asked again", async () => {
    const { api, histories, shown } = setUp(3);
    api.refusals.push(503);
    histories.open("c1");
    await vi.waitUntil(() => shown()?.older === "failed");
    await histories.loadOlder("c1");
    expect(numbers(shown()?.messages)).toEqual([1, 2, 3]);
  });

  it("keeps little of a chat that is left", async () => {
    const { api, histories, shown } = await opened(150);
    for (let page = 0; page < 7; ++page) await histories.loadOlder("c1");
    expect(shown()?.messages).toHaveLength(150);
    histories.open("c2");
    expect(numbers(shown()?.messages)).toEqual(numbers(range(51, 150)));
    expect(api.pages.at(-1)?.time).toBeUndefined();
  });

  it("keeps what is read of a chat that is left, and the newest of others", async () => {
    const { histories, shown } = await opened(300);
    while (shown()?.older === "more") await histories.loadOlder("c1");
    histories.setPlace("c1", { id: messageKey(message(100)), top: -5 });
    histories.open(null);
    expect(numbers(shown()?.messages)?.[0]).toBe(60);
    expect(histories.placeIn("c1")?.top).toBe(-5);
    histories.open("c1");
    histories.setPlace("c1", null);
    histories.open(null);
    expect(numbers(shown()?.messages)?.[0]).toBe(201);
  });
});
