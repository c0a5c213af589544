import { useSyncExternalStore } from "react";
import { readDraft, subscribeDrafts } from "@/session/drafts";

// What this person has written in the chat and not sent.
export function useDraft(userId: string, chatId: string): string {
  return useSyncExternalStore(
    subscribeDrafts,
    () => readDraft(userId, chatId),
    () => "",
  );
}
