import { onDevice } from "./device-storage";

export type Theme = "system" | "light" | "dark";

const key = "caravan.theme";
const listeners = new Set<() => void>();
const prefersDark = "(prefers-color-scheme: dark)";

// Runs in the page's head; says the same as applyTheme below.
export const applyThemeScript = `try{var t=localStorage.getItem("${key}");document.documentElement.dataset.theme=t==="light"||t==="dark"?t:matchMedia("${prefersDark}").matches?"dark":"light"}catch(e){}`;

export function currentTheme(): Theme {
  const stored = onDevice.get(key);
  return stored === "light" || stored === "dark" ? stored : "system";
}

export function chooseTheme(theme: Theme): void {
  if (theme === "system") onDevice.remove(key);
  else onDevice.set(key, theme);
  applyTheme();
}

export function subscribeTheme(listener: () => void): () => void {
  const system = matchMedia(prefersDark);
  listeners.add(listener);
  system.addEventListener("change", applyTheme);
  window.addEventListener("storage", applyTheme);
  // The system may have changed since the page's head was read.
  applyTheme();
  return () => {
    listeners.delete(listener);
    system.removeEventListener("change", applyTheme);
    window.removeEventListener("storage", applyTheme);
  };
}

function applyTheme(): void {
  const theme = currentTheme();
  const dark = theme === "system" ? matchMedia(prefersDark).matches : theme === "dark";
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  for (const listener of listeners) listener();
}
