import type { FeedApi } from "@/api/feed-api";
import { isTemporary, type Refusal } from "@/api/refusal";
import { backoff } from "@/domain/backoff";

// The part of the time that is let go by before it is said again, so that one failure does not break it.
const renewalPart = 0.7;
const retryDelays = { firstMs: 1_000, mostMs: 15_000 };

export interface PresenceListener {
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
    const answer = await this.#api.sayPresence();
    if (term !== this.#term) return null;
    if (!answer.ok) return answer.refusal;
    this.#heard(answer.value);
    return null;
  }

  // Says it at once when its time is over, after a sleep or a loss of the network.
  renewIfLapsed(): void {
    if (this.#present && Date.now() >= this.#heardUntil) void this.#renew();
  }

  end(): void {
    ++this.#term;
    clearTimeout(this.#timer);
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
    const answer = await this.#api.sayPresence();
    if (term !== this.#term) return;
    if (answer.ok) {
      const { lapsed } = this;
      this.#heard(answer.value);
      if (lapsed) this.#listener.onLapsed();
    } else if (isTemporary(answer.refusal)) {
      this.#sayAgainIn(answer.refusal.retryAfterMs ?? backoff(retryDelays, this.#failures++, Math.random()));
    } else {
      this.#listener.onRefused(answer.refusal);
    }
  }

  #heard(forMs: number): void {
    this.#failures = 0;
    this.#heardUntil = Date.now() + forMs;
    if (Number.isFinite(forMs)) this.#sayAgainIn(forMs * renewalPart);
  }

  #sayAgainIn(ms: number): void {
    this.#timer = setTimeout(() => void this.#renew(), ms);
  }
}
