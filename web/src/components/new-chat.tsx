import { type KeyboardEvent, useId, useState } from "react";
import type { Answer } from "@/api/api";
import { refusalText } from "@/api/refusal";
import type { User } from "@/api/types";
import { Avatar } from "./avatar";
import { Icon } from "./icons";
import styles from "./new-chat.module.css";
import { useMessenger } from "./use-messenger";
import { usePeople } from "./use-people";
import { goTo, useRoute } from "./use-route";

// Finds people and starts a chat with one of them, or a group with several.
export function NewChat() {
  const { chats } = useMessenger();
  const { chatId } = useRoute();
  const id = useId();
  const [query, setQuery] = useState("");
  const [pages, setPages] = useState(1);
  const [active, setActive] = useState(0);
  const [group, setGroup] = useState<readonly User[] | null>(null);
  const [groupName, setGroupName] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const people = usePeople(query.trim().normalize("NFC"), pages);
  const users = people.users;
  const activeUser = users[Math.min(active, users.length - 1)];

  async function open(starting: Promise<Answer<string>>) {
    setFault(null);
    const answer = await starting;
    if (answer.ok) goTo({ chatId: answer.value });
    else setFault(refusalText(answer.refusal));
  }

  function choose(user: User) {
    if (!group) void open(chats.startDirect(String(user.id)));
    else if (isIn(group, user)) setGroup(group.filter((member) => member.id !== user.id));
    else setGroup([...group, user]);
  }

  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Escape") goTo({ chatId });
    else if (event.key === "ArrowDown") setActive(Math.min(active + 1, users.length - 1));
    else if (event.key === "ArrowUp") setActive(Math.max(active - 1, 0));
    else if (event.key === "Enter" && activeUser && !event.nativeEvent.isComposing) choose(activeUser);
    else return;
    event.preventDefault();
  }

  return (
    <section id="chats" className={styles.panel} aria-label="New chat" tabIndex={-1}>
      <div className={styles.search}>
        <Icon name="search" />
        <input
          className="input"
          role="combobox"
          aria-label="Find people"
          placeholder="Find people"
          aria-expanded="true"
          aria-controls={`${id}-people`}
          aria-activedescendant={activeUser ? `${id}-${activeUser.id}` : undefined}
          autoComplete="off"
          spellCheck={false}
          autoFocus
          maxLength={64}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
            setPages(1);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className={styles.kind}>
        {group ? (
          <GroupForm
            name={groupName}
            members={group}
            onName={setGroupName}
            onRemove={choose}
            onCancel={() => {
              setGroup(null);
            }}
            onCreate={() => {
              void open(
                chats.startGroup(
                  groupName.trim(),
                  group.map((user) => String(user.id)),
                ),
              );
            }}
          />
        ) : (
          <button
            type="button"
            className={styles.groupButton}
            onClick={() => {
              setGroup([]);
            }}
          >
            <Icon name="group" />
            New group
          </button>
        )}
      </div>
      <div role="alert">{fault ? <p className={`notice bad ${styles.fault ?? ""}`}>{fault}</p> : null}</div>
      <ul
        id={`${id}-people`}
        className={styles.people}
        role="listbox"
        aria-label="People"
        aria-multiselectable={group !== null}
      >
        {users.map((user) => (
          <li
            key={user.id}
            id={`${id}-${user.id}`}
            className={styles.person}
            role="option"
            aria-selected={group ? isIn(group, user) : user === activeUser}
            data-active={user === activeUser}
            onClick={() => {
              choose(user);
            }}
          >
            <Avatar name={user.username} />
            <span className={styles.name} dir="auto">
              {user.username}
            </span>
            {group && isIn(group, user) ? <Icon name="check" /> : null}
          </li>
        ))}
      </ul>
      <div className={styles.note} role="status">
        {people.state === "ready" && users.length === 0 ? <NobodyFound query={query} /> : null}
        {people.state === "failed" ? "People could not be read. Change the search to try again." : null}
      </div>
      {people.more ? (
        <button
          type="button"
          className={`button quiet ${styles.more ?? ""}`}
          onClick={() => {
            setPages(pages + 1);
          }}
        >
          Show more
        </button>
      ) : null}
    </section>
  );
}

function NobodyFound({ query }: { query: string }) {
  return query ? <>No one here has “{query}” in their name.</> : <>Nobody else has an account here yet.</>;
}

interface GroupFormProps {
  readonly name: string;
  readonly members: readonly User[];
  readonly onName: (name: string) => void;
  readonly onRemove: (user: User) => void;
  readonly onCancel: () => void;
  readonly onCreate: () => void;
}

function GroupForm({ name, members, onName, onRemove, onCancel, onCreate }: GroupFormProps) {
  const id = useId();
  return (
    <form
      className={styles.group}
      aria-label="New group"
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

function isIn(group: readonly User[], user: User): boolean {
  return group.some((member) => member.id === user.id);
}
