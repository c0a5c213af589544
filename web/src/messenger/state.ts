import type { ChatSummary } from "@/api/types";
import type { Names } from "@/domain/chat-list";
import type { Outbox } from "@/domain/outbox";
import type { ReadMarks } from "@/domain/read-marks";
import type { Timeline } from "@/domain/timeline";
import type { Connection } from "@/live/inbox";
import type { Store } from "./store";

export type Loading = "loading" | "ready" | "failed";

export interface MessengerState {
  readonly connection: Connection;
  readonly chats: readonly ChatSummary[];
  readonly chatsLoading: Loading;
  readonly chatsComplete: boolean;
  // Of groups too large for their row in the list, by chat; read when the chat is opened.
  readonly members: Readonly<Record<string, Names>>;
  readonly timelines: Readonly<Record<string, Timeline>>;
  readonly outbox: Outbox;
  readonly readMarks: ReadMarks;
}

export type MessengerStore = Store<MessengerState>;

export const initialState: MessengerState = {
  connection: "connecting",
  chats: [],
  chatsLoading: "loading",
  chatsComplete: false,
  members: {},
  timelines: {},
  outbox: [],
  readMarks: {},
};
