import type { Answer, Api, NewMessage, Page } from "@/api/api";
import { toRefusal, unreachable } from "@/api/refusal";
import type { ChatSummary, Message, User } from "@/api/types";
import { message } from "@/domain/sample-messages";
import { compareTimes } from "@/domain/time-uuid";

// A server in memory for the tests of what stands on the Api: one user's chats, and answers that a test may hold or refuse.
export class FakeApi implements Api {
  chats: ChatSummary[] = [];
  members: User[] = [];
  // Which chats were asked for one by one, and how often the list was.
  readonly chatsRead: string[] = [];
  listsRead = 0;
  // Newest last.
  stored: Message[] = [];
  readonly sends: NewMessage[] = [];
  readonly pages: Page[] = [];
  readonly refusals: (number | "unreachable")[] = [];
  held: (() => void)[] | null = null;

  async sendMessage(sent: NewMessage): Promise<Answer<Message>> {
    this.sends.push(sent);
    const answer = this.#answer(() => {
      const known = this.stored.find(
        ({ from_user, message_id }) => from_user === sent.fromUser && message_id === sent.messageId,
      );
      const stored =
        known ?? message(this.stored.length + 1, { message_id: sent.messageId, chat_id: sent.chatId, body: sent.body });
      if (!known) this.stored.push(stored);
      return stored;
    });
    await this.#hold();
    return answer;
  }

  async listMessages(chatId: string, page: Page): Promise<Answer<Message[]>> {
    this.pages.push(page);
    const answer = this.#answer(() => {
      const inChat = this.stored.filter(({ chat_id }) => chat_id === chatId);
      const quantity = page.quantity ?? 10;
      const at = (time: string) => inChat.findIndex((one) => one.time === time);
      const { after } = page;
      if (after)
        return inChat
          .filter((one) => compareTimes(one.time, after) > 0)
          .slice(0, quantity)
          .reverse();
      const older = page.time ? inChat.slice(0, at(page.time)) : inChat;
      return older.slice(-quantity).reverse();
    });
    await this.#hold();
    return answer;
  }

  async listChats({ before, limit }: { before?: string; limit: number }): Promise<Answer<ChatSummary[]>> {
    ++this.listsRead;
    const answer = this.#answer(() => {
      const from = before ? this.chats.findIndex(({ chat_id }) => chat_id === before) + 1 : 0;
      return this.chats.slice(from, from + limit);
    });
    await this.#hold();
    return answer;
  }

  async getChat(chatId: string): Promise<Answer<ChatSummary>> {
    this.chatsRead.push(chatId);
    const found = this.chats.find(({ chat_id }) => chat_id === chatId);
    if (!found) this.refusals.unshift(404);
    const answer = this.#answer(() => found ?? this.#nothing());
    await this.#hold();
    return answer;
  }

  async listMembers(_: string, { after, limit }: { after: number; limit: number }): Promise<Answer<User[]>> {
    const answer = this.#answer(() => {
      const from = this.members.findIndex(({ id }) => id === after) + 1;
      return this.members.slice(from, from + limit);
    });
    await this.#hold();
    return answer;
  }

  startDirectChat(): never {
    throw new Error("not part of this fake");
  }

  startGroup(): never {
    throw new Error("not part of this fake");
  }

  createUser(): never {
    throw new Error("not part of this fake");
  }

  logIn(): never {
    throw new Error("not part of this fake");
  }

  listUsers(): never {
    throw new Error("not part of this fake");
  }

  // Lets all held answers go, and holds no more.
  letGo(): void {
    const held = this.held ?? [];
    this.held = null;
    for (const go of held) go();
  }

  #answer<T>(value: () => T): Answer<T> {
    const refused = this.refusals.shift();
    if (refused === undefined) return { ok: true, value: value() };
    if (refused === "unreachable") return { ok: false, refusal: unreachable };
    return { ok: false, refusal: toRefusal(refused, new Headers(), { detail: `refused with ${refused}` }) };
  }

  #nothing(): never {
    throw new Error("a refusal comes first");
  }

  #hold(): Promise<void> {
    const { held } = this;
    return held ? new Promise((go) => held.push(go)) : Promise.resolve();
  }
}
