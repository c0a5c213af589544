import type { Answer, Api, Page } from "@/api/api";
import { isTemporary } from "@/api/refusal";
import type { Message } from "@/api/types";
import { earlier } from "@/domain/time-uuid";
import { emptyTimeline, messageKey, type Timeline, trimTimeline, withLive, withOlderPage } from "@/domain/timeline";
import type { MessengerStore } from "./state";

const pageLength = 20;
const catchUpPagesMax = 10;
// Between nodes a message may appear behind the newest one that is known: one that was sent again keeps its first time.
const overlapMs = 30_000;
const messagesKeptWhenClosed = 100;
// Above the one that is read where somebody comes back.
const messagesKeptAbove = 40;

// Where somebody reads: a message, and how far its upper edge stands below that of the view.
export interface ReadingPlace {
  readonly id: string;
  readonly top: number;
}

// The histories of the chats that were opened: read page by page, kept current by live messages.
export class Histories {
  readonly #api: Api;
  readonly #store: MessengerStore;
  readonly #places = new Map<string, ReadingPlace>();
  #open: string | null = null;
  // Grows when timelines are forgotten: a page that was asked for before belongs to none of the new ones.
  #generation = 0;
  // The open chat may lack messages behind this time: they could not be read yet.
  #hole: { readonly after: string } | null = null;

  constructor(api: Api, store: MessengerStore) {
    this.#api = api;
    this.#store = store;
  }

  open(chatId: string | null): void {
    if (this.#open && this.#open !== chatId) {
      const left = this.#timeline(this.#open);
      if (this.#hole) this.#forget([this.#open]);
      else if (left) this.#put(this.#open, trimTimeline(left, this.#kept(this.#open, left)));
      this.#hole = null;
    }
    this.#open = chatId;
    if (chatId && !this.#timeline(chatId)) void this.loadOlder(chatId);
  }

  // Null is the end of the chat.
  setPlace(chatId: string, place: ReadingPlace | null): void {
    if (place) this.#places.set(chatId, place);
    else this.#places.delete(chatId);
  }

  // Where the chat was read when it was left, if that is not its end.
  placeIn(chatId: string): ReadingPlace | null {
    return this.#places.get(chatId) ?? null;
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
    if (answer.ok) this.#put(chatId, withOlderPage(now, answer.value, pageLength));
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
  // False when it could not be read: then the next call begins where this one did, whatever came live meanwhile.
  catchUp(): Promise<boolean> {
    return this.catchUpIn(Object.keys(this.#store.get().timelines));
  }

  // The same where only these chats have missed messages.
  async catchUpIn(chatIds: readonly string[]): Promise<boolean> {
    const open = this.#open;
    this.#forget(chatIds.filter((chatId) => chatId !== open));
    if (!open || !chatIds.includes(open)) return true;
    const newest = this.#timeline(open)?.messages.at(-1);
    const hole = newest ? { after: this.#hole?.after ?? earlier(newest.time, overlapMs) } : null;
    this.#hole = hole;
    const outcome = hole ? await this.#readForward(open, hole.after) : "too much";
    if (outcome === "failed") return false;
    if (this.#hole === hole) this.#hole = null;
    if (outcome === "too much" && this.#open === open) await this.#readAnew(open);
    return true;
  }

  async #readAnew(chatId: string): Promise<void> {
    ++this.#generation;
    this.#put(chatId, emptyTimeline);
    await this.loadOlder(chatId);
  }

  // So much may have been missed that the chat is better read from its end.
  async #readForward(chatId: string, from: string): Promise<"done" | "too much" | "failed"> {
    let after: string | undefined = from;
    for (let page = 0; after && page < catchUpPagesMax; ++page) {
      const answer = await this.#read(chatId, { after });
      if (!answer.ok) return isTemporary(answer.refusal) ? "failed" : "done";
      this.apply(answer.value);
      if (answer.value.length < pageLength) return "done";
      after = answer.value[0]?.time;
    }
    return "too much";
  }

  async #read(chatId: string, page: Page): Promise<Answer<readonly Message[]>> {
    const answer = await this.#api.listMessages(chatId, { quantity: pageLength, ...page });
    if (answer.ok || !answer.refusal.detail.startsWith("there are not pages")) return answer;
    return { ok: true, value: [] };
  }

  #kept(chatId: string, { messages }: Timeline): number {
    const place = this.#places.get(chatId);
    const at = place ? messages.findIndex((message) => messageKey(message) === place.id) : -1;
    return at === -1
      ? messagesKeptWhenClosed
      : Math.max(messagesKeptWhenClosed, messages.length - at + messagesKeptAbove);
  }

  #forget(chatIds: readonly string[]): void {
    const kept = Object.entries(this.#store.get().timelines).filter(([chatId]) => !chatIds.includes(chatId));
    this.#store.update({ timelines: Object.fromEntries(kept) });
  }

  #timeline(chatId: string): Timeline | undefined {
    return this.#store.get().timelines[chatId];
  }

  #put(chatId: string, timeline: Timeline): void {
    this.#store.update({ timelines: { ...this.#store.get().timelines, [chatId]: timeline } });
  }
}
