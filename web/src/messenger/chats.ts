import type { Answer, Api } from "@/api/api";
import type { Chat, ChatSummary, Message } from "@/api/types";
import {
  hasMoreMembers,
  type Names,
  withChat,
  withFirstPage,
  withMessage,
  withNewChat,
  withNextPage,
} from "@/domain/chat-list";
import type { MessengerStore } from "./state";

const pageLength = 50;
const membersPageLength = 200;
// Beyond so many unknown chats at once the list is read instead of each of them.
const unknownMax = 4;

// The caller's chats, by latest activity.
export class Chats {
  readonly #api: Api;
  readonly #store: MessengerStore;
  readonly #userId: string;
  #reading: Promise<void> | null = null;
  #again = false;
  readonly #readingOne = new Map<string, Promise<boolean>>();

  constructor(api: Api, store: MessengerStore, userId: string) {
    this.#api = api;
    this.#store = store;
    this.#userId = userId;
  }

  // Reads the first page. Calls during a read lead to one more, since the read may have begun too early for them.
  refresh(): Promise<void> {
    if (this.#reading) this.#again = true;
    else this.#reading = this.#readUntilSettled();
    return this.#reading;
  }

  async loadMore(): Promise<void> {
    const { chats, chatsComplete, chatsLoading } = this.#store.get();
    const last = chats.at(-1);
    if (!last || chatsComplete || chatsLoading === "loading") return;
    this.#store.update({ chatsLoading: "loading" });
    const answer = await this.#api.listChats({ before: last.chat_id, limit: pageLength });
    if (!answer.ok) {
      this.#store.update({ chatsLoading: "failed" });
      return;
    }
    this.#store.update({
      chats: withNextPage(this.#store.get().chats, answer.value),
      chatsComplete: answer.value.length < pageLength,
      chatsLoading: "ready",
    });
  }

  // A chat that exists already is as good as a new one.
  async startDirect(userId: string): Promise<Answer<string>> {
    const answer = await this.#api.startDirectChat([this.#userId, userId]);
    if (answer.ok) return this.#started(answer.value);
    if (answer.refusal.chatId === null) return answer;
    await this.refresh();
    return { ok: true, value: answer.refusal.chatId };
  }

  async startGroup(name: string, userIds: readonly string[]): Promise<Answer<string>> {
    const answer = await this.#api.startGroup(name, [this.#userId, ...userIds]);
    return answer.ok ? this.#started(answer.value) : answer;
  }

  apply(messages: readonly Message[]): void {
    let chats = this.#store.get().chats;
    const unknown = new Map<string, Message>();
    for (const message of messages) {
      chats = withMessage(chats, message);
      if (!chats.some((chat) => chat.chat_id === message.chat_id)) unknown.set(message.chat_id, message);
    }
    this.#store.update({ chats });
    if (unknown.size > unknownMax) void this.refresh();
    else for (const newest of unknown.values()) void this.#readUnknown(newest);
  }

  // Reads one chat; answers whether that could be done. Calls meanwhile share the answer.
  readOne(chatId: string): Promise<boolean> {
    const under = this.#readingOne.get(chatId);
    if (under) return under;
    const reading = this.#readOne(chatId).finally(() => this.#readingOne.delete(chatId));
    this.#readingOne.set(chatId, reading);
    return reading;
  }

  // The names that the chat's row leaves out, once.
  async readMembers(chat: ChatSummary): Promise<void> {
    if (!hasMoreMembers(chat) || this.#store.get().members[chat.chat_id]) return;
    const names: Record<string, string> = {};
    for (let after = 0; ;) {
      const answer = await this.#api.listMembers(chat.chat_id, { after, limit: membersPageLength });
      if (!answer.ok) return;
      for (const { id, username } of answer.value) names[String(id)] = username;
      const last = answer.value.at(-1);
      if (!last || answer.value.length < membersPageLength) break;
      after = last.id;
    }
    this.#remember(chat.chat_id, names);
  }

  #remember(chatId: string, names: Names): void {
    this.#store.update({ members: { ...this.#store.get().members, [chatId]: names } });
  }

  async #readOne(chatId: string): Promise<boolean> {
    const answer = await this.#api.getChat(chatId);
    if (answer.ok) this.#store.update({ chats: withChat(this.#store.get().chats, answer.value) });
    return answer.ok || answer.refusal.kind === "missing";
  }

  // The read may have begun before this message was there.
  async #readUnknown(newest: Message): Promise<void> {
    const done = await this.readOne(newest.chat_id);
    if (!done) await this.refresh();
    this.#store.update({ chats: withMessage(this.#store.get().chats, newest) });
  }

  #started(chat: Chat): Answer<string> {
    this.#store.update({ chats: withNewChat(this.#store.get().chats, chat) });
    return { ok: true, value: chat.chat_id };
  }

  async #readUntilSettled(): Promise<void> {
    do {
      this.#again = false;
      await this.#readFirstPage();
    } while (this.#hasMoreCalls());
    this.#reading = null;
  }

  #hasMoreCalls(): boolean {
    return this.#again;
  }

  async #readFirstPage(): Promise<void> {
    const answer = await this.#api.listChats({ limit: pageLength });
    const { chats, chatsComplete } = this.#store.get();
    if (!answer.ok) {
      this.#store.update({ chatsLoading: "failed" });
      return;
    }
    this.#store.update({
      chats: withFirstPage(chats, answer.value),
      chatsComplete: chatsComplete || answer.value.length < pageLength,
      chatsLoading: "ready",
    });
  }
}
