import type { Outbox, Outgoing } from "@/domain/outbox";

export interface OutboxStorage {
  load(): Outbox;
  save(before: Outbox, after: Outbox): void;
}

// One key for each message, so that two tabs of one user never overwrite each other's.
export function outboxInLocalStorage(userId: string, storage: Storage): OutboxStorage {
  const prefix = `caravan.outbox.${userId}.`;
  return {
    load() {
      const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at));
      return keys.filter((key) => key?.startsWith(prefix)).flatMap((key) => parse(storage.getItem(key ?? "")));
    },
    save(before, after) {
      const known = new Set(before);
      const kept = new Set(after.map((entry) => entry.messageId));
      for (const entry of before) if (!kept.has(entry.messageId)) storage.removeItem(prefix + entry.messageId);
      for (const entry of after) if (!known.has(entry)) write(storage, prefix + entry.messageId, entry);
    },
  };
}

// A full or forbidden storage costs the message its life after a reload, but not its sending now.
function write(storage: Storage, key: string, entry: Outgoing): void {
  try {
    storage.setItem(key, JSON.stringify(entry));
  } catch (error) {
    console.warn("An unsent message could not be kept on this device", error);
  }
}

function parse(raw: string | null): Outgoing[] {
  try {
    const entry = JSON.parse(raw ?? "null") as Outgoing | null;
    return typeof entry?.messageId === "string" && typeof entry.body === "string" ? [entry] : [];
  } catch {
    return [];
  }
}
