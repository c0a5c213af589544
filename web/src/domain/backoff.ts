export interface Delays {
  readonly firstMs: number;
  readonly mostMs: number;
}

// The wait before the next try: doubled for each failure, and spread so that clients do not come back all at once.
// `random` is from [0, 1).
export function backoff({ firstMs, mostMs }: Delays, failures: number, random: number): number {
  const full = Math.min(mostMs, firstMs * 2 ** failures);
  return full * (0.5 + random / 2);
}
