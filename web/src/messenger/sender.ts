import type { Api } from "@/api/api";
import { isTemporary, type Refusal, refusalReason } from "@/api/refusal";
import type { Message } from "@/api/types";
import {
  beginSending,
  due,
  enqueue,
  type Outbox,
  type Outgoing,
  outboxLimits,
  refuse,
  release,
  remove,
  resume,
  retry,
} from "@/domain/outbox";
import type { OutboxStorage } from "./outbox-storage";
import type { MessengerStore } from "./state";

export interface SenderOptions {
  readonly userId: string;
  // For people to read; it jumps when somebody sets it.
  readonly wallClock: () => number;
  // Milliseconds from any moment on, which never jump: waits are counted with it.
  readonly now: () => number;
  readonly random: () => number;
  readonly newMessageId: () => string;
  readonly onStored: (message: Message) => void;
}

// Sends what is in the outbox, in the order of writing, until each message is acknowledged or refused for good.
export class Sender {
  readonly #api: Api;
  readonly #store: MessengerStore;
  readonly #storage: OutboxStorage;
  readonly #options: SenderOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  #unfollow: (() => void) | null = null;

  constructor(api: Api, store: MessengerStore, storage: OutboxStorage, options: SenderOptions) {
    this.#api = api;
    this.#store = store;
    this.#storage = storage;
    this.#options = options;
  }

  start(): void {
    this.#running = true;
    this.#unfollow = this.#storage.follow((messageId) => {
      this.#change(remove(this.#outbox, new Set([messageId])));
    });
    this.#change(resume(this.#storage.load()));
  }

  stop(): void {
    this.#running = false;
    this.#unfollow?.();
    clearTimeout(this.#timer);
  }

  // False when the outbox is full.
  send(chatId: string, toUser: string | null, body: string): boolean {
    const outbox = this.#outbox;
    if (outbox.length >= outboxLimits.entriesMax) return false;
    const { newMessageId, wallClock } = this.#options;
    this.#change(enqueue(outbox, { messageId: newMessageId(), chatId, toUser, body, createdAt: wallClock() }));
    return true;
  }

  retry(messageId: string): void {
    this.#change(retry(this.#outbox, messageId));
  }

  discard(messageId: string): void {
    this.#change(remove(this.#outbox, new Set([messageId])));
  }

  // The connection is back.
  release(): void {
    this.#change(release(this.#outbox));
  }

  // These messages are in the history, whatever became of the answers to their sends. Others may have used the same ids.
  confirm(messages: readonly Message[]): void {
    const own = messages.filter((message) => message.from_user === this.#options.userId);
    this.#change(remove(this.#outbox, new Set(own.map((message) => message.message_id))));
  }

  get #outbox(): Outbox {
    return this.#store.get().outbox;
  }

  #change(outbox: Outbox): void {
    this.#storage.save(this.#outbox, outbox);
    this.#store.update({ outbox });
    this.#sendDue();
  }

  #sendDue(): void {
    if (!this.#running) return;
    const { ready, wakeAt } = due(this.#outbox, this.#options.now());
    const head = ready[0];
    if (head) {
      // Kept as begun before it leaves, so that a reload knows that the next try is a second one.
      this.#change(beginSending(this.#outbox, head.messageId));
      void this.#sendOne(head);
      return;
    }
    clearTimeout(this.#timer);
    if (wakeAt === null) return;
    this.#timer = setTimeout(
      () => {
        this.#sendDue();
      },
      Math.max(0, wakeAt - this.#options.now()),
    );
  }

  async #sendOne(entry: Outgoing): Promise<void> {
    const answer = await this.#api.sendMessage({
      messageId: entry.messageId,
      chatId: entry.chatId,
      fromUser: this.#options.userId,
      toUser: entry.toUser,
      body: entry.body,
      retryAttempt: entry.attempts,
    });
    if (!this.#running) return;
    if (answer.ok) {
      this.#options.onStored(answer.value);
      this.#change(remove(this.#outbox, new Set([entry.messageId])));
    } else if (answer.refusal.kind !== "signed_out") {
      this.#change(this.#refused(entry, answer.refusal));
    }
  }

  #refused(entry: Outgoing, refusal: Refusal): Outbox {
    const { now, random } = this.#options;
    const reason = refusal.kind === "too_large" ? "The message is too long." : refusalReason(refusal);
    const verdict = { temporary: isTemporary(refusal), reason, retryAfterMs: refusal.retryAfterMs };
    return refuse(this.#outbox, entry.messageId, verdict, now(), random);
  }
}
