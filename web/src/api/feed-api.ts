import { newUuidV7 } from "@/domain/uuid-v7";
import type { Answer } from "./api";
import { toRefusal, unreachable } from "./refusal";
import { timeoutAfter } from "./timeout";

// What a reader on Firestore says to the server itself; api/firestore.md is the contract.
// How far a reader is in the log: he has every delivery up to the offset `n`.
export interface Reached {
  readonly log: string;
  readonly n: number;
}

export interface Heard {
  // How many milliseconds it holds: for ever with a server that asks for no presence and writes to every reader.
  readonly forMs: number;
  // What was delivered since, in the form of the reader's document in Firestore; undefined where the server does not say.
  readonly inbox: unknown;
}

export interface FeedApi {
  // Somebody listens, who has what he says. What all of a person's listeners have is not written for him.
  sayPresence(reached: Reached | null): Promise<Answer<Heard>>;
  // Nobody listens here any more. Sent also while the page goes away.
  leavePresence(): void;
  // A custom token, with which one signs in to Firebase.
  mintFirebaseToken(): Promise<Answer<string>>;
  // Ends the account's sessions with Firebase on all devices.
  endFirebaseSessions(): void;
}

const requestTimeoutMs = 15_000;
const tokenPath = "/auth/api/v1/firebase-token/";
const presenceMs = { least: 5_000, usual: 60_000, most: 3_600_000 };

export function createFeedApi(token: string): FeedApi {
  const headers = { Authorization: `Bearer ${token}` };
  // Its own: what a page takes back is its own presence, and no other tab's or device's.
  const presencePath = `/connection/presence/?listener=${newUuidV7()}`;
  let isPresenceAsked = true;

  async function post<T>(path: string, read: (body: Record<string, unknown>) => T | null): Promise<Answer<T>> {
    try {
      const signal = timeoutAfter(requestTimeoutMs);
      const response = await fetch(path, { method: "POST", headers, signal });
      const body = (await response.json().catch(() => null)) as Record<string, unknown> | null;
      const value = response.ok && body ? read(body) : null;
      if (value !== null) return { ok: true, value };
      return { ok: false, refusal: toRefusal(response.status, response.headers, body) };
    } catch {
      return { ok: false, refusal: unreachable };
    }
  }

  // Nobody waits for the answer. Unheard, presence runs out by itself, and this page forgets its Firebase session anyway.
  function forget(path: string): void {
    fetch(path, { method: "DELETE", headers, keepalive: true }).catch(() => undefined);
  }

  return {
    sayPresence: async (reached) => {
      const place = reached ? `&log=${encodeURIComponent(reached.log)}&n=${reached.n}` : "";
      const answer = await post(presencePath + place, ({ again_in_s, inbox }) => ({
        forMs: presenceLength(again_in_s),
        inbox,
      }));
      isPresenceAsked = answer.ok || answer.refusal.kind !== "missing";
      return isPresenceAsked ? answer : { ok: true, value: { forMs: Infinity, inbox: undefined } };
    },
    leavePresence: () => {
      if (isPresenceAsked) forget(presencePath);
    },
    mintFirebaseToken: () => post(tokenPath, ({ token }) => (typeof token === "string" && token ? token : null)),
    endFirebaseSessions: () => {
      forget(tokenPath);
    },
  };
}

// Bounded, so that no answer makes a reader talk without end or fall silent.
function presenceLength(seconds: unknown): number {
  if (typeof seconds !== "number" || !Number.isFinite(seconds)) return presenceMs.usual;
  return Math.min(presenceMs.most, Math.max(presenceMs.least, seconds * 1_000));
}
