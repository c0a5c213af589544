import type { ReadMarks } from "@/domain/read-marks";

const keyOf = (userId: string) => `caravan.read.${userId}`;

// Null on a device where this user has not been before.
export function loadReadMarks(userId: string): ReadMarks | null {
  const raw = localStorage.getItem(keyOf(userId));
  if (raw === null) return null;
  try {
    return JSON.parse(raw) as ReadMarks;
  } catch {
    return null;
  }
}

// Unread marks are a convenience: without room for them the next reload shows some chats as unread again.
export function saveReadMarks(userId: string, marks: ReadMarks): void {
  try {
    localStorage.setItem(keyOf(userId), JSON.stringify(marks));
  } catch (error) {
    console.warn("The read marks could not be kept on this device", error);
  }
}
