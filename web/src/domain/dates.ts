import { dayKey } from "./grouping";

const time = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
const dayOfYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const longDay = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const longDayOfYear = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "long", timeStyle: "medium" });

const dayMs = 86_400_000;

export function clock(date: Date): string {
  return time.format(date);
}

export function fullDate(date: Date): string {
  return full.format(date);
}

// For a list: the time today, the weekday within the last week, else the date. A device whose clock is behind shows the date
// of what is ahead of it.
export function shortWhen(date: Date, now: Date): string {
  if (dayKey(date) === dayKey(now)) return time.format(date);
  const days = (startOfDay(now).getTime() - startOfDay(date).getTime()) / dayMs;
  if (days > 0 && days < 6.5) return weekday.format(date);
  return date.getFullYear() === now.getFullYear() ? day.format(date) : dayOfYear.format(date);
}

function startOfDay(date: Date): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate());
}

// For a heading in a conversation.
export function dayName(date: Date, now: Date): string {
  if (dayKey(date) === dayKey(now)) return "Today";
  if (dayKey(date) === dayKey(new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1))) return "Yesterday";
  return date.getFullYear() === now.getFullYear() ? longDay.format(date) : longDayOfYear.format(date);
}
