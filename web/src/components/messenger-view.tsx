import { useEffect, useState } from "react";
import { chatTitle } from "@/domain/chat-list";
import { isUnread } from "@/domain/read-marks";
import { Messenger } from "@/messenger/messenger";
import type { Session } from "@/session/session";
import { ConnectionBanner } from "./connection-banner";
import { ChatPane } from "./chat-pane";
import styles from "./messenger-view.module.css";
import { Sidebar } from "./sidebar";
import { MessengerContext, useMessenger, useMessengerState } from "./use-messenger";
import { useNoFileDrops } from "./use-no-file-drops";
import { useRoute } from "./use-route";

export function MessengerView({ session }: { session: Session }) {
  const [messenger] = useState(() => new Messenger(session));
  useEffect(() => {
    messenger.start();
    return () => {
      messenger.stop();
    };
  }, [messenger]);

  return (
    <MessengerContext value={messenger}>
      <Panes />
    </MessengerContext>
  );
}

function Panes() {
  const { chatId } = useRoute();
  useTitle(chatId);
  useNoFileDrops();
  return (
    <div className={styles.app} data-pane={chatId ? "chat" : "list"}>
      <a className="skip-link" href={chatId ? "#message" : "#chats"}>
        {chatId ? "Skip to writing a message" : "Skip to your chats"}
      </a>
      <ConnectionBanner />
      <div className={styles.panes}>
        <Sidebar />
        <ChatPane chatId={chatId} />
      </div>
    </div>
  );
}

function useTitle(chatId: string | null): void {
  const { session } = useMessenger();
  const chats = useMessengerState((state) => state.chats);
  const marks = useMessengerState((state) => state.readMarks);
  const unread = chats.filter((chat) => isUnread(chat, marks, session.userId)).length;
  const open = chats.find((chat) => chat.chat_id === chatId);
  const name = open ? `${chatTitle(open, session.userId)} – Caravan` : "Caravan";
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${name}` : name;
  }, [unread, name]);
}
