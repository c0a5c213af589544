import type { Api, Page } from "@/api/api";
import type { Message } from "@/api/types";
import { earlier } from "@/domain/time-uuid";
import { emptyTimeline, type Timeline, trimTimeline, withLive, withOlderPage } from "@/domain/timeline";
import type { MessengerStore } from "./state";

const pageLength = 20;
const catchUpPagesMax = 10;
// Between nodes a message may appear behind the newest one that is known: one that was sent again keeps its first time.
const overlapMs = 30_000;
const messagesKeptWhenClosed = 100;

// The histories of the chats that were opened: read page by page, kept current by live messages.
export class Histories {
  readonly #api: Api;
  readonly #store: MessengerStore;
  #open: string | null = null;
  // Grows when timelines are forgotten: a page that was asked for before belongs to none of the new ones.
  #generation = 0;

  constructor(api: Api, store: MessengerStore) {
    this.#api = api;
    this.#store = store;
  }

  open(chatId: string | null): void {
    if (this.#open && this.#open !== chatId) {
      const left = this.#timeline(this.#open);
      if (left) this.#put(this.#open, trimTimeline(left, messagesKeptWhenClosed));
    }
    this.#open = chatId;
    if (chatId && !this.#timeline(chatId)) void this.loadOlder(chatId);
  }

  async loadOlder(chatId: string): Promise<void> {
    const before = this.#timeline(chatId) ?? emptyTimeline;
    if (before.older === "loading" || before.older === "end") return;
    this.#put(chatId, { ...before, older: "loading" });
    const oldest = before.messages[0];
    const generation = this.#generation;
    const answer = await this.#read(chatId, oldest ? { time: oldest.time } : {});
    const now = this.#timeline(chatId);
    if (!now || generation !== this.#generation) return;
    if (answer) this.#put(chatId, withOlderPage(now, answer, pageLength));
    // Without a first page, what came live meanwhile may be from anywhere; it is read again with that page.
    else this.#put(chatId, { messages: oldest ? now.messages : [], older: "failed" });
  }

  apply(messages: readonly Message[]): void {
    for (const chatId of new Set(messages.map((message) => message.chat_id))) {
      const timeline = this.#timeline(chatId);
      const some = messages.filter((message) => message.chat_id === chatId);
      if (timeline) this.#put(chatId, withLive(timeline, some));
    }
  }

  // After missed messages: the open chat is read forward from where it stood, the others anew when they are opened.
  async catchUp(): Promise<void> {
    const open = this.#open;
    const timeline = open ? this.#timeline(open) : undefined;
    this.#store.update({ timelines: open && timeline ? { [open]: timeline } : {} });
    if (!open) return;
    const caughtUp = timeline && timeline.messages.length > 0 && (await this.#readForward(open, timeline));
    if (!caughtUp) await this.#readAnew(open);
  }

  async #readAnew(chatId: string): Promise<void> {
    ++this.#generation;
    this.#put(chatId, emptyTimeline);
    await this.loadOlder(chatId);
  }

  // False when so much was missed that the chat is better read from its end.
  async #readForward(chatId: string, from: Timeline): Promise<boolean> {
    const newest = from.messages.at(-1);
    let after = newest && earlier(newest.time, overlapMs);
    for (let page = 0; after && page < catchUpPagesMax; ++page) {
      const answer = await this.#read(chatId, { after });
      if (!answer) return true;
      this.apply(answer);
      if (answer.length < pageLength) return true;
      after = answer[0]?.time;
    }
    return false;
  }

  async #read(chatId: string, page: Page): Promise<readonly Message[] | null> {
    const answer = await this.#api.listMessages(chatId, { quantity: pageLength, ...page });
    if (answer.ok) return answer.value;
    return answer.refusal.detail.startsWith("there are not pages") ? [] : null;
  }

  #timeline(chatId: string): Timeline | undefined {
    return this.#store.get().timelines[chatId];
  }

  #put(chatId: string, timeline: Timeline): void {
    this.#store.update({ timelines: { ...this.#store.get().timelines, [chatId]: timeline } });
  }
}
