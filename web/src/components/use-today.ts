import { useSyncExternalStore } from "react";
import { dayKey } from "@/domain/grouping";

let today = new Date();
let timer = 0;
const listeners = new Set<() => void>();

// A timer may be late, as after a device slept, so whoever looks at the page has it look at the date, too.
function look(): void {
  const now = new Date();
  if (dayKey(now) !== dayKey(today)) {
    today = now;
    for (const listener of listeners) listener();
  }
  clearTimeout(timer);
  const tomorrow = new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
  timer = window.setTimeout(look, tomorrow.getTime() - now.getTime());
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) document.addEventListener("visibilitychange", look);
  listeners.add(listener);
  look();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    document.removeEventListener("visibilitychange", look);
    clearTimeout(timer);
  };
}

// Some instant of the present day; renders again when another one begins.
export function useToday(): Date {
  return useSyncExternalStore(
    subscribe,
    () => today,
    () => today,
  );
}
