import type { Outbox, Outgoing } from "@/domain/outbox";
import { type DeviceStorage, followDevice } from "@/session/device-storage";

export interface OutboxStorage {
  load(): Outbox;
  save(before: Outbox, after: Outbox): void;
  // Tells of messages that another tab took away: sent, or deleted by the reader. The answer ends it.
  follow(onGone: (messageId: string) => void): () => void;
}

// One key for each message, so that two tabs of one user never overwrite each other's.
export function outboxOnDevice(
  userId: string,
  storage: DeviceStorage,
  follow: typeof followDevice = followDevice,
): OutboxStorage {
  const prefix = `caravan.outbox.${userId}.`;
  return {
    load() {
      const keys = storage.keys().filter((key) => key.startsWith(prefix));
      return keys.flatMap((key) => parse(storage.get(key)));
    },
    save(before, after) {
      const known = new Set(before);
      const kept = new Set(after.map((entry) => entry.messageId));
      for (const entry of before) if (!kept.has(entry.messageId)) storage.remove(prefix + entry.messageId);
      for (const entry of after) if (!known.has(entry)) storage.set(prefix + entry.messageId, JSON.stringify(entry));
    },
    follow(onGone) {
      return follow((key, value) => {
        if (key.startsWith(prefix) && value === null) onGone(key.slice(prefix.length));
      });
    },
  };
}

function parse(raw: string | null): Outgoing[] {
  try {
    const entry = JSON.parse(raw ?? "null") as Outgoing | null;
    return typeof entry?.messageId === "string" && typeof entry.body === "string" ? [entry] : [];
  } catch {
    return [];
  }
}
