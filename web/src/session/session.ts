import { inTab, onDevice } from "./device-storage";
import { clearDrafts } from "./drafts";

// Who is logged in on this device. Kept across reloads and shared by tabs.
export interface Session {
  readonly token: string;
  readonly userId: string;
  readonly username: string;
  // May see what the installation costs, as the log-in said.
  readonly administrator?: boolean;
}

const key = "caravan.session";
const endedKey = "caravan.session_ended";
const listeners = new Set<() => void>();

let cached: { readonly raw: string | null; readonly session: Session | null } = { raw: null, session: null };

export function currentSession(): Session | null {
  const raw = onDevice.get(key);
  if (raw !== cached.raw) cached = { raw, session: parse(raw) };
  return cached.session;
}

export function beginSession(session: Session): void {
  inTab.remove(endedKey);
  onDevice.set(key, JSON.stringify(session));
  announce();
}

export function logOut(): void {
  const session = currentSession();
  if (session) clearDrafts(session.userId);
  endSession();
}

// The server takes the token no more; the login page says so and knows the name.
export function expireSession(): void {
  const session = currentSession();
  if (!session) return;
  inTab.set(endedKey, session.username);
  endSession();
}

export function expiredUsername(): string | null {
  return inTab.get(endedKey);
}

export function subscribeSession(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

function endSession(): void {
  onDevice.remove(key);
  announce();
}

function announce(): void {
  for (const listener of listeners) listener();
}

function parse(raw: string | null): Session | null {
  if (!raw) return null;
  try {
    const value = JSON.parse(raw) as Partial<Record<keyof Session, unknown>>;
    const { token, userId, username } = value;
    if (typeof token !== "string" || typeof userId !== "string" || typeof username !== "string") return null;
    return { token, userId, username, administrator: value.administrator === true };
  } catch {
    return null;
  }
}
