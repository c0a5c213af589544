// A version 1 UUID orders messages as the store does: by instant, then by its last eight bytes compared as signed bytes.
// Flipping each sign bit makes that the order of plain strings.
export function timeKey(timeUuid: string): string {
  const [low, mid, high, clock, node] = timeUuid.toLowerCase().split("-");
  if (!low || !mid || !high || !clock || !node) return timeUuid;
  return high.slice(1) + mid + low + flipSigns(clock + node);
}

export function compareTimes(a: string, b: string): number {
  if (a === b) return 0;
  return timeKey(a) < timeKey(b) ? -1 : 1;
}

function flipSigns(hex: string): string {
  let flipped = "";
  for (let at = 0; at < hex.length; at += 2) {
    flipped += (parseInt(hex.slice(at, at + 2), 16) ^ 0x80).toString(16).padStart(2, "0");
  }
  return flipped;
}
