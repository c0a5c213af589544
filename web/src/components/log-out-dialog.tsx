import { type RefObject, useId } from "react";
import styles from "./sidebar.module.css";
import { useMessenger, useMessengerState } from "./use-messenger";

// Asks only those who would leave unsent messages behind.
export function LogOutDialog({ dialog }: { dialog: RefObject<HTMLDialogElement | null> }) {
  const title = useId();
  const messenger = useMessenger();
  const unsent = useMessengerState((state) => state.outbox.length);
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby={title}>
      <h2 id={title} className={styles.dialogTitle}>
        {unsent === 1 ? "A message is not sent yet" : `${unsent} messages are not sent yet`}
      </h2>
      <p>They stay on this device and are sent when you log in here again.</p>
      <div className={styles.dialogButtons}>
        <button type="button" className="button quiet" onClick={() => dialog.current?.close()}>
          Stay
        </button>
        <button
          type="button"
          className="button"
          onClick={() => {
            messenger.logOut();
          }}
        >
          Log out
        </button>
      </div>
    </dialog>
  );
}
