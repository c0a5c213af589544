import type { Chat, ChatSummary, Message } from "@/api/types";
import { compareTimes } from "./time-uuid";

// Names by user id.
export type Names = Readonly<Record<string, string>>;

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
  return [{ ...chat, members_count: chat.users_id.length, last_message: null }, ...known];
}

// A chat that was read by itself takes its place by its newest message.
export function withChat(known: readonly ChatSummary[], chat: ChatSummary): readonly ChatSummary[] {
  const others = without(known, [chat]);
  const last = chat.last_message;
  const older = last ? others.findIndex((other) => isNewer(last, other.last_message)) : -1;
  const at = older < 0 ? others.length : older;
  return [...others.slice(0, at), chat, ...others.slice(at)];
}

export function chatTitle(chat: ChatSummary, self: string): string {
  return chat.name ?? namesOf(chat, self);
}

// Of whom the list names, and how many there are beside them.
export function namesOf(chat: ChatSummary, without: string | null = null): string {
  const named = chat.users_name.filter((_, at) => chat.users_id[at] !== without);
  const more = chat.members_count - chat.users_id.length;
  return more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ");
}

export function memberName(chat: ChatSummary, members: Names, userId: string): string {
  return members[userId] ?? chat.users_name[chat.users_id.indexOf(userId)] ?? "Someone";
}

// Whether the list's row names not all members.
export function hasMoreMembers(chat: ChatSummary): boolean {
  return chat.members_count > chat.users_id.length;
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
