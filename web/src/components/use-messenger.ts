import { createContext, use, useSyncExternalStore } from "react";
import type { Messenger } from "@/messenger/messenger";
import type { MessengerState } from "@/messenger/state";

export const MessengerContext = createContext<Messenger | null>(null);

export function useMessenger(): Messenger {
  const messenger = use(MessengerContext);
  if (!messenger) throw new Error("useMessenger needs a MessengerContext around it");
  return messenger;
}

// `select` must return a part of the state as it is, not something made of it.
export function useMessengerState<T>(select: (state: MessengerState) => T): T {
  const { store } = useMessenger();
  const snapshot = () => select(store.get());
  return useSyncExternalStore(store.subscribe, snapshot, snapshot);
}
