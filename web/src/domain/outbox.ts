import { backoff } from "./backoff";

// The messages that this device has not seen acknowledged yet. Pure: what happens next follows from the entries and the time.

export type OutgoingState = "queued" | "sending" | "waiting" | "failed";

export interface Outgoing {
  readonly messageId: string;
  readonly chatId: string;
  readonly toUser: string | null;
  readonly body: string;
  readonly createdAt: number;
  readonly attempts: number;
  readonly state: OutgoingState;
  readonly retryAt: number;
  readonly reason: string | null;
  // Whether the same message may succeed later without a change, as after a lost connection.
  readonly temporary: boolean;
}

export type Outbox = readonly Outgoing[];

export interface SendRefusal {
  readonly temporary: boolean;
  readonly reason: string;
  readonly retryAfterMs: number | null;
}

export const outboxLimits = { entriesMax: 100, attemptsMax: 8, backoffFirstMs: 1_000, backoffMaxMs: 30_000 };

export function enqueue(
  outbox: Outbox,
  message: Pick<Outgoing, "messageId" | "chatId" | "toUser" | "body" | "createdAt">,
): Outbox {
  return [...outbox, { ...message, attempts: 0, state: "queued", retryAt: 0, reason: null, temporary: true }];
}

export function beginSending(outbox: Outbox, messageId: string): Outbox {
  return change(outbox, messageId, (entry) => ({ ...entry, state: "sending", attempts: entry.attempts + 1 }));
}

export function remove(outbox: Outbox, messageIds: ReadonlySet<string>): Outbox {
  const kept = outbox.filter((entry) => !messageIds.has(entry.messageId));
  return kept.length === outbox.length ? outbox : kept;
}

export function refuse(
  outbox: Outbox,
  messageId: string,
  refusal: SendRefusal,
  now: number,
  random: () => number,
): Outbox {
  return change(outbox, messageId, (entry) => {
    const again = refusal.temporary && entry.attempts < outboxLimits.attemptsMax;
    const wait = Math.max(refusal.retryAfterMs ?? 0, backoffMs(entry.attempts, random));
    return {
      ...entry,
      state: again ? "waiting" : "failed",
      retryAt: again ? now + wait : 0,
      reason: refusal.reason,
      temporary: refusal.temporary,
    };
  });
}

// A person asks for another try.
export function retry(outbox: Outbox, messageId: string): Outbox {
  return change(outbox, messageId, requeued);
}

// The connection is back: what failed for want of one goes out again at once.
export function release(outbox: Outbox): Outbox {
  const stuck = (entry: Outgoing) => entry.temporary && (entry.state === "waiting" || entry.state === "failed");
  return outbox.some(stuck) ? outbox.map((entry) => (stuck(entry) ? requeued(entry) : entry)) : outbox;
}

// After a reload nobody knows how a send in flight ended, so it is sent again with the same id.
export function resume(outbox: Outbox): Outbox {
  const byAge = [...outbox].sort((a, b) => a.createdAt - b.createdAt || (a.messageId < b.messageId ? -1 : 1));
  return byAge.map((entry) => (entry.state === "sending" || entry.state === "waiting" ? requeued(entry) : entry));
}

export interface Due {
  readonly ready: readonly Outgoing[];
  readonly wakeAt: number | null;
}

// One message of a chat is on its way at a time, so that they arrive in the order of writing; a failed one holds back none.
export function due(outbox: Outbox, now: number): Due {
  const heads = new Map<string, Outgoing>();
  for (const entry of outbox) {
    if (entry.state !== "failed" && !heads.has(entry.chatId)) heads.set(entry.chatId, entry);
  }
  const waiting = [...heads.values()].filter((entry) => entry.state === "waiting" && entry.retryAt > now);
  const ready = [...heads.values()].filter(
    (entry) => entry.state === "queued" || (entry.state === "waiting" && entry.retryAt <= now),
  );
  return { ready, wakeAt: waiting.length > 0 ? Math.min(...waiting.map((entry) => entry.retryAt)) : null };
}

export function backoffMs(attempts: number, random: () => number): number {
  const delays = { firstMs: outboxLimits.backoffFirstMs, mostMs: outboxLimits.backoffMaxMs };
  return Math.round(backoff(delays, Math.max(0, attempts - 1), random()));
}

function requeued(entry: Outgoing): Outgoing {
  return { ...entry, state: "queued", retryAt: 0, reason: null };
}

function change(outbox: Outbox, messageId: string, apply: (entry: Outgoing) => Outgoing): Outbox {
  return outbox.map((entry) => (entry.messageId === messageId ? apply(entry) : entry));
}
