import type { Answer } from "@/api/api";
import type { FeedApi, Heard, Reached } from "@/api/feed-api";
import { toRefusal, unreachable } from "@/api/refusal";
import type { Firebase, SnapshotListener } from "./firebase";

// For tests: a server and a Firestore in memory. What is done to them is listed in order.
export class FakeFeed implements FeedApi {
  readonly done: string[] = [];
  // Answers to come, by status; everything else succeeds.
  readonly presenceRefusals: (number | "unreachable")[] = [];
  readonly tokenRefusals: (number | "unreachable")[] = [];
  presenceMs = 60_000;
  // What waits for the reader, told once to who says what he has.
  waiting: unknown = undefined;
  #listener: SnapshotListener | null = null;
  #tokens = 0;

  sayPresence(reached: Reached | null): Promise<Answer<Heard>> {
    this.done.push(reached ? `say ${reached.n}` : "say");
    const inbox = reached ? this.waiting : undefined;
    if (reached) this.waiting = undefined;
    return this.#answer(this.presenceRefusals, { forMs: this.presenceMs, inbox });
  }

  leavePresence(): void {
    this.done.push("leave");
  }

  mintFirebaseToken(): Promise<Answer<string>> {
    this.done.push("mint");
    return this.#answer(this.tokenRefusals, `token ${++this.#tokens}`);
  }

  endFirebaseSessions(): void {
    this.done.push("end sessions");
  }

  readonly firebase: Firebase = {
    signIn: (token) => {
      this.done.push(`sign in with ${token}`);
      return Promise.resolve();
    },
    listen: (userId, listener) => {
      this.done.push(`listen to ${userId}`);
      this.#listener = listener;
      return () => {
        this.done.push("detach");
        this.#listener = null;
      };
    },
    close: () => {
      this.done.push("close");
    },
  };

  get isAttached(): boolean {
    return this.#listener !== null;
  }

  get listener(): SnapshotListener {
    if (!this.#listener) throw new Error("Nobody listens");
    return this.#listener;
  }

  show(data: unknown): void {
    this.listener.onSnapshot({ fromServer: true, data });
  }

  // What was done since this was asked last.
  take(): string[] {
    return this.done.splice(0);
  }

  #answer<T>(refusals: (number | "unreachable")[], value: T): Promise<Answer<T>> {
    const refused = refusals.shift();
    if (refused === undefined) return Promise.resolve({ ok: true, value });
    if (refused === "unreachable") return Promise.resolve({ ok: false, refusal: unreachable });
    return Promise.resolve({ ok: false, refusal: toRefusal(refused, new Headers(), null) });
  }
}
