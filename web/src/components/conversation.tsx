import { type KeyboardEvent, useCallback, useEffect, useMemo, useState } from "react";
import type { ChatSummary } from "@/api/types";
import { avatarId, chatTitle, namesOf } from "@/domain/chat-list";
import { groupByDay, toLines } from "@/domain/grouping";
import { isUnread } from "@/domain/read-marks";
import { emptyTimeline } from "@/domain/timeline";
import { Avatar } from "./avatar";
import { Composer } from "./composer";
import styles from "./conversation.module.css";
import { Icon } from "./icons";
import { isComposing } from "./keys";
import { MessageList } from "./message-list";
import { useMessenger, useMessengerState } from "./use-messenger";
import { chatHref, leaveChat } from "./use-route";

export function Conversation({ chat }: { chat: ChatSummary }) {
  const { session, store, chats } = useMessenger();
  const timeline = useMessengerState((state) => state.timelines[chat.chat_id]) ?? emptyTimeline;
  const outbox = useMessengerState((state) => state.outbox);
  const title = chatTitle(chat, session.userId);
  // Where reading stopped last time stays marked while the conversation is open.
  const [readUpTo] = useState(() => {
    const marks = store.get().readMarks;
    return isUnread(chat, marks, session.userId) ? (marks[chat.chat_id] ?? "") : null;
  });
  const days = useMemo(() => {
    const unsent = outbox.filter((entry) => entry.chatId === chat.chat_id);
    return groupByDay(toLines(timeline.messages, unsent, session.userId));
  }, [timeline.messages, outbox, chat.chat_id, session.userId]);

  useReadMark(chat.chat_id, timeline.messages.at(-1)?.time);

  useEffect(() => {
    void chats.readMembers(chat);
  }, [chats, chat]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== "Escape" || isComposing(event) || isBeingWritten(event.target)) return;
    leave();
  }

  function leave() {
    void leaveChat().then(() => {
      requestAnimationFrame(() => {
        focusRow(chat.chat_id);
      });
    });
  }

  return (
    <main className={styles.conversation} onKeyDown={onKeyDown}>
      <header className={styles.header}>
        <button
          type="button"
          className={`icon-button ${styles.back ?? ""}`}
          aria-label="Back to your chats"
          onClick={leave}
        >
          <Icon name="back" />
        </button>
        <Avatar id={avatarId(chat, session.userId)} name={title} />
        <div className={styles.who}>
          <h2 className={styles.title} dir="auto">
            {title}
          </h2>
          {chat.kind === "group" ? (
            <p className={styles.members} dir="auto">
              {namesOf(chat)}
            </p>
          ) : null}
        </div>
      </header>
      <MessageList chat={chat} title={title} days={days} older={timeline.older} readUpTo={readUpTo} />
      <Composer key={chat.chat_id} chat={chat} title={title} />
    </main>
  );
}

// Whoever is in the middle of a message does not mean to leave it.
function isBeingWritten(target: EventTarget): boolean {
  return target instanceof HTMLTextAreaElement && target.value !== "";
}

// Whoever leaves a conversation with the keyboard goes on from its row.
function focusRow(chatId: string): void {
  const list = document.getElementById("chats");
  const row = list?.querySelector<HTMLElement>(`a[href="${CSS.escape(chatHref(chatId))}"]`);
  (row ?? list)?.focus();
}

// What stands on a visible screen is read.
function useReadMark(chatId: string, newest: string | undefined): void {
  const messenger = useMessenger();
  const mark = useCallback(() => {
    if (newest && document.visibilityState === "visible") messenger.markRead(chatId, newest);
  }, [messenger, chatId, newest]);
  useEffect(() => {
    mark();
    document.addEventListener("visibilitychange", mark);
    return () => {
      document.removeEventListener("visibilitychange", mark);
    };
  }, [mark]);
}
