import { useCallback, useEffect, useState } from "react";
import type { User } from "@/api/types";
import { useMessenger } from "./use-messenger";

const pageLength = 50;
const typingPauseMs = 200;

export interface People {
  readonly query: string;
  readonly users: readonly User[];
  readonly state: "loading" | "ready" | "failed";
  // The id after which the next page begins; null at the end.
  readonly next: number | null;
}

// The server's other users whose names contain the text, page by page.
export function usePeople(
  query: string,
): People & { readonly readMore: () => Promise<void>; readonly again: () => void } {
  const { api, session } = useMessenger();
  const [people, setPeople] = useState<People>({ query, users: [], state: "loading", next: null });
  const [tries, setTries] = useState(0);

  const pageAfter = useCallback(
    async (after: number): Promise<Pick<People, "users" | "next"> | null> => {
      const answer = await api.listUsers({ query, after, limit: pageLength });
      if (!answer.ok) return null;
      const users = answer.value.filter((user) => String(user.id) !== session.userId);
      const last = answer.value.at(-1);
      return { users, next: last && answer.value.length === pageLength ? last.id : null };
    },
    [api, session, query],
  );

  useEffect(() => {
    let current = true;
    async function readFirst() {
      const page = await pageAfter(0);
      if (current) setPeople((before) => (page ? { ...page, query, state: "ready" } : { ...before, state: "failed" }));
    }
    const timer = setTimeout(() => void readFirst(), query ? typingPauseMs : 0);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [pageAfter, query, tries]);

  async function readMore() {
    if (people.next === null) return;
    const page = await pageAfter(people.next);
    setPeople((before) => {
      if (before.query !== query || before.next !== people.next) return before;
      return page ? { ...before, ...page, users: [...before.users, ...page.users] } : { ...before, state: "failed" };
    });
  }

  function again() {
    setTries(tries + 1);
  }

  return { ...people, readMore, again };
}
