import Link from "next/link";
import { useRef } from "react";
import { Avatar } from "./avatar";
import { ChatList } from "./chat-list";
import { Icon, Logo } from "./icons";
import { LogOutDialog } from "./log-out-dialog";
import { NewChat } from "./new-chat";
import styles from "./sidebar.module.css";
import { ThemeButton } from "./theme-button";
import { useMessenger } from "./use-messenger";
import { goTo, useRoute } from "./use-route";

export function Sidebar() {
  const messenger = useMessenger();
  const { session, store } = messenger;
  const { chatId, starting } = useRoute();
  const dialog = useRef<HTMLDialogElement>(null);

  function askOrLogOut() {
    if (store.get().outbox.length > 0) dialog.current?.showModal();
    else messenger.logOut();
  }

  return (
    <aside className={styles.sidebar} aria-label="Chats">
      <header className={styles.header}>
        <Logo />
        <h1 className={styles.title}>Caravan</h1>
        <button
          type="button"
          className="icon-button"
          aria-label={starting ? "Close" : "New chat"}
          title={starting ? "Close" : "New chat"}
          onClick={() => {
            goTo({ chatId, starting: !starting });
          }}
        >
          <Icon name={starting ? "close" : "compose"} />
        </button>
      </header>
      {starting ? <NewChat /> : <ChatList />}
      <footer className={styles.footer}>
        <Avatar id={session.userId} name={session.username} small />
        <span className={styles.username} title={session.username}>
          <span className="visually-hidden">Logged in as </span>
          <bdi>{session.username}</bdi>
        </span>
        {session.administrator ? (
          <Link href="/cost/" prefetch={false} className="icon-button" aria-label="Cost" title="Cost">
            <Icon name="chart" />
          </Link>
        ) : null}
        <ThemeButton />
        <button type="button" className="icon-button" aria-label="Log out" title="Log out" onClick={askOrLogOut}>
          <Icon name="logOut" />
        </button>
      </footer>
      <LogOutDialog dialog={dialog} />
    </aside>
  );
}
