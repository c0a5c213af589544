import { type ReadMarks, withMarks } from "@/domain/read-marks";

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

// What was read in another tab stays read. Unread marks are a convenience: without room for them the next reload shows some chats as unread again.
export function saveReadMarks(userId: string, marks: ReadMarks): void {
  const all = withMarks(loadReadMarks(userId) ?? {}, marks);
  try {
    localStorage.setItem(keyOf(userId), JSON.stringify(all));
  } catch (error) {
    console.warn("The read marks could not be kept on this device", error);
  }
}

// Tells what other tabs save. The answer ends it.
export function followReadMarks(userId: string, listener: (marks: ReadMarks) => void): () => void {
  const onStorage = (event: StorageEvent) => {
    const marks = event.key === keyOf(userId) ? loadReadMarks(userId) : null;
    if (marks) listener(marks);
  };
  window.addEventListener("storage", onStorage);
  return () => {
    window.removeEventListener("storage", onStorage);
  };
}
