import { followDevice, onDevice } from "./device-storage";

// What was written but not sent, until it is, or its writer logs out.
const prefix = "caravan.draft.";
const ofUser = (userId: string) => `${prefix}${userId}.`;
const listeners = new Set<() => void>();
// Of what is followed: a list of chats asks for each one's draft at every key.
const known = new Map<string, string>();
let unfollow: (() => void) | null = null;

export function readDraft(userId: string, chatId: string): string {
  const key = ofUser(userId) + chatId;
  const text = known.get(key) ?? onDevice.get(key) ?? "";
  if (unfollow) known.set(key, text);
  return text;
}

export function writeDraft(userId: string, chatId: string, text: string): void {
  const key = ofUser(userId) + chatId;
  if (text) onDevice.set(key, text);
  else onDevice.remove(key);
  known.delete(key);
  announce();
}

// Whoever logs out leaves nothing to read behind.
export function clearDrafts(userId: string): void {
  for (const key of onDevice.keys()) if (key.startsWith(ofUser(userId))) onDevice.remove(key);
  known.clear();
  announce();
}

// Tells of each change, in other tabs too. The answer ends it.
export function subscribeDrafts(listener: () => void): () => void {
  listeners.add(listener);
  unfollow ??= followDevice((key) => {
    if (!key.startsWith(prefix)) return;
    known.delete(key);
    announce();
  });
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    unfollow?.();
    unfollow = null;
    known.clear();
  };
}

function announce(): void {
  for (const listener of listeners) listener();
}
