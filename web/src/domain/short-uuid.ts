// 16 bytes are 21 characters and two bits of a 22nd, whose other four bits are zero.
const shape = /^[A-Za-z0-9_-]{21}[AQgw]$/;

// A UUID out of its 22 characters of base64url without padding; null for anything else, so that no id has two spellings.
export function uuidOfShort(text: unknown): string | null {
  if (typeof text !== "string" || !shape.test(text)) return null;
  const bytes = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  const hex = Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
