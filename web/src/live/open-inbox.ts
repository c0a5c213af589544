import { createFeedApi } from "@/api/feed-api";
import type { FirebaseConfig, ServerConfig } from "@/api/server-config";
import type { Session } from "@/session/session";
import { FallbackInbox } from "./fallback-inbox";
import { FirestoreInbox } from "./firestore/firestore-inbox";
import type { Inbox, InboxListener } from "./inbox";
import { watchPageLife } from "./page-life";
import { isServerThere, PollingInbox } from "./polling-inbox";
import { openSocketInbox, socketUrl } from "./socket-inbox";

// A page that nobody looks at listens no more after five minutes: it would be billed for what nobody reads, and browsers slow
// its timers down from there on.
const feedTimes = { hiddenBeforeAwayMs: 5 * 60_000, tickMs: 15_000, sleepMs: 30_000 };
// How long a lost socket is left alone at most. Longer where there is another way meanwhile.
const socketDelayMaxMs = { withPolling: 8_000, withFirestore: 30_000 };

// The inbox by the way that the server has set up.
export function openInbox(config: ServerConfig, session: Session, listener: InboxListener): Inbox {
  switch (config.realtime) {
    case "websocket":
      return new FallbackInbox(
        (first) => bySocket(session, socketDelayMaxMs.withPolling, first),
        (second) => new PollingInbox(second, isServerThere),
        listener,
      );
    case "firestore":
      return byFirestore(config.firebase, session, listener);
    case "both":
      return new FallbackInbox(
        (first) => bySocket(session, socketDelayMaxMs.withFirestore, first),
        (second) => byFirestore(config.firebase, session, second),
        listener,
      );
  }
}

function bySocket({ token }: Session, delayMaxMs: number, listener: InboxListener): Inbox {
  return openSocketInbox(socketUrl(location), token, delayMaxMs, listener);
}

function byFirestore(firebase: FirebaseConfig, { token, userId }: Session, listener: InboxListener): Inbox {
  return new FirestoreInbox({
    userId,
    api: createFeedApi(token),
    connect: async () => (await import("./firestore/firebase-sdk")).connectFirebase(firebase),
    watchPageLife: (life) => watchPageLife(document, window, life, feedTimes),
    listener,
  });
}
