import { useSyncExternalStore } from "react";

// Which view is open stands in the address, so that a reload and the back button keep it.
export interface Route {
  readonly chatId: string | null;
  readonly starting: boolean;
}

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
  history.pushState(null, "", location.pathname + search);
  for (const listener of listeners) listener();
}

export function chatHref(chatId: string): string {
  return `?chat=${encodeURIComponent(chatId)}`;
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
