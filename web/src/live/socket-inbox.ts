import { Centrifuge, UnauthorizedError } from "centrifuge";
import type { Message } from "@/api/types";
import type { Inbox, InboxListener } from "./inbox";

const unauthorizedCode = 1;
const invalidTokenCode = 3500;

// The server subscribes every connection to its user's own inbox channel; centrifuge-js recovers it across reconnects.
export function openSocketInbox(url: string, token: string, maxReconnectDelay: number, listener: InboxListener): Inbox {
  const client = new Centrifuge(url, {
    token,
    // A token is refreshed by logging in again, and only a person can do that.
    getToken: () => Promise.reject(new UnauthorizedError("session ended")),
    minReconnectDelay: 300,
    maxReconnectDelay,
    timeout: 8_000,
  });
  let wasOnline = false;
  let closed = false;

  client.on("connecting", () => {
    listener.onConnection(wasOnline ? "reconnecting" : "connecting");
  });
  client.on("connected", () => {
    wasOnline = true;
    listener.onConnection("online");
  });
  client.on("subscribed", (context) => {
    if (!context.recovered) listener.onGap();
  });
  client.on("publication", (context) => {
    const messages = batchMessages(context.data);
    if (messages) listener.onMessages(messages);
    else listener.onGap();
  });
  client.on("disconnected", ({ code }) => {
    if (closed) return;
    if (code === unauthorizedCode || code === invalidTokenCode) listener.onSignedOut();
    else listener.onConnection("stopped");
  });
  client.connect();

  return {
    reconnect() {
      client.connect();
    },
    sent() {
      // Nothing waits for who has a socket.
    },
    close() {
      closed = true;
      client.disconnect();
      client.removeAllListeners();
    },
  };
}

export function socketUrl(location: Pick<Location, "protocol" | "host">): string {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${location.host}/connection/websocket`;
}

// A batch of a version that is not known here is read from the history instead.
function batchMessages(data: unknown): readonly Message[] | null {
  const batch = data as { v?: unknown; messages?: unknown } | null;
  if (batch?.v !== 1 || !Array.isArray(batch.messages)) return null;
  return batch.messages as Message[];
}
