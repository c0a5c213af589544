// Documents for tests. The n-th message has `n` in its ids, its body and its time.
const chat = "b3pqVJ8LSk6LHm0qTB8KEQ";
const hex = (n: number) => n.toString(16).padStart(12, "0");

export const chatOfEntries = "6f7a6a54-9f0b-4a4e-8b1e-6d2a4c1f0a11";

export function entry(offset: number, changes: Partial<Record<number, unknown>> = {}): string {
  const id = shortUuid(`00000000-0000-7000-8000-${hex(offset)}`);
  const time = shortUuid(`${hex(offset).slice(4)}-fe7d-11f0-8000-000000000000`);
  return JSON.stringify(Object.assign([offset, id, chat, "2", "1", `message ${offset}`, time], changes));
}

export const news = (offset: number) => JSON.stringify([offset, chat]);

export function inbox(oldest: number, n: number, changes: object = {}): object {
  const entries = Array.from({ length: n - oldest + 1 }, (_, at) => entry(oldest + at));
  return { log: "a", n, oldest, entries, epoch: 0, ...changes };
}

export function shortUuid(uuid: string): string {
  const bytes = uuid.replaceAll("-", "").match(/../g) ?? [];
  const text = btoa(String.fromCharCode(...bytes.map((byte) => parseInt(byte, 16))));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
