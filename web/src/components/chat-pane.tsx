import { useCallback, useEffect, useState } from "react";
import styles from "./chat-pane.module.css";
import { Conversation } from "./conversation";
import { Icon } from "./icons";
import { useMessenger, useMessengerState } from "./use-messenger";
import { goTo } from "./use-route";

export function ChatPane({ chatId }: { chatId: string | null }) {
  const { chats: actions, histories } = useMessenger();
  const chat = useMessengerState((state) => state.chats.find((candidate) => candidate.chat_id === chatId));
  const loading = useMessengerState((state) => state.chatsLoading);
  const complete = useMessengerState((state) => state.chatsComplete);
  const missing = chatId !== null && !chat;

  useEffect(() => {
    histories.open(chatId);
    return () => {
      histories.open(null);
    };
  }, [histories, chatId]);

  // An address may lead to a chat that stands further down the list than what was read of it.
  const [asked, setAsked] = useState<{ readonly chatId: string; readonly done: boolean } | null>(null);
  const ask = useCallback(
    (id: string) => {
      void actions.readOne(id).then((done) => {
        setAsked({ chatId: id, done });
      });
    },
    [actions],
  );
  useEffect(() => {
    if (chatId !== null && missing && loading === "ready" && !complete) ask(chatId);
  }, [ask, chatId, missing, loading, complete]);
  const answer = asked?.chatId === chatId ? asked : null;

  if (chat) return <Conversation key={chat.chat_id} chat={chat} />;
  return (
    <main className={styles.pane}>
      {missing ? (
        <Missing
          known={loading === "ready" && (complete || answer?.done === true)}
          failed={loading === "failed" || answer?.done === false}
          onRetry={() => {
            setAsked(null);
            if (loading === "failed") void actions.refresh();
            else ask(chatId);
          }}
        />
      ) : (
        <NothingOpen />
      )}
    </main>
  );
}

function NothingOpen() {
  return (
    <div className={styles.note}>
      <Icon name="compose" />
      <p>Choose a chat, or start a new one.</p>
    </div>
  );
}

interface MissingProps {
  readonly known: boolean;
  readonly failed: boolean;
  readonly onRetry: () => void;
}

function Missing({ known, failed, onRetry }: MissingProps) {
  if (failed)
    return (
      <div className={styles.note} role="alert">
        <p>The chat could not be read.</p>
        <button type="button" className="button quiet" onClick={onRetry}>
          Try again
        </button>
      </div>
    );
  if (!known) return <span className="spinner" role="status" aria-label="Reading the chat" />;
  return (
    <div className={styles.note}>
      <p>This chat is not among yours.</p>
      <button
        type="button"
        className="button quiet"
        onClick={() => {
          goTo({});
        }}
      >
        Show my chats
      </button>
    </div>
  );
}
