import type { Message } from "@/api/types";
import { compareTimes } from "./time-uuid";
import type { Outgoing, OutgoingState } from "./outbox";
import { keyOf, messageKey } from "./timeline";

// What a line of the conversation shows, whether it is stored yet or not.
export interface Line {
  // Told apart by this; `messageId` is its sender's own.
  readonly id: string;
  readonly messageId: string;
  readonly from: string;
  readonly body: string;
  readonly at: Date;
  readonly state: "sent" | OutgoingState;
  readonly reason: string | null;
  // Empty while the server has not given the message its place.
  readonly time: string;
}

export interface Run {
  readonly key: string;
  readonly from: string;
  readonly lines: readonly Line[];
}

export interface Day {
  readonly key: string;
  readonly date: Date;
  readonly runs: readonly Run[];
}

const runGapMaxMs = 5 * 60_000;
// A run is drawn as a whole, so it may not become as long as the list.
const runLinesMax = 20;

// Messages and outbox entries never change, so neither do their lines: what is drawn already is not drawn again.
const linesOfMessages = new WeakMap<Message, Line>();
const linesOfUnsent = new WeakMap<Outgoing, Line>();

// Unsent messages stand last: their place is not known before the server has stored them.
export function toLines(messages: readonly Message[], unsent: readonly Outgoing[], self: string): readonly Line[] {
  const ids = new Set(unsent.map((entry) => entry.messageId));
  const stored = new Set<string>();
  const lines = messages.map((message) => {
    if (message.from_user === self && ids.has(message.message_id)) stored.add(message.message_id);
    return remembered(linesOfMessages, message, lineOfMessage);
  });
  for (const entry of unsent)
    if (!stored.has(entry.messageId)) lines.push(remembered(linesOfUnsent, entry, (one) => lineOfUnsent(one, self)));
  return lines;
}

function lineOfMessage(message: Message): Line {
  return {
    id: messageKey(message),
    messageId: message.message_id,
    from: message.from_user,
    body: message.body,
    at: instant(message.time_iso),
    state: "sent",
    reason: null,
    time: message.time,
  };
}

function lineOfUnsent(entry: Outgoing, self: string): Line {
  return {
    id: keyOf(self, entry.messageId),
    messageId: entry.messageId,
    from: self,
    body: entry.body,
    at: new Date(entry.createdAt),
    state: entry.state,
    reason: entry.reason,
    time: "",
  };
}

function remembered<T extends object>(lines: WeakMap<T, Line>, source: T, make: (source: T) => Line): Line {
  const known = lines.get(source);
  if (known) return known;
  const line = make(source);
  lines.set(source, line);
  return line;
}

// Days of the reader's own calendar; inside a day, runs of one sender's messages that follow each other closely.
export function groupByDay(lines: readonly Line[]): readonly Day[] {
  const days: { key: string; date: Date; runs: { key: string; from: string; lines: Line[] }[] }[] = [];
  let last: Line | undefined;
  let isInDay: ((at: Date) => boolean) | null = null;
  for (const line of lines) {
    // What is not sent yet bears the time of this device, which may be behind; it stands last all the same.
    const at = last && line.time === "" && line.at < last.at ? last.at : line.at;
    let day = days.at(-1);
    if (!day || !isInDay?.(at)) {
      isInDay = dayAround(at);
      days.push((day = { key: dayKey(at), date: at, runs: [] }));
    }
    const run = day.runs.at(-1);
    const follows = last && line.at.getTime() - last.at.getTime() < runGapMaxMs;
    if (run?.from === line.from && follows && run.lines.length < runLinesMax) run.lines.push(line);
    else day.runs.push({ key: line.id, from: line.from, lines: [line] });
    last = line;
  }
  return days;
}

// Calendars are slow, and a day has many messages.
function dayAround(date: Date): (other: Date) => boolean {
  const midnight = (days: number) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime();
  const [begin, end] = [midnight(0), midnight(1)];
  return (other) => begin <= other.getTime() && other.getTime() < end;
}

export function dayKey(date: Date): string {
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].join("-");
}

export function instant(timeIso: string): Date {
  return new Date(`${timeIso}Z`);
}

// The first of others' messages after the time up to which the reader had read.
export function firstUnread(days: readonly Day[], readUpTo: string, self: string): string | null {
  for (const line of linesOf(days)) {
    const isNew = line.time !== "" && (readUpTo === "" || compareTimes(line.time, readUpTo) > 0);
    if (isNew && line.from !== self) return line.id;
  }
  return null;
}

function* linesOf(days: readonly Day[]): Iterable<Line> {
  for (const day of days) for (const run of day.runs) yield* run.lines;
}
