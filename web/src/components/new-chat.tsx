import { type KeyboardEvent, useId, useRef, useState } from "react";
import type { Answer } from "@/api/api";
import { refusalText } from "@/api/refusal";
import type { User } from "@/api/types";
import { GroupForm } from "./group-form";
import { Icon } from "./icons";
import { isComposing } from "./keys";
import styles from "./new-chat.module.css";
import { isIn, PeopleList } from "./people-list";
import { useMessenger } from "./use-messenger";
import { usePeople } from "./use-people";
import { goTo, useRoute } from "./use-route";

// Finds people and starts a chat with one of them, or a group with several.
export function NewChat() {
  const { chats } = useMessenger();
  const { chatId } = useRoute();
  const id = useId();
  const search = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const [group, setGroup] = useState<readonly User[] | null>(null);
  const [groupName, setGroupName] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const people = usePeople(query.trim().normalize("NFC"));
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
    if (isComposing(event)) return;
    if (event.key === "Escape") goTo({ chatId });
    else if (event.key === "ArrowDown") setActive(Math.min(active + 1, users.length - 1));
    else if (event.key === "ArrowUp") setActive(Math.max(active - 1, 0));
    else if (event.key === "Enter" && activeUser) choose(activeUser);
    else return;
    event.preventDefault();
  }

  return (
    <section id="chats" className={styles.panel} aria-label="New chat" tabIndex={-1}>
      <div className={styles.search}>
        <Icon name="search" />
        <input
          ref={search}
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
              search.current?.focus();
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
      <PeopleList id={id} users={users} active={activeUser} chosen={group} onChoose={choose} />
      <div className={styles.note} role="status">
        {people.state === "ready" && users.length === 0 ? <NobodyFound query={query} /> : null}
        {people.state === "failed" ? (
          <>
            People could not be read.{" "}
            <button type="button" className="text-button" onClick={people.again}>
              Try again
            </button>
          </>
        ) : null}
      </div>
      {people.next !== null ? (
        <button type="button" className={`button quiet ${styles.more ?? ""}`} onClick={() => void people.readMore()}>
          Show more
        </button>
      ) : null}
    </section>
  );
}

function NobodyFound({ query }: { query: string }) {
  return query ? <>No one here has “{query}” in their name.</> : <>Nobody else has an account here yet.</>;
}
