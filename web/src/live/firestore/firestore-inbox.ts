import type { FeedApi } from "@/api/feed-api";
import { isTemporary, type Refusal, unreachable } from "@/api/refusal";
import { backoff } from "@/domain/backoff";
import type { Connection, Inbox, InboxListener } from "../inbox";
import type { PageLifeListener } from "../page-life";
import type { Firebase, Snapshot } from "./firebase";
import { Presence } from "./presence";
import { type Place, readInbox } from "./reading";

export const retryDelays = { firstMs: 500, mostMs: 60_000 };
// A session that was ended elsewhere is denied once, and a new token helps. More in a row is no ended session.
export const denialsMax = 3;

export interface FirestoreInboxOptions {
  readonly userId: string;
  readonly api: FeedApi;
  // Loads the SDK, which may fail like any other request.
  readonly connect: () => Promise<Firebase>;
  readonly watchPageLife: (listener: PageLifeListener) => () => void;
  readonly listener: InboxListener;
}

// A reader's inbox out of the one document that the server keeps for him in Firestore.
export class FirestoreInbox implements Inbox {
  readonly #options: FirestoreInboxOptions;
  readonly #listener: InboxListener;
  readonly #presence: Presence;
  readonly #unwatch: () => void;
  #loading: Promise<Firebase> | null = null;
  #firebase: Firebase | null = null;
  #signedIn = false;
  #detach: (() => void) | null = null;
  #place: Place = "start";
  #connection: Connection | null = null;
  #wasOnline = false;
  // Grows whenever what is under way is given up.
  #attempt = 0;
  #failures = 0;
  #denials = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #state: "attached" | "waiting" | "away" | "stopped" | "closed" = "waiting";

