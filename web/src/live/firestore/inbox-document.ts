import type { Message } from "@/api/types";
import { uuidOfShort } from "@/domain/short-uuid";
import { isoTime } from "@/domain/time-uuid";

// One delivery: a message, or word that its chat has one that was too long for the document.
export type Entry =
  { readonly offset: number; readonly message: Message } | { readonly offset: number; readonly newsIn: string };

// The document `inboxes/{user_id}`, as api/firestore.md describes it.
export interface InboxDocument {
  readonly log: string;
  readonly n: number;
  readonly oldest: number;
  readonly entries: readonly Entry[];
  // False when some entries have a shape that is not known here: what they say must be read from the history.
  readonly complete: boolean;
}

// Null for a document of another shape.
export function decodeInboxDocument(data: unknown): InboxDocument | null {
  if (typeof data !== "object" || data === null) return null;
  const { log, n, oldest, entries } = data as Record<string, unknown>;
  if (typeof log !== "string" || !isOffset(n) || !isOffset(oldest) || !Array.isArray(entries)) return null;
  const known = entries.map(decodeEntry).filter((entry) => entry !== null && entry.offset <= n) as Entry[];
  return { log, n, oldest, entries: known, complete: known.length === entries.length };
}

function decodeEntry(text: unknown): Entry | null {
  const parts = parseArray(text);
  switch (parts?.length) {
    case 2:
      return decodeNews(parts);
    case 7:
      return decodeMessage(parts);
    default:
      return null;
  }
}

function decodeNews([offset, chat]: readonly unknown[]): Entry | null {
  const newsIn = uuidOfShort(chat);
  return isOffset(offset) && newsIn ? { offset, newsIn } : null;
}

function decodeMessage([offset, id, chat, from, to, body, when]: readonly unknown[]): Entry | null {
  const [messageId, chatId, time] = [uuidOfShort(id), uuidOfShort(chat), uuidOfShort(when)];
  const time_iso = time && isoTime(time);
  if (!isOffset(offset) || !messageId || !chatId || !time || !time_iso) return null;
  if (typeof from !== "string" || (to !== null && typeof to !== "string") || typeof body !== "string") return null;
  return {
    offset,
    message: { message_id: messageId, chat_id: chatId, from_user: from, to_user: to, body, time, time_iso },
  };
}

function parseArray(text: unknown): readonly unknown[] | null {
  if (typeof text !== "string") return null;
  try {
    const parts: unknown = JSON.parse(text);
    return Array.isArray(parts) ? parts : null;
  } catch {
    return null;
  }
}

function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
