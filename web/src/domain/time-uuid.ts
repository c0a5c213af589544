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

const ticksPerMs = 10_000n;

// The time so much before that one.
export function earlier(timeUuid: string, ms: number): string {
  const [low, mid, high, ...rest] = timeUuid.split("-");
  if (!low || !mid || !high) return timeUuid;
  const ticks = BigInt(`0x${high.slice(1)}${mid}${low}`) - BigInt(ms) * ticksPerMs;
  const hex = (ticks < 0n ? 0n : ticks).toString(16).padStart(15, "0");
  return [hex.slice(7), hex.slice(3, 7), `1${hex.slice(0, 3)}`, ...rest].join("-");
}

function flipSigns(hex: string): string {
  let flipped = "";
  for (let at = 0; at < hex.length; at += 2) {
    flipped += (parseInt(hex.slice(at, at + 2), 16) ^ 0x80).toString(16).padStart(2, "0");
  }
  return flipped;
}
