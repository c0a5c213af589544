import type { Chat, ChatSummary, Message } from "@/api/types";
import { compareTimes } from "./time-uuid";

// Puts a message that came live in its chat's row and the row on top. Unknown chats are left to the caller.
export function withMessage(chats: readonly ChatSummary[], message: Message): readonly ChatSummary[] {
  const chat = chats.find((candidate) => candidate.chat_id === message.chat_id);
  if (!chat || !isNewer(message, chat.last_message)) return chats;
  return [{ ...chat, last_message: message }, ...chats.filter((other) => other !== chat)];
}

// The first page as just read stands first; what was known beyond it follows. A message that came live while the page was
// on its way is newer than the page.
export function withFirstPage(known: readonly ChatSummary[], page: readonly ChatSummary[]): readonly ChatSummary[] {
  let chats = [...page, ...without(known, page)];
  for (const chat of [...known].reverse()) {
    if (chat.last_message) chats = [...withMessage(chats, chat.last_message)];
  }
  return chats;
}

export function withNextPage(known: readonly ChatSummary[], page: readonly ChatSummary[]): readonly ChatSummary[] {
  return [...known, ...without(page, known)];
}

export function withNewChat(known: readonly ChatSummary[], chat: Chat): readonly ChatSummary[] {
  if (known.some((other) => other.chat_id === chat.chat_id)) return known;
  return [{ ...chat, last_message: null }, ...known];
}

export function chatTitle(chat: Chat, self: string): string {
  if (chat.name) return chat.name;
  const others = chat.users_name.filter((_, at) => chat.users_id[at] !== self);
  return others.join(", ");
}

export function memberName(chat: Chat, userId: string): string {
  return chat.users_name[chat.users_id.indexOf(userId)] ?? "Someone";
}

// To whom a direct message goes; a group's messages have no single reader.
export function otherMember(chat: Chat, self: string): string | null {
  if (chat.kind === "group") return null;
  return chat.users_id.find((id) => id !== self) ?? null;
}

// Whose avatar stands for the chat: the other person's, or the group's own.
export function avatarId(chat: ChatSummary, self: string): string {
  return otherMember(chat, self) ?? chat.chat_id;
}

function isNewer(message: Message, than: Message | null): boolean {
  return !than || compareTimes(message.time, than.time) > 0;
}

function without(chats: readonly ChatSummary[], taken: readonly ChatSummary[]): readonly ChatSummary[] {
  const ids = new Set(taken.map((chat) => chat.chat_id));
  return chats.filter((chat) => !ids.has(chat.chat_id));
}
