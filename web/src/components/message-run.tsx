import { Fragment, memo, useState } from "react";
import type { ChatSummary } from "@/api/types";
import { memberName, type Names } from "@/domain/chat-list";
import { clock, fullDate } from "@/domain/dates";
import { folded } from "@/domain/folding";
import type { Line, Run } from "@/domain/grouping";
import { linkify } from "@/domain/linkify";
import { Avatar } from "./avatar";
import { Icon } from "./icons";
import styles from "./message-list.module.css";
import { useMessenger, useMessengerState } from "./use-messenger";

interface MessageRunProps {
  readonly chat: ChatSummary;
  readonly run: Run;
  readonly unread: string | null;
}

const noNames: Names = {};

// One sender's messages that follow each other closely.
export function MessageRun({ chat, run, unread }: MessageRunProps) {
  const { session } = useMessenger();
  const mine = run.from === session.userId;
  const members = useMessengerState((state) => state.members[chat.chat_id]) ?? noNames;
  const sender = mine ? "You" : memberName(chat, members, run.from);
  const named = chat.kind === "group" && !mine;
  const beginsUnread = run.lines[0]?.id === unread;

  return (
    <div className={styles.run} data-row={run.key} data-mine={mine} data-named={named}>
      {beginsUnread ? <Divider /> : null}
      {named ? (
        <div className={styles.from}>
          <Avatar id={run.from} name={sender} small />
          <p className={styles.sender} aria-hidden="true" dir="auto">
            {sender}
          </p>
        </div>
      ) : null}
      {run.lines.map((line) => (
        <MessageLine
          key={line.id}
          line={line}
          mine={mine}
          sender={sender}
          firstUnread={line.id === unread && !beginsUnread}
        />
      ))}
    </div>
  );
}

// Before the name of whoever wrote what is new.
function Divider() {
  return (
    <p className={styles.unread}>
      <span>New</span>
    </p>
  );
}

interface MessageLineProps {
  readonly line: Line;
  readonly mine: boolean;
  readonly sender: string;
  readonly firstUnread: boolean;
}

// They stay so when they leave the page and come back.
const unfolded = new WeakSet<Line>();

const MessageLine = memo(function MessageLine({ line, mine, sender, firstUnread }: MessageLineProps) {
  const { sender: outgoing } = useMessenger();
  const [whole, setWhole] = useState(() => unfolded.has(line));
  const beginning = whole ? null : folded(line.body);
  return (
    <>
      {firstUnread ? <Divider /> : null}
      <div className={styles.line} id={line.id} data-line data-state={line.state}>
        <div className={styles.bubble}>
          <p className={styles.body} dir="auto">
            <span className="visually-hidden" dir="ltr">
              {sender}:{" "}
            </span>
            <Body text={beginning ?? line.body} />
            {beginning ? "…" : null}
          </p>
          {beginning ? (
            <button
              type="button"
              className={`text-button ${styles.more ?? ""}`}
              onClick={() => {
                unfolded.add(line);
                setWhole(true);
              }}
            >
              Show more
            </button>
          ) : null}
          <span className={styles.meta}>
            <time dateTime={line.at.toISOString()} title={fullDate(line.at)}>
              {clock(line.at)}
            </time>
            {mine ? <SendState state={line.state} /> : null}
          </span>
        </div>
        {line.state === "waiting" && line.reason ? (
          <p className={styles.waiting}>Waiting. {line.reason} It is sent again by itself.</p>
        ) : null}
        {line.state === "failed" ? (
          <p className={styles.failed} role="alert">
            Not sent. {line.reason}{" "}
            <button
              type="button"
              className="text-button"
              onClick={() => {
                outgoing.retry(line.messageId);
                focusComposer();
              }}
            >
              Send again
            </button>{" "}
            <button
              type="button"
              className="text-button"
              onClick={() => {
                outgoing.discard(line.messageId);
                focusComposer();
              }}
            >
              Delete
            </button>
          </p>
        ) : null}
      </div>
    </>
  );
});

// The button that was pressed goes away, and the focus needs a place.
function focusComposer(): void {
  document.getElementById("message")?.focus();
}

function SendState({ state }: { state: Line["state"] }) {
  if (state === "sent") return <Mark icon="check" label="Sent" />;
  if (state === "failed") return <Mark icon="warning" label="Not sent" />;
  return <Mark icon="clock" label="Sending" />;
}

function Mark({ icon, label }: { icon: "check" | "warning" | "clock"; label: string }) {
  return (
    <span className={styles.mark} title={label}>
      <Icon name={icon} />
      <span className="visually-hidden">{label}</span>
    </span>
  );
}

function Body({ text }: { text: string }) {
  return linkify(text).map((part, at) =>
    part.href ? (
      <Fragment key={at}>
        <a dir="ltr" href={part.href} target="_blank" rel="noopener noreferrer nofollow">
          {part.text}
        </a>
        {part.host ? <span dir="ltr"> ({part.host})</span> : null}
      </Fragment>
    ) : (
      part.text
    ),
  );
}
