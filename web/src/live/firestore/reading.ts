import type { Message } from "@/api/types";
import { decodeInboxDocument, type Entry, type InboxDocument } from "./inbox-document";

// How far a reader is: "start" before the first snapshot, "empty" when there was no document yet.
export type Place = "start" | "empty" | { readonly log: string; readonly n: number };

export interface Reading {
  readonly place: Place;
  // Deliveries in front of these messages may have been missed.
  readonly gap: boolean;
  readonly messages: readonly Message[];
  // Chats whose news must be read from their histories.
  readonly newsIn: readonly string[];
}

// What a snapshot brings to a reader who is at `place`. `data` is undefined when there is no document.
export function readInbox(place: Place, data: unknown): Reading {
  if (data === undefined) return { place: "empty", gap: place !== "empty", messages: [], newsIn: [] };
  const document = decodeInboxDocument(data);
  if (!document) return { place, gap: true, messages: [], newsIn: [] };
  const reached = typeof place === "object" && place.log === document.log ? place.n : null;
  // A document that has gone back was written by a server that has fallen behind, and has nothing new.
  if (reached !== null && document.n <= reached) return { place, gap: false, messages: [], newsIn: [] };
  return take(document, reached);
}

function take(document: InboxDocument, reached: number | null): Reading {
  const fresh = document.entries.filter(({ offset }) => reached === null || offset > reached);
  return {
    place: { log: document.log, n: document.n },
    gap: !document.complete || reached === null || document.oldest > reached + 1,
    messages: fresh.flatMap((entry) => ("message" in entry ? [entry.message] : [])),
    newsIn: [...new Set(fresh.flatMap(chatWithNews))],
  };
}

function chatWithNews(entry: Entry): readonly string[] {
  return "newsIn" in entry ? [entry.newsIn] : [];
}
