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

// From 1582, where version 1 UUIDs begin to count, to 1970.
const epochTicks = 122_192_928_000_000_000n;

// The UTC instant inside, in the API's form: microseconds and no zone. Null when there is none, or one before 1970.
export function isoTime(timeUuid: string): string | null {
  const [low, mid, high] = timeUuid.split("-");
  if (!low || !mid || high?.charAt(0) !== "1") return null;
  const micros = (BigInt(`0x${high.slice(1)}${mid}${low}`) - epochTicks) / 10n;
  if (micros < 0n) return null;
  const ms = new Date(Number(micros / 1_000n)).toISOString().replace("Z", "");
  return ms + (micros % 1_000n).toString().padStart(3, "0");
}

function flipSigns(hex: string): string {
  let flipped = "";
  for (let at = 0; at < hex.length; at += 2) {
    flipped += (parseInt(hex.slice(at, at + 2), 16) ^ 0x80).toString(16).padStart(2, "0");
  }
  return flipped;
}
