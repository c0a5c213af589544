import { useEffect, useState, useSyncExternalStore } from "react";
import styles from "./connection-banner.module.css";
import { useMessenger, useMessengerState } from "./use-messenger";

// A connection that comes back at once is nobody's concern.
const patienceMs = 1_000;

export function ConnectionBanner() {
  const messenger = useMessenger();
  const connection = useMessengerState((state) => state.connection);
  const online = useSyncExternalStore(subscribeOnline, isOnline, isOnline);
  const patient = usePatience(connection === "online");

  let text: string | null = null;
  if (!online) text = "You are offline. Messages are kept and sent when you are back.";
  else if (connection === "stopped") text = "Live updates have stopped.";
  else if (connection === "polling")
    text = "This network lets no live connection through. New messages are looked for every ten seconds.";
  else if (connection !== "online" && !patient)
    text = connection === "connecting" ? "Connecting…" : "Connection lost. Reconnecting…";

  return (
    <div role="status" className={styles.place}>
      {text ? (
        <p className={styles.banner}>
          <span>{text}</span>
          {online && connection === "stopped" ? (
            <button
              type="button"
              className="text-button"
              onClick={() => {
                messenger.reconnect();
              }}
            >
              Connect again
            </button>
          ) : null}
        </p>
      ) : null}
    </div>
  );
}

// True until `well` has been false for a while.
function usePatience(well: boolean): boolean {
  const [lostSince, setLostSince] = useState<"now" | "a while">("now");
  useEffect(() => {
    if (well) return;
    const timer = setTimeout(() => {
      setLostSince("a while");
    }, patienceMs);
    return () => {
      clearTimeout(timer);
      setLostSince("now");
    };
  }, [well]);
  return well || lostSince === "now";
}

function isOnline(): boolean {
  return navigator.onLine;
}

function subscribeOnline(listener: () => void): () => void {
  window.addEventListener("online", listener);
  window.addEventListener("offline", listener);
  return () => {
    window.removeEventListener("online", listener);
    window.removeEventListener("offline", listener);
  };
}
