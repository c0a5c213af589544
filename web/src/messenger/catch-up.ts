import { backoff } from "@/domain/backoff";

const retryDelays = { firstMs: 1_000, mostMs: 15_000 };

// Reads what may have been missed, again and again until it could be read.
export class CatchUp {
  // False when it could not be read.
  readonly #read: () => Promise<boolean>;
  // Grows with each request: a read that began before says nothing about what was missed since.
  #requests = 0;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(read: () => Promise<boolean>) {
    this.#read = read;
  }

  // Begins to read before it returns, so that what is shown afterwards does not hide where the gap begins.
  request(): void {
    this.#failures = 0;
    void this.#try();
  }

  stop(): void {
    ++this.#requests;
    clearTimeout(this.#timer);
  }

  async #try(): Promise<void> {
    const request = ++this.#requests;
    clearTimeout(this.#timer);
    const done = await this.#read();
    if (done || request !== this.#requests) return;
    this.#timer = setTimeout(() => void this.#try(), backoff(retryDelays, this.#failures++, Math.random()));
  }
}
