// What was written but not sent, kept while the tab lives.
const prefix = "caravan.draft.";
const keyOf = (chatId: string) => prefix + chatId;

export function readDraft(chatId: string): string {
  return sessionStorage.getItem(keyOf(chatId)) ?? "";
}

// Without room for it a draft lives as long as its conversation is open.
export function writeDraft(chatId: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(keyOf(chatId), text);
    else sessionStorage.removeItem(keyOf(chatId));
  } catch (error) {
    console.warn("The draft could not be kept", error);
  }
}

// Whoever logs out leaves nothing to read behind.
export function clearDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key);
}
