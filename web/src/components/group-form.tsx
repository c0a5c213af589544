import { useId } from "react";
import type { User } from "@/api/types";
import { Icon } from "./icons";
import { keepComposing } from "./keys";
import styles from "./new-chat.module.css";

interface GroupFormProps {
  readonly name: string;
  readonly members: readonly User[];
  readonly onName: (name: string) => void;
  readonly onRemove: (user: User) => void;
  readonly onCancel: () => void;
  readonly onCreate: () => void;
}

export function GroupForm({ name, members, onName, onRemove, onCancel, onCreate }: GroupFormProps) {
  const id = useId();
  return (
    <form
      className={styles.group}
      aria-label="New group"
      onKeyDown={keepComposing}
      onSubmit={(event) => {
        event.preventDefault();
        onCreate();
      }}
    >
      <div className="field">
        <label htmlFor={id}>Name of the group</label>
        <input
          id={id}
          className="input"
          maxLength={100}
          value={name}
          autoComplete="off"
          autoFocus
          onChange={(event) => {
            onName(event.target.value);
          }}
        />
      </div>
      <ul className={styles.members} aria-label="Members">
        {members.map((user) => (
          <li key={user.id} className={styles.member}>
            <span dir="auto">{user.username}</span>
            <button
              type="button"
              aria-label={`Leave out ${user.username}`}
              onClick={() => {
                onRemove(user);
              }}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      {members.length === 0 ? <p className="hint">Choose people from the list below.</p> : null}
      <div className={styles.groupButtons}>
        <button type="button" className="button quiet" onClick={onCancel}>
          Cancel
        </button>
        <button type="submit" className="button" disabled={members.length === 0}>
          Create group
        </button>
      </div>
    </form>
  );
}
