import { useSyncExternalStore } from "react";

// Which view is open stands in the address, so that a reload and the back button keep it.
export interface Route {
  readonly chatId: string | null;
  readonly starting: boolean;
}

// Marks an entry of the history behind which the list of chats stands.
const overList = "caravan.over-list";
const listeners = new Set<() => void>();
let cached: { readonly search: string; readonly route: Route } = {
  search: "",
  route: { chatId: null, starting: false },
};

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, currentRoute, currentRoute);
}

export function goTo(route: Partial<Route>): void {
  const query = new URLSearchParams();
  if (route.chatId) query.set("chat", route.chatId);
  if (route.starting) query.set("start", "1");
  const search = query.size > 0 ? `?${query.toString()}` : "";
  if (search === location.search) return;
  history.pushState({ [overList]: location.search === "" }, "", location.pathname + search);
  announce();
}

// Back to the list of chats: by the browser's own history where it leads there, or its back button would open again what
// was just left. Settles when the address has changed.
export async function leaveChat(): Promise<void> {
  const state = history.state as Record<string, unknown> | null;
  if (state?.[overList] !== true) {
    history.replaceState(null, "", location.pathname);
    announce();
    return;
  }
  const left = new Promise((done) => {
    window.addEventListener("popstate", done, { once: true });
  });
  history.back();
  await left;
}

export function chatHref(chatId: string): string {
  return `?chat=${encodeURIComponent(chatId)}`;
}

function announce(): void {
  for (const listener of listeners) listener();
}

function currentRoute(): Route {
  if (location.search !== cached.search) {
    const query = new URLSearchParams(location.search);
    cached = { search: location.search, route: { chatId: query.get("chat"), starting: query.has("start") } };
  }
  return cached.route;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", listener);
  };
}
