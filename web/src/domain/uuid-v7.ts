// Version 7 UUIDs begin with the clock, so that a sender's own messages sort in the order of writing.
export function uuidV7(nowMs: number, random: Uint8Array): string {
  if (random.length < 10) throw new RangeError("uuidV7 needs ten random bytes");
  const bytes = new Uint8Array(16);
  for (let at = 0; at < 6; ++at) bytes[at] = Math.floor(nowMs / 2 ** (8 * (5 - at))) & 0xff;
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export function newUuidV7(): string {
  return uuidV7(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
}
