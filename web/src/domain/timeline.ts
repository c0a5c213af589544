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
  const keys = new Set(known.map(messageKey));
  const fresh = more.filter((message) => !keys.has(messageKey(message)) && keys.add(messageKey(message)));
  if (fresh.length === 0) return known;
  fresh.sort((a, b) => compareTimes(a.time, b.time));
  if (isBefore(known.at(-1), fresh[0])) return [...known, ...fresh];
  if (isBefore(fresh.at(-1), known[0])) return [...fresh, ...known];
  return [...known, ...fresh].sort((a, b) => compareTimes(a.time, b.time));
}

// Forgets all but the newest messages; they can be read again.
export function trimTimeline(timeline: Timeline, keep: number): Timeline {
  if (timeline.messages.length <= keep) return timeline;
  return { messages: timeline.messages.slice(-keep), older: "more" };
}

function isBefore(a: Message | undefined, b: Message | undefined): boolean {
  return !a || !b || compareTimes(a.time, b.time) < 0;
}
