import { timeoutAfter } from "@/api/timeout";
import type { Inbox, InboxListener } from "./inbox";

export const pollEveryMs = 10_000;

// Messages by asking for them again and again, for networks that let no connection stay open. Asks while somebody looks.
export class PollingInbox implements Inbox {
  readonly #listener: InboxListener;
  readonly #isServerThere: () => Promise<boolean>;
  readonly #page: Pick<Document, "visibilityState">;
  readonly #timer: ReturnType<typeof setInterval>;
  #wasThere = false;
  #closed = false;

  constructor(
    listener: InboxListener,
    isServerThere: () => Promise<boolean>,
    page: Pick<Document, "visibilityState"> = document,
  ) {
    this.#listener = listener;
    this.#isServerThere = isServerThere;
    this.#page = page;
    this.#timer = setInterval(() => void this.#ask(), pollEveryMs);
    void this.#ask();
  }

  reconnect(): void {
    void this.#ask();
  }

  sent(): void {
    // Whoever has sent something is answered soon, and asks then as always.
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  async #ask(): Promise<void> {
    if (this.#page.visibilityState === "hidden") return;
    const isThere = await this.#isServerThere();
    if (this.#closed) return;
    this.#listener.onConnection(isThere ? "polling" : this.#wasThere ? "reconnecting" : "connecting");
    this.#wasThere ||= isThere;
    if (isThere) this.#listener.onGap();
  }
}

// What costs a server least to say.
export async function isServerThere(): Promise<boolean> {
  try {
    const response = await fetch("/config.json", {
      method: "HEAD",
      cache: "no-store",
      signal: timeoutAfter(5_000),
    });
    return response.status < 500;
  } catch {
    return false;
  }
}