  constructor(options: FirestoreInboxOptions) {
    this.#options = options;
    this.#listener = options.listener;
    this.#presence = new Presence(options.api, {
      reached: () => (typeof this.#place === "object" ? this.#place : null),
      onFetched: (inbox) => this.#state === "attached" && this.#read(inbox),
      onLapsed: () => {
        this.#listener.onGap();
      },
      onRefused: (refusal) => {
        this.#failed(refusal);
      },
    });
    this.#unwatch = options.watchPageLife({
      onAway: () => {
        this.#leave();
      },
      onBack: () => {
        if (this.#state !== "stopped") void this.#attach();
      },
      onNetwork: () => {
        if (this.#state === "waiting") void this.#attach();
        else this.#presence.renewIfLapsed();
      },
    });
    void this.#attach();
  }

  reconnect(): void {
    this.#denials = 0;
    void this.#attach();
  }

  sent(): void {
    if (this.#state === "attached" && typeof this.#place === "object") this.#presence.fetch();
  }

  close(): void {
    if (this.#state === "closed") return;
    this.#giveUp("closed");
    this.#presence.end();
    this.#unwatch();
    this.#firebase?.close();
  }

  // First the server hears that somebody listens, so that from then on it writes; then the listener; then what was missed
  // before is read from the histories. In another order something could fall in between.
  async #attach(): Promise<void> {
    if (this.#state === "closed") return;
    this.#giveUp("waiting");
    this.#announce(this.#wasOnline ? "reconnecting" : "connecting");
    const attempt = this.#attempt;
    const { lapsed } = this.#presence;
    const [unheard, notEntered] = await Promise.all([this.#presence.begin(), this.#enter()]);
    if (attempt !== this.#attempt) return;
    const refusal = unheard ?? notEntered;
    if (refusal) this.#failed(refusal);
    else this.#listen(lapsed);
  }

  // Null when the SDK is here and signed in.
  async #enter(): Promise<Refusal | null> {
    const attempt = this.#attempt;
    try {
      const firebase = await this.#loaded();
      if (this.#signedIn || attempt !== this.#attempt) return null;
      const answer = await this.#options.api.mintFirebaseToken();
      if (!answer.ok) return answer.refusal;
      if (attempt !== this.#attempt) return null;
      await firebase.signIn(answer.value);
      if (attempt === this.#attempt) this.#signedIn = true;
      return null;
    } catch (error) {
      // Whether the SDK could not be loaded or Firebase took no token: another try may find it otherwise.
      console.warn("Signing in to Firebase failed", error);
      return unreachable;
    }
  }

  // One at a time: a second SDK would be a second connection.
  #loaded(): Promise<Firebase> {
    this.#loading ??= this.#options.connect().then(
      (firebase) => {
        if (this.#state === "closed") firebase.close();
        else this.#firebase = firebase;
        return firebase;
      },
      (error: unknown) => {
        this.#loading = null;
        throw error;
      },
    );
    return this.#loading;
  }

  #listen(lapsed: boolean): void {
    const attempt = this.#attempt;
    const ifCurrent =
      <T>(take: (value: T) => void) =>
      (value: T) => {
        if (attempt === this.#attempt) take(value);
      };
    this.#state = "attached";
    this.#detach =
      this.#firebase?.listen(this.#options.userId, {
        onSnapshot: ifCurrent((snapshot: Snapshot) => {
          this.#take(snapshot);
        }),
        onError: ifCurrent((code: string) => {
          this.#cutOff(code);
        }),
      }) ?? null;
    // A first snapshot is a gap by itself. Later ones may reach back although nothing was written in between.
    if (lapsed && this.#place !== "start") this.#listener.onGap();
  }

  #take({ fromServer, data }: Snapshot): void {
    if (!fromServer) {
      this.#announce(this.#wasOnline ? "reconnecting" : "connecting");
      return;
    }
    this.#failures = 0;
    this.#denials = 0;
    this.#wasOnline = true;
    this.#presence.renewIfLapsed();
    this.#announce("online");
    this.#read(data);
  }

  // True when it brought the reader further.
  #read(data: unknown): boolean {
    const before = this.#place;
    const { place, gap, messages, newsIn } = readInbox(before, data);
    this.#place = place;
    // In this order, so that the histories are read from before these messages.
    if (gap) this.#listener.onGap();
    else if (newsIn.length > 0) this.#listener.onNewsIn(newsIn);
    if (messages.length > 0) this.#listener.onMessages(messages);
    return place !== before;
  }

  #cutOff(code: string): void {
    const denied = code === "permission-denied" || code === "unauthenticated";
    if (!denied) {
      console.warn("Firestore ended the listener", code);
      this.#retryLater(unreachable);
      return;
    }
    this.#signedIn = false;
    if (++this.#denials > denialsMax) this.#stop();
    else if (this.#denials === 1) void this.#attach();
    else this.#retryLater(unreachable);
  }

  #failed(refusal: Refusal): void {
    if (refusal.kind === "signed_out" || refusal.status === 401) {
      this.close();
      this.#listener.onSignedOut();
    } else if (isTemporary(refusal)) {
      this.#retryLater(refusal);
    } else {
      this.#stop();
    }
  }

  #retryLater({ retryAfterMs }: Refusal): void {
    this.#giveUp("waiting");
    this.#announce(this.#wasOnline ? "reconnecting" : "connecting");
    const delayMs = retryAfterMs ?? backoff(retryDelays, this.#failures, Math.random());
    ++this.#failures;
    this.#retryTimer = setTimeout(() => void this.#attach(), delayMs);
  }

  #stop(): void {
    this.#giveUp("stopped");
    this.#presence.end();
    this.#announce("stopped");
  }

  #leave(): void {
    if (this.#state === "stopped" || this.#state === "closed") return;
    this.#giveUp("away");
    this.#presence.end();
    this.#announce(this.#wasOnline ? "reconnecting" : "connecting");
  }

  #giveUp(state: "waiting" | "away" | "stopped" | "closed"): void {
    ++this.#attempt;
    this.#state = state;
    clearTimeout(this.#retryTimer);
    this.#detach?.();
    this.#detach = null;
  }

  #announce(connection: Connection): void {
    if (connection === this.#connection) return;
    this.#connection = connection;
    this.#listener.onConnection(connection);
  }
}
