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
