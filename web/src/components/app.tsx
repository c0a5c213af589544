"use client";

import { useSyncExternalStore } from "react";
import { currentSession, type Session, subscribeSession } from "@/session/session";
import { MessengerView } from "./messenger-view";
import { Welcome } from "./welcome";
import styles from "./welcome.module.css";

// While the page is only a file nobody knows who is logged in.
const unknown = (): Session | null | undefined => undefined;

export function App() {
  const session = useSyncExternalStore(subscribeSession, currentSession, unknown);
  if (session === undefined) return <Opening />;
  if (session === null) return <Welcome />;
  return <MessengerView key={session.token} session={session} />;
}

function Opening() {
  return (
    <main className={styles.page}>
      <h1 className="visually-hidden">Caravan</h1>
      <span className="spinner" role="status" aria-label="Opening" />
      <noscript>
        <p>Caravan needs JavaScript to show your chats.</p>
      </noscript>
    </main>
  );
}
