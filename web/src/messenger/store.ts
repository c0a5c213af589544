// A value that changes as a whole and tells who listens. Made for React's useSyncExternalStore.
export class Store<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  readonly get = (): T => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  update(patch: Partial<T>): void {
    const changed = (Object.keys(patch) as (keyof T)[]).some((key) => patch[key] !== this.#value[key]);
    if (!changed) return;
    this.#value = { ...this.#value, ...patch };
    for (const listener of this.#listeners) listener();
  }
}
