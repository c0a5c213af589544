import { type ReadMarks, withMarks } from "@/domain/read-marks";
import { followDevice, onDevice } from "@/session/device-storage";

const keyOf = (userId: string) => `caravan.read.${userId}`;

// Null on a device where this user has not been before.
export function loadReadMarks(userId: string): ReadMarks | null {
  const raw = onDevice.get(keyOf(userId));
  if (raw === null) return null;
  try {
    return JSON.parse(raw) as ReadMarks;
  } catch {
    return null;
  }
}

// What was read in another tab stays read. Unread marks are a convenience: without room for them the next reload shows some chats as unread again.
export function saveReadMarks(userId: string, marks: ReadMarks): void {
  onDevice.set(keyOf(userId), JSON.stringify(withMarks(loadReadMarks(userId) ?? {}, marks)));
}

// Tells what other tabs save. The answer ends it.
export function followReadMarks(userId: string, listener: (marks: ReadMarks) => void): () => void {
  return followDevice((key) => {
    const marks = key === keyOf(userId) ? loadReadMarks(userId) : null;
    if (marks) listener(marks);
  });
}
