import type { ChatSummary } from "@/api/types";
import { compareTimes } from "./time-uuid";

// How far this device's user has read: the time of the newest message seen, by chat.
export type ReadMarks = Readonly<Record<string, string>>;

export function withMark(marks: ReadMarks, chatId: string, time: string): ReadMarks {
  const known = marks[chatId];
  if (known && compareTimes(known, time) >= 0) return marks;
  return { ...marks, [chatId]: time };
}

export function withMarks(marks: ReadMarks, more: ReadMarks): ReadMarks {
  return Object.entries(more).reduce((all, [chatId, time]) => withMark(all, chatId, time), marks);
}

// A device that sees these chats for the first time takes them as read.
export function marksFor(chats: readonly ChatSummary[]): ReadMarks {
  let marks: ReadMarks = {};
  for (const chat of chats) if (chat.last_message) marks = withMark(marks, chat.chat_id, chat.last_message.time);
  return marks;
}

export function isUnread(chat: ChatSummary, marks: ReadMarks, self: string): boolean {
  const last = chat.last_message;
  if (!last || last.from_user === self) return false;
  const mark = marks[chat.chat_id];
  return !mark || compareTimes(last.time, mark) > 0;
}
