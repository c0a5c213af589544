import { describe, expect, it } from "vitest";
import { chatTitle, memberName, otherMember, withFirstPage, withMessage, withNewChat, withNextPage } from "./chat-list";
import { chat, message } from "./sample-messages";

const ids = (chats: readonly { chat_id: string }[]) => chats.map(({ chat_id }) => chat_id);
const c1 = chat("c1", message(1));
const c2 = chat("c2", message(2, { chat_id: "c2" }));

describe("withMessage", () => {
  it("moves the chat to the top with its newest message", () => {
    const chats = withMessage([c2, c1], message(3));
    expect(ids(chats)).toEqual(["c1", "c2"]);
    expect(chats[0]?.last_message?.body).toBe("message 3");
  });

  it("ignores messages that are older than the newest, and chats that are not there", () => {
    const chats = [c2, c1];
    expect(withMessage(chats, message(0))).toBe(chats);
    expect(withMessage(chats, message(9, { chat_id: "c9" }))).toBe(chats);
  });
});

describe("withFirstPage", () => {
  it("puts the page first and keeps what was known beyond it", () => {
    expect(ids(withFirstPage([c1, chat("c3")], [c2, c1]))).toEqual(["c2", "c1", "c3"]);
  });

  it("keeps a message that came live while the page was read", () => {
    const live = { ...c1, last_message: message(5) };
    const chats = withFirstPage([live], [c2, c1]);
    expect(ids(chats)).toEqual(["c1", "c2"]);
    expect(chats[0]?.last_message?.body).toBe("message 5");
  });
});

describe("pages and new chats", () => {
  it("are added once", () => {
    expect(ids(withNextPage([c2, c1], [c1, chat("c3")]))).toEqual(["c2", "c1", "c3"]);
    expect(ids(withNewChat([c2], c1))).toEqual(["c1", "c2"]);
    expect(ids(withNewChat([c2, c1], c1))).toEqual(["c2", "c1"]);
  });
});

describe("names", () => {
  it("are the other's in a direct chat and the group's own or its members' in a group", () => {
    expect(chatTitle(c1, "1")).toBe("Grace");
    expect(otherMember(c1, "2")).toBe("1");
    const group = {
      ...chat("c4"),
      kind: "group" as const,
      users_id: ["1", "2", "3"],
      users_name: ["ada", "Grace", "Ken"],
      members_count: 3,
    };
    expect(chatTitle(group, "1")).toBe("Grace, Ken");
    expect(chatTitle({ ...group, name: "Trip" }, "1")).toBe("Trip");
    expect(otherMember(group, "1")).toBeNull();
    expect(chatTitle({ ...group, members_count: 100 }, "1")).toBe("Grace, Ken and 97 more");
    expect(memberName(group, {}, "3")).toBe("Ken");
    expect(memberName(group, { 9: "Zoe" }, "9")).toBe("Zoe");
    expect(memberName(group, {}, "9")).toBe("Someone");
  });
});
