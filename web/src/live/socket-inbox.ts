import { Centrifuge, State, UnauthorizedError } from "centrifuge";
import type { Message } from "@/api/types";
import type { Inbox, InboxListener } from "./inbox";
import { watchPageLife } from "./page-life";

const unauthorizedCode = 1;
const invalidTokenCode = 3500;
// After so little a connection may have died unheard, and whoever looks again waits for no ping.
const wakingTimes = { hiddenBeforeAwayMs: 1_000, tickMs: 2_000, sleepMs: 5_000 };
// A server that is there answers sooner, if only that it knows no such procedure.
const answerWithinMs = 3_000;

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
  let renewing = false;

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
    if (closed || renewing) return;
    if (code === unauthorizedCode || code === invalidTokenCode) listener.onSignedOut();
    else listener.onConnection("stopped");
  });
  client.connect();

  // A socket that died unnoticed, in a device that slept or on a network that is no more, looks open until a ping is missed.
  async function renewIfDead(): Promise<void> {
    if (client.state !== State.Connected) {
      renew();
      return;
    }
    const silence = new Promise<"silence">((resolve) => setTimeout(resolve, answerWithinMs, "silence"));
    const answer = client.rpc("", null).then(
      () => "answer",
      () => "answer",
    );
    if ((await Promise.race([answer, silence])) === "silence") renew();
  }

  // At once, whatever pause between tries has been reached. Where it was read up to is kept.
  function renew(): void {
    if (closed || client.state === State.Disconnected) return;
    renewing = true;
    client.disconnect();
    renewing = false;
    client.connect();
  }

  const onWake = () => void renewIfDead();
  const life = { onAway: () => undefined, onBack: onWake, onNetwork: onWake };
  const stopWatching = watchPageLife(document, window, life, wakingTimes);

  return {
    reconnect() {
      client.connect();
    },
    sent() {
      // Nothing waits for who has a socket.
    },
    close() {
      closed = true;
      stopWatching();
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
