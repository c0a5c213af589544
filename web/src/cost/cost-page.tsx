"use client";

import Link from "next/link";
import { type ReactNode, useSyncExternalStore } from "react";
import { Logo } from "@/components/icons";
import { ThemeButton } from "@/components/theme-button";
import { currentSession, type Session, subscribeSession } from "@/session/session";
import { BillView } from "./bill-view";
import styles from "./cost.module.css";

// While the page is only a file nobody knows who is logged in.
const unknown = (): Session | null | undefined => undefined;

export function CostPage() {
  const session = useSyncExternalStore(subscribeSession, currentSession, unknown);
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <Link className={styles.brand} href="/" prefetch={false}>
          <Logo />
          Caravan
        </Link>
        <ThemeButton />
      </header>
      <main className={styles.main}>
        <h1>What it costs</h1>
        <Content session={session} />
      </main>
    </div>
  );
}

function Content({ session }: { session: Session | null | undefined }): ReactNode {
  if (session === undefined)
    return (
      <>
        <span className="spinner" role="status" aria-label="Opening" />
        <noscript>
          <p>This page needs JavaScript.</p>
        </noscript>
      </>
    );
  if (session === null)
    return (
      <p className={styles.lead}>
        The bill is for administrators. <Link href="/">Log in</Link>, then come back.
      </p>
    );
  return <BillView key={session.token} session={session} />;
}
