import type { Answer, Api } from "@/api/api";
import type { Chat, Message } from "@/api/types";
import { withFirstPage, withMessage, withNewChat, withNextPage } from "@/domain/chat-list";
import type { MessengerStore } from "./state";

const pageLength = 50;

// The caller's chats, by latest activity.
export class Chats {
  readonly #api: Api;
  readonly #store: MessengerStore;
  readonly #userId: string;
  #reading: Promise<void> | null = null;
  #again = false;

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
    let strangers = false;
    for (const message of messages) {
      chats = withMessage(chats, message);
      strangers ||= !chats.some((chat) => chat.chat_id === message.chat_id);
    }
    this.#store.update({ chats });
    if (strangers) void this.refresh();
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
