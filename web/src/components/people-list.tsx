import { useEffect } from "react";
import type { User } from "@/api/types";
import { Avatar } from "./avatar";
import { Icon } from "./icons";
import styles from "./new-chat.module.css";

interface PeopleListProps {
  // Options are named by it, so that the search field can point at the active one.
  readonly id: string;
  readonly users: readonly User[];
  readonly active: User | undefined;
  // Null when one person is looked for, and not several.
  readonly chosen: readonly User[] | null;
  readonly onChoose: (user: User) => void;
}

export function PeopleList({ id, users, active, chosen, onChoose }: PeopleListProps) {
  // The focus stays in the search field, so that the browser does not scroll to the active person by itself.
  useEffect(() => {
    if (active) document.getElementById(`${id}-${active.id}`)?.scrollIntoView({ block: "nearest" });
  }, [id, active]);

  return (
    <ul
      id={`${id}-people`}
      className={styles.people}
      role="listbox"
      aria-label="People"
      aria-multiselectable={chosen !== null}
    >
      {users.map((user) => (
        <li
          key={user.id}
          id={`${id}-${user.id}`}
          className={styles.person}
          role="option"
          aria-selected={chosen ? isIn(chosen, user) : user === active}
          data-active={user === active}
          onClick={() => {
            onChoose(user);
          }}
        >
          <Avatar id={String(user.id)} name={user.username} />
          <span className={styles.name} dir="auto">
            {user.username}
          </span>
          {chosen && isIn(chosen, user) ? <Icon name="check" /> : null}
        </li>
      ))}
    </ul>
  );
}

export function isIn(chosen: readonly User[], user: User): boolean {
  return chosen.some((member) => member.id === user.id);
}
