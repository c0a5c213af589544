import type { ChatSummary, Message } from "@/api/types";

// The n-th message of a chat, a second after the one before.
export function message(n: number, changes: Partial<Message> = {}): Message {
  return {
    message_id: `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`,
    chat_id: "c1",
    from_user: "1",
    to_user: "2",
    body: `message ${n}`,
    time: `${(n * 10_000_000).toString(16).padStart(8, "0")}-0001-11f0-8000-000000000000`,
    time_iso: new Date(Date.UTC(2026, 0, 31, 12, 0, n)).toISOString().replace("Z", "000"),
    ...changes,
  };
}

export function chat(chatId: string, last: Message | null = null): ChatSummary {
  return {
    chat_id: chatId,
    kind: "direct",
    users_id: ["1", "2"],
    users_name: ["ada", "Grace"],
    members_count: 2,
    last_message: last,
  };
}
