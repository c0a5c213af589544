import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import type { ChatSummary } from "@/api/types";
import { type Day, firstUnread } from "@/domain/grouping";
import type { Older } from "@/domain/timeline";
import type { ReadingPlace } from "@/messenger/histories";
import { Icon } from "./icons";
import styles from "./message-list.module.css";
import { useAnchoredScroll } from "./use-anchored-scroll";
import { useMessenger } from "./use-messenger";
import { type Row, rowWith, useVisibleRows } from "./use-visible-rows";
import { VisibleDays } from "./visible-days";

interface MessageListProps {
  readonly chat: ChatSummary;
  readonly title: string;
  readonly days: readonly Day[];
  readonly older: Older;
  readonly readUpTo: string | null;
}

// Older messages are asked for before the reader reaches the top.
const lookAhead = "800px 0px 0px 0px";

export function MessageList({ chat, title, days, older, readUpTo }: MessageListProps) {
  const { histories, session } = useMessenger();
  const scroller = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => days.flatMap(({ runs }) => runs.map((run, at) => ({ run, headed: at === 0 }))), [days]);
  const [place] = useState(() => placeAmong(rows, histories.placeIn(chat.chat_id)));
  const leave = useCallback(
    (last: ReadingPlace | null) => {
      histories.setPlace(chat.chat_id, last);
    },
    [histories, chat.chat_id],
  );
  const { atEnd, toEnd } = useAnchoredScroll(scroller, "[data-line]", place, leave);
  const visible = useVisibleRows(scroller, rows, place?.id ?? null);
  // A page of old messages is not to be read aloud as if it were news: one render longer than it takes to put it in.
  const reading = useDeferredValue(older === "loading" || older === "unknown");
  const oldestLine = days[0]?.runs[0]?.lines[0]?.id;
  const newestLine = days.at(-1)?.runs.at(-1)?.lines.at(-1);
  // What another device of the same person sent comes with its time, as others' messages do.
  const writtenHere = newestLine?.from === session.userId && newestLine.time === "" ? newestLine.id : null;
  const unread = useMemo(
    () => (readUpTo === null ? null : firstUnread(days, readUpTo, session.userId)),
    [days, readUpTo, session.userId],
  );

  useEffect(() => {
    if (!top.current || older !== "more") return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) void histories.loadOlder(chat.chat_id);
      },
      { root: scroller.current, rootMargin: lookAhead },
    );
    observer.observe(top.current);
    return () => {
      observer.disconnect();
    };
  }, [histories, chat.chat_id, older, oldestLine]);

  // Whoever writes wants to see what they wrote.
  useEffect(() => {
    if (writtenHere) toEnd();
  }, [writtenHere, toEnd]);

  // The button goes away, and the focus needs a place.
  function goToEnd() {
    toEnd();
    scroller.current?.focus();
  }

  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.scroller}
        role="log"
        aria-label={`Messages with ${title}`}
        aria-relevant="additions"
        aria-live={reading || !visible.still ? "off" : "polite"}
        tabIndex={0}
      >
        <div className={styles.content}>
          <div ref={top} className={styles.top}>
            <Top
              older={older}
              empty={days.length === 0}
              title={title}
              onRetry={() => void histories.loadOlder(chat.chat_id)}
            />
          </div>
          <VisibleDays chat={chat} days={days} rows={rows} visible={visible} unread={unread} />
        </div>
      </div>
      {atEnd ? null : (
        <button type="button" className={styles.toEnd} aria-label="Go to the newest message" onClick={goToEnd}>
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}

// What was forgotten meanwhile is no place to go on.
function placeAmong(rows: readonly Row[], place: ReadingPlace | null): ReadingPlace | null {
  return place && rowWith(place.id, rows) !== -1 ? place : null;
}

interface TopProps {
  readonly older: Older;
  readonly empty: boolean;
  readonly title: string;
  readonly onRetry: () => void;
}

function Top({ older, empty, title, onRetry }: TopProps) {
  if (older === "failed")
    return (
      <p role="alert">
        {empty ? "The messages could not be read." : "Older messages could not be read."}{" "}
        <button type="button" className="text-button" onClick={onRetry}>
          Try again
        </button>
      </p>
    );
  if (older === "end") return <p>{empty ? `Say hello to ${title}.` : "This is where the conversation begins."}</p>;
  return <span className="spinner" role="status" aria-label="Reading messages" />;
}
