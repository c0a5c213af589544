import { followDevice, onDevice } from "./device-storage";

// What was written but not sent, until it is, or its writer logs out.
const prefix = "caravan.draft.";
const ofUser = (userId: string) => `${prefix}${userId}.`;
const listeners = new Set<() => void>();

export function readDraft(userId: string, chatId: string): string {
  return onDevice.get(ofUser(userId) + chatId) ?? "";
}

export function writeDraft(userId: string, chatId: string, text: string): void {
  const key = ofUser(userId) + chatId;
  if (text) onDevice.set(key, text);
  else onDevice.remove(key);
  announce();
}

// Whoever logs out leaves nothing to read behind.
export function clearDrafts(userId: string): void {
  for (const key of onDevice.keys()) if (key.startsWith(ofUser(userId))) onDevice.remove(key);
  announce();
}

// Tells of each change, in other tabs too. The answer ends it.
export function subscribeDrafts(listener: () => void): () => void {
  listeners.add(listener);
  const unfollow = followDevice((key) => {
    if (key.startsWith(prefix)) listener();
  });
  return () => {
    listeners.delete(listener);
    unfollow();
  };
}

function announce(): void {
  for (const listener of listeners) listener();
}
