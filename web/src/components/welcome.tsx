import Link from "next/link";
import { useState } from "react";
import { expiredUsername } from "@/session/session";
import { AccountForm } from "./account-form";
import { Logo } from "./icons";
import { ThemeButton } from "./theme-button";
import styles from "./welcome.module.css";

const takeFocus = (notice: HTMLElement | null) => notice?.focus();

export function Welcome() {
  const [expired] = useState(expiredUsername);
  const [creating, setCreating] = useState(false);
  const [name, setName] = useState(expired ?? "");
  const interrupts = expired !== null && !creating;

  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <header className={styles.brand}>
          <Logo />
          <h1 className={styles.title}>Caravan</h1>
        </header>
        <p className={styles.lead}>
          {creating ? "Choose a name and a password." : "Log in to chat with the people on this server."}
        </p>
        {interrupts ? (
          <p ref={takeFocus} className="notice" role="status" tabIndex={-1}>
            Your session has ended. Log in again; messages that were not sent are kept on this device.
          </p>
        ) : null}
        <AccountForm
          key={creating ? "create" : "log in"}
          creating={creating}
          username={name}
          onName={setName}
          interrupts={interrupts}
        />
        <p className={styles.switch}>
          {creating ? "You have an account? " : "New here? "}
          <button
            type="button"
            className="text-button"
            onClick={() => {
              setCreating(!creating);
            }}
          >
            {creating ? "Log in" : "Create an account"}
          </button>
        </p>
      </div>
      <footer className={styles.footer}>
        <Link href="/docs/" prefetch={false}>
          API
        </Link>
        <ThemeButton />
      </footer>
    </main>
  );
}
