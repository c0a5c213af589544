// What was written but not sent, kept while the tab lives.
const keyOf = (chatId: string) => `caravan.draft.${chatId}`;

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
