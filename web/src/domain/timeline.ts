import type { Message } from "@/api/types";
import { compareTimes } from "./time-uuid";

export type Older = "unknown" | "loading" | "more" | "end" | "failed";

// An unbroken stretch of a chat's history that ends with its newest message, oldest first.
export interface Timeline {
  readonly messages: readonly Message[];
  readonly older: Older;
}

export const emptyTimeline: Timeline = { messages: [], older: "unknown" };

// What tells a message from all others: an id is its sender's own, and two senders may use the same one.
export function messageKey(message: Message): string {
  return keyOf(message.from_user, message.message_id);
}

export function keyOf(fromUser: string, messageId: string): string {
  return `${fromUser}-${messageId}`;
}

// Brings messages in their order and keeps one of each, whatever the order and number of times they came.
export function mergeMessages(known: readonly Message[], more: readonly Message[]): readonly Message[] {
  const ids = new Set(more.map((message) => message.message_id));
  const keys = new Set(known.filter((message) => ids.has(message.message_id)).map(messageKey));
  const fresh = more.filter((message) => !keys.has(messageKey(message)) && keys.add(messageKey(message)));
  if (fresh.length === 0) return known;
  fresh.sort((a, b) => compareTimes(a.time, b.time));
  if (isBefore(known.at(-1), fresh[0])) return [...known, ...fresh];
  if (isBefore(fresh.at(-1), known[0])) return [...fresh, ...known];
  return [...known, ...fresh].sort((a, b) => compareTimes(a.time, b.time));
}

// Takes live messages in. One that is older than the stretch would leave a gap behind it: a message that was sent again
// comes anew with its old time. It is left to the page that it belongs to.
export function withLive(timeline: Timeline, live: readonly Message[]): Timeline {
  const oldest = timeline.messages[0];
  if (!oldest && timeline.older === "failed") return timeline;
  const fitting = oldest && timeline.older !== "end" ? live.filter((message) => !isBefore(message, oldest)) : live;
  return { ...timeline, messages: mergeMessages(timeline.messages, fitting) };
}

// Puts the page before the stretch, or under what came live before there was one. A page is newest first, and the last
// one is shorter than `pageLength`.
export function withOlderPage(timeline: Timeline, page: readonly Message[], pageLength: number): Timeline {
  const oldest = page.at(-1);
  if (page.length < pageLength || !oldest) return { messages: mergeMessages(timeline.messages, page), older: "end" };
  const unbroken = timeline.messages.filter((message) => !isBefore(message, oldest));
  return { messages: mergeMessages(unbroken, page), older: "more" };
}

// Forgets all but the newest messages; they can be read again.
export function trimTimeline(timeline: Timeline, keep: number): Timeline {
  if (timeline.messages.length <= keep) return timeline;
  return { messages: timeline.messages.slice(-keep), older: "more" };
}

function isBefore(a: Message | undefined, b: Message | undefined): boolean {
  return !a || !b || compareTimes(a.time, b.time) < 0;
}
