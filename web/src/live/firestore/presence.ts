import type { FeedApi, Heard, Reached } from "@/api/feed-api";
import { isTemporary, type Refusal } from "@/api/refusal";
import { backoff } from "@/domain/backoff";

// The part of the time that is let go by before it is said again, so that one failure does not break it.
const renewalPart = 0.7;
const retryDelays = { firstMs: 1_000, mostMs: 15_000 };
// However many messages one sends, what waits is fetched no more often.
export const fetchIntervalMs = 1_000;

export interface PresenceListener {
  // Up to where the reader has everything; null when he does not know.
  reached(): Reached | null;
  // What waited for him came with the answer. True when it was news: then the server is told at once that it need not be written.
  onFetched(inbox: unknown): boolean;
  // For a time the server may have believed that nobody listens, and may have written nothing.
  onLapsed(): void;
  // It will not be taken any more.
  onRefused(refusal: Refusal): void;
}

// Tells the server that somebody listens on Firestore, which itself knows no presence, for as long as somebody does.
export class Presence {
  readonly #api: FeedApi;
  readonly #listener: PresenceListener;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #fetchTimer: ReturnType<typeof setTimeout> | undefined;
  #fetchedAt = 0;
  // Grows with each begin and end: answers to what was said before it are of no interest.
  #term = 0;
  #present = false;
  #heardUntil = 0;
  #failures = 0;

  constructor(api: FeedApi, listener: PresenceListener) {
    this.#api = api;
    this.#listener = listener;
  }

  // Null when the server has heard it; it is then said again and again by itself.
  async begin(): Promise<Refusal | null> {
    const term = ++this.#term;
    this.#present = true;
    clearTimeout(this.#timer);
    // He reads what he missed in the histories, and what is in his document.
    const answer = await this.#api.sayPresence(null);
    if (term !== this.#term) return null;
    if (!answer.ok) return answer.refusal;
    this.#heard(answer.value);
    return null;
  }

  // Says it at once when its time is over, after a sleep or a loss of the network.
  renewIfLapsed(): void {
    if (this.#present && Date.now() >= this.#heardUntil) void this.#renew();
  }

  // Asks for what waits, now or when the last time is long enough ago.
  fetch(): void {
    if (!this.#present || this.lapsed || this.#fetchTimer !== undefined) return;
    const wait = Math.max(0, this.#fetchedAt + fetchIntervalMs - Date.now());
    this.#fetchTimer = setTimeout(() => {
      this.#fetchTimer = undefined;
      void this.#renew();
    }, wait);
  }

  end(): void {
    ++this.#term;
    clearTimeout(this.#timer);
    clearTimeout(this.#fetchTimer);
    this.#fetchTimer = undefined;
    if (!this.#present) return;
    this.#present = false;
    this.#heardUntil = 0;
    this.#api.leavePresence();
  }

  get lapsed(): boolean {
    return Date.now() >= this.#heardUntil;
  }

  async #renew(): Promise<void> {
    const term = ++this.#term;
    clearTimeout(this.#timer);
    this.#fetchedAt = Date.now();
    const answer = await this.#api.sayPresence(this.#listener.reached());
    if (term !== this.#term) return;
    if (answer.ok) {
      const { lapsed } = this;
      this.#heard(answer.value);
      if (lapsed) this.#listener.onLapsed();
      if (answer.value.inbox !== undefined && this.#listener.onFetched(answer.value.inbox)) void this.#renew();
    } else if (isTemporary(answer.refusal)) {
      this.#sayAgainIn(answer.refusal.retryAfterMs ?? backoff(retryDelays, this.#failures++, Math.random()));
    } else {
      this.#listener.onRefused(answer.refusal);
    }
  }

  #heard({ forMs }: Heard): void {
    this.#failures = 0;
    this.#heardUntil = Date.now() + forMs;
    if (Number.isFinite(forMs)) this.#sayAgainIn(forMs * renewalPart);
  }

  #sayAgainIn(ms: number): void {
    this.#timer = setTimeout(() => void this.#renew(), ms);
  }
}
