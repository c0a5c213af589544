import type { MouseEvent } from "react";
import type { ChatSummary } from "@/api/types";
import { avatarId, chatTitle, memberName } from "@/domain/chat-list";
import { shortWhen } from "@/domain/dates";
import { firstGraphemes } from "@/domain/graphemes";
import { instant } from "@/domain/grouping";
import { isUnread } from "@/domain/read-marks";
import { Avatar } from "./avatar";
import styles from "./chat-list.module.css";
import { useDraft } from "./use-draft";
import { useMessenger, useMessengerState } from "./use-messenger";
import { chatHref, goTo } from "./use-route";
import { useToday } from "./use-today";

const previewLetters = 140;

interface ChatRowProps {
  readonly chat: ChatSummary;
  readonly open: boolean;
  // The list is one stop of the Tab key; arrow keys go on from there.
  readonly tabStop: boolean;
}

export function ChatRow({ chat, open, tabStop }: ChatRowProps) {
  const { session } = useMessenger();
  const marks = useMessengerState((state) => state.readMarks);
  const failed = useMessengerState((state) =>
    state.outbox.some((entry) => entry.chatId === chat.chat_id && entry.state === "failed"),
  );
  const draft = useDraft(session.userId, chat.chat_id);
  const title = chatTitle(chat, session.userId);
  const unread = !open && isUnread(chat, marks, session.userId);

  function onClick(event: MouseEvent) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    goTo({ chatId: chat.chat_id });
  }

  return (
    <a
      className={styles.row}
      href={chatHref(chat.chat_id)}
      aria-current={open ? "page" : undefined}
      tabIndex={tabStop ? 0 : -1}
      data-unread={unread}
      onClick={onClick}
    >
      <Avatar id={avatarId(chat, session.userId)} name={title} />
      <span className={styles.text}>
        <span className={styles.top}>
          <span className={styles.name} dir="auto">
            {title}
          </span>
          {chat.last_message ? <When timeIso={chat.last_message.time_iso} /> : null}
        </span>
        <span className={styles.bottom}>
          <span className={styles.preview} dir="auto">
            {failed ? (
              <span className={styles.failed}>Not sent</span>
            ) : draft ? (
              <>
                <span className={styles.draft}>Draft:</span> {firstGraphemes(draft, previewLetters)}
              </>
            ) : (
              preview(chat, session.userId)
            )}
          </span>
          {unread ? (
            <span className={styles.dot}>
              <span className="visually-hidden">New messages</span>
            </span>
          ) : null}
        </span>
      </span>
    </a>
  );
}

function When({ timeIso }: { timeIso: string }) {
  const today = useToday();
  return (
    <time className={styles.when} dateTime={`${timeIso}Z`}>
      {shortWhen(instant(timeIso), today)}
    </time>
  );
}

function preview(chat: ChatSummary, self: string): string {
  const last = chat.last_message;
  if (!last) return "No messages yet";
  const text = firstGraphemes(last.body, previewLetters);
  if (last.from_user === self) return `You: ${text}`;
  return chat.kind === "group" ? `${memberName(chat, {}, last.from_user)}: ${text}` : text;
}
