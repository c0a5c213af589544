import Link from "next/link";
import styles from "@/components/welcome.module.css";

export default function NotFound() {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <h1 className={styles.title}>There is nothing here</h1>
        <p className={styles.lead}>The address may be mistyped, or what stood here has moved.</p>
        <p>
          <Link href="/">Go to your chats</Link>
        </p>
      </div>
    </main>
  );
}
