import { useEffect, useState } from "react";
import type { User } from "@/api/types";
import { useMessenger } from "./use-messenger";

const pageLength = 50;
const typingPauseMs = 200;

export interface People {
  readonly users: readonly User[];
  readonly state: "loading" | "ready" | "failed";
  readonly more: boolean;
}

// The server's users whose names contain the text; `pages` of them.
export function usePeople(query: string, pages: number): People {
  const { api, session } = useMessenger();
  const [people, setPeople] = useState<People>({ users: [], state: "loading", more: false });

  useEffect(() => {
    let current = true;
    async function read() {
      const limit = Math.min(200, pageLength * pages);
      const answer = await api.listUsers({ query, after: 0, limit });
      if (!current) return;
      if (!answer.ok) setPeople((before) => ({ ...before, state: "failed" }));
      else {
        const users = answer.value.filter((user) => String(user.id) !== session.userId);
        setPeople({ users, state: "ready", more: answer.value.length === limit && limit < 200 });
      }
    }
    const timer = setTimeout(() => void read(), query ? typingPauseMs : 0);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [api, session, query, pages]);

  return people;
}
