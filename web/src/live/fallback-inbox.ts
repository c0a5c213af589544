import type { Connection, Inbox, InboxListener } from "./inbox";

// Without a socket for so long, messages are better fetched another way.
export const patienceMs = 6_000;
// A socket is to be relied on when it has lasted so long. Some proxies let one open and then cut it.
export const steadyMs = 5_000;
export const flapsMax = 3;

export type Open = (listener: InboxListener) => Inbox;

// Messages by the first way, and by the second for as long as the first cannot be had. The first is tried on and on.
export class FallbackInbox implements Inbox {
  readonly #listener: InboxListener;
  readonly #openSecond: Open;
  readonly #first: Inbox;
  #second: Inbox | null = null;
  #firstIs: Connection = "connecting";
  #secondIs: Connection = "connecting";
  #announced: Connection | null = null;
  #wasOnline = false;
  #flaps = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(openFirst: Open, openSecond: Open, listener: InboxListener) {
    this.#listener = listener;
    this.#openSecond = openSecond;
    this.#fallBackIn(patienceMs);
    this.#first = openFirst(
      this.#listenerOf((connection) => {
        this.#firstChanged(connection);
      }),
    );
  }

  reconnect(): void {
    this.#first.reconnect();
    this.#second?.reconnect();
  }

  sent(): void {
    this.#first.sent();
    this.#second?.sent();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#first.close();
    this.#second?.close();
    this.#second = null;
  }

  #firstChanged(connection: Connection): void {
    if (this.#closed) return;
    const before = this.#firstIs;
    this.#firstIs = connection;
    if (connection === "online") this.#relyOnItIn(steadyMs);
    else if (connection === "stopped") this.#fallBackIn(0);
    // Lost before it could be relied on: after some of these the other way is better, if only beside this one.
    else if (before === "online") this.#fallBackIn(++this.#flaps > flapsMax ? 0 : patienceMs);
    this.#announce();
  }

  #relyOnItIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#flaps = 0;
      // The first way has been read from for a while: nothing falls in between.
      this.#second?.close();
      this.#second = null;
      this.#announce();
    }, ms);
  }

  #fallBackIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#second) return;
      this.#secondIs = "connecting";
      this.#second = this.#openSecond(
        this.#listenerOf((connection) => {
          this.#secondChanged(connection);
        }),
      );
    }, ms);
  }

  #secondChanged(connection: Connection): void {
    this.#secondIs = connection;
    this.#announce();
  }

  // Online by either way, or else polling by either. Stopped only when neither is tried any more.
  #announce(): void {
    const ways = this.#second ? [this.#firstIs, this.#secondIs] : [this.#firstIs];
    const connection = this.#together(ways);
    if (this.#closed || connection === this.#announced) return;
    this.#wasOnline ||= connection === "online" || connection === "polling";
    this.#announced = connection;
    this.#listener.onConnection(connection);
  }

  #together(ways: readonly Connection[]): Connection {
    if (ways.includes("online")) return "online";
    if (ways.includes("polling")) return "polling";
    if (this.#second && ways.every((way) => way === "stopped")) return "stopped";
    return this.#wasOnline ? "reconnecting" : "connecting";
  }

  // What either way brings goes through as it is: whoever listens drops repetitions.
  #listenerOf(onConnection: (connection: Connection) => void): InboxListener {
    return { ...bound(this.#listener), onConnection };
  }
}

function bound(listener: InboxListener): Omit<InboxListener, "onConnection"> {
  return {
    onMessages: (messages) => {
      listener.onMessages(messages);
    },
    onGap: () => {
      listener.onGap();
    },
    onNewsIn: (chatIds) => {
      listener.onNewsIn(chatIds);
    },
    onSignedOut: () => {
      listener.onSignedOut();
    },
  };
}
