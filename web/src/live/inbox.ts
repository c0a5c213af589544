import type { Message } from "@/api/types";

// `polling`: nothing comes by itself, and what is new is asked for every few seconds.
export type Connection = "connecting" | "online" | "polling" | "reconnecting" | "stopped";

export interface InboxListener {
  onConnection(connection: Connection): void;
  onMessages(messages: readonly Message[]): void;
  // Messages may have been missed: what is shown must be read again from the history. What comes with `onMessages` after
  // this call belongs behind the gap.
  onGap(): void;
  // These chats have messages that were not delivered themselves: their histories must be read.
  onNewsIn(chatIds: readonly string[]): void;
  onSignedOut(): void;
}

// Where a reader's messages arrive, from the moment it is opened.
export interface Inbox {
  reconnect(): void;
  // A message of the reader's own was stored. Whoever answers is there to read: what waits for him need not wait longer.
  sent(): void;
  close(): void;
}
