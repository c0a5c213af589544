// What was written but not sent, kept while the tab lives. By user, because a log-out in another tab leaves it behind.
const prefix = "caravan.draft.";
const keyOf = (userId: string, chatId: string) => `${prefix}${userId}.${chatId}`;

export function readDraft(userId: string, chatId: string): string {
  return sessionStorage.getItem(keyOf(userId, chatId)) ?? "";
}

// Without room for it a draft lives as long as its conversation is open.
export function writeDraft(userId: string, chatId: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(keyOf(userId, chatId), text);
    else sessionStorage.removeItem(keyOf(userId, chatId));
  } catch (error) {
    console.warn("The draft could not be kept", error);
  }
}

// Whoever logs out leaves nothing to read behind.
export function clearDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
}
