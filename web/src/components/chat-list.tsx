import { type KeyboardEvent, useEffect, useRef } from "react";
import { ChatRow } from "./chat-row";
import styles from "./chat-list.module.css";
import { moveFocus } from "./move-focus";
import { useMessenger, useMessengerState } from "./use-messenger";
import { goTo, useRoute } from "./use-route";

export function ChatList() {
  const { chats: actions } = useMessenger();
  const chats = useMessengerState((state) => state.chats);
  const loading = useMessengerState((state) => state.chatsLoading);
  const complete = useMessengerState((state) => state.chatsComplete);
  const { chatId } = useRoute();
  const isListed = chats.some((chat) => chat.chat_id === chatId);
  const tabStop = isListed ? chatId : chats[0]?.chat_id;
  const end = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!end.current || loading !== "ready" || complete) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) void actions.loadMore();
    });
    observer.observe(end.current);
    return () => {
      observer.disconnect();
    };
  }, [actions, loading, complete, chats.length]);

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    if (moveFocus(event.currentTarget, "a", event.key)) event.preventDefault();
  }

  return (
    <nav id="chats" className={styles.list} aria-label="Your chats" tabIndex={-1} onKeyDown={onKeyDown}>
      {chats.length > 0 ? (
        <ul>
          {chats.map((chat) => (
            <li key={chat.chat_id}>
              <ChatRow chat={chat} open={chat.chat_id === chatId} tabStop={chat.chat_id === tabStop} />
            </li>
          ))}
        </ul>
      ) : null}
      {loading === "ready" && chats.length === 0 ? <NoChats /> : null}
      {loading === "failed" ? (
        <p className={styles.note} role="alert">
          Your chats could not be read.{" "}
          <button type="button" className="text-button" onClick={() => void actions.refresh()}>
            Try again
          </button>
        </p>
      ) : null}
      <div ref={end} className={styles.end}>
        {loading === "loading" ? <span className="spinner" role="status" aria-label="Reading chats" /> : null}
      </div>
    </nav>
  );
}

function NoChats() {
  return (
    <div className={styles.empty}>
      <p>You have no chats yet.</p>
      <button
        type="button"
        className="button"
        onClick={() => {
          goTo({ starting: true });
        }}
      >
        Start a chat
      </button>
    </div>
  );
}
