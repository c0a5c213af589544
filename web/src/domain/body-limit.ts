export const bodyBytesMax = 16_384;
const counterFromBytesLeft = 1_024;

export interface BodyRoom {
  readonly bytesLeft: number;
  readonly showCounter: boolean;
  readonly tooLong: boolean;
}

// The server counts bytes of UTF-8, so the composer does too.
export function bodyRoom(body: string): BodyRoom {
  const bytesLeft = bodyBytesMax - new TextEncoder().encode(body).length;
  return { bytesLeft, showCounter: bytesLeft <= counterFromBytesLeft, tooLong: bytesLeft < 0 };
}

// How much a field takes that people may still shorten. More would make each key slow.
export const draftLengthMax = 2 * bodyBytesMax;

// Why a text cannot be put into what is written; null when it can.
export function whyNotPasted(pasted: string, written: string): string | null {
  if (written.length + pasted.length <= draftLengthMax) return null;
  const count = new Intl.NumberFormat().format(pasted.length);
  const most = new Intl.NumberFormat().format(bodyBytesMax);
  return `That text has ${count} characters, and a message may have ${most}. Nothing was put in.`;
}
