import { dayKey } from "./grouping";

const time = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "short" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });
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

// For a list: the time today, the weekday within the last week, else the date.
export function shortWhen(date: Date, now: Date): string {
  if (dayKey(date) === dayKey(now)) return time.format(date);
  if (now.getTime() - date.getTime() < 6 * dayMs) return weekday.format(date);
  return day.format(date);
}

// For a heading in a conversation.
export function dayName(date: Date, now: Date): string {
  if (dayKey(date) === dayKey(now)) return "Today";
  if (dayKey(date) === dayKey(new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1))) return "Yesterday";
  return date.getFullYear() === now.getFullYear() ? longDay.format(date) : longDayOfYear.format(date);
}
