import type { ReactNode } from "react";
import type { ChatSummary } from "@/api/types";
import { dayName } from "@/domain/dates";
import type { Day } from "@/domain/grouping";
import styles from "./message-list.module.css";
import { MessageRun } from "./message-run";
import type { Row, VisibleRows } from "./use-visible-rows";
import { useToday } from "./use-today";

interface VisibleDaysProps {
  readonly chat: ChatSummary;
  readonly days: readonly Day[];
  // The runs of all days, one after the other.
  readonly rows: readonly Row[];
  readonly visible: VisibleRows;
  readonly unread: string | null;
}

// The days of which something is to be seen, and room for what stands before and behind.
export function VisibleDays({ chat, days, rows, visible, unread }: VisibleDaysProps) {
  const { span, starts, headingHeight } = visible;
  const today = useToday();
  const room = (first: number, end: number) => (starts[end] ?? 0) - (starts[first] ?? 0);
  const shown: ReactNode[] = [];
  let hidden = 0;
  let begin = 0;
  for (const day of days) {
    const end = begin + day.runs.length;
    const from = Math.max(begin, span.first);
    const to = Math.min(end, span.end);
    if (from >= to) {
      hidden += room(begin, end);
    } else {
      shown.push(
        <Room key={`before ${day.key}`} height={hidden} />,
        <section key={day.key} className={styles.day}>
          <h3 className={styles.dayName}>
            <span>{dayName(day.date, today)}</span>
          </h3>
          <Room height={from > begin ? room(begin, from) - headingHeight : 0} />
          {rows.slice(from, to).map(({ run }) => (
            <MessageRun key={run.key} chat={chat} run={run} unread={unread} />
          ))}
          <Room height={room(to, end)} />
        </section>,
      );
      hidden = 0;
    }
    begin = end;
  }
  return (
    <>
      {shown}
      <Room height={hidden} />
    </>
  );
}

function Room({ height }: { height: number }) {
  return height > 0 ? <div aria-hidden="true" style={{ flex: "none", height }} /> : null;
}
