// What a page keeps on its device, by key. Where the browser refuses to keep anything, or has no room, it is kept as long as
// the page lives.
export interface DeviceStorage {
  get(key: string): string | null;
  // False when a reload will not find it.
  set(key: string, value: string): boolean;
  remove(key: string): void;
  keys(): readonly string[];
}

class BrowserStorage implements DeviceStorage {
  readonly #open: () => Storage;
  readonly #unkept = new Map<string, string>();

  constructor(open: () => Storage) {
    this.#open = open;
  }

  get(key: string): string | null {
    return this.#unkept.get(key) ?? this.#try((storage) => storage.getItem(key), null);
  }

  set(key: string, value: string): boolean {
    const write = (storage: Storage) => {
      storage.setItem(key, value);
      return true;
    };
    const kept = this.#try(write, false);
    if (kept) this.#unkept.delete(key);
    else this.#unkept.set(key, value);
    return kept;
  }

  remove(key: string): void {
    this.#unkept.delete(key);
    this.#try((storage) => {
      storage.removeItem(key);
      return null;
    }, null);
  }

  keys(): readonly string[] {
    const kept = this.#try((storage) => Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? ""), []);
    return [...kept, ...this.#unkept.keys()];
  }

  // Even looking at the storage throws where it is refused.
  #try<T>(access: (storage: Storage) => T, otherwise: T): T {
    try {
      return access(this.#open());
    } catch {
      return otherwise;
    }
  }
}

// Shared by all tabs.
export const onDevice: DeviceStorage = new BrowserStorage(() => localStorage);
// Of this tab, through reloads.
export const inTab: DeviceStorage = new BrowserStorage(() => sessionStorage);

// Tells of what other tabs change: the key, and its value or null. The answer ends it.
export function followDevice(listener: (key: string, value: string | null) => void): () => void {
  const onStorage = (event: StorageEvent) => {
    if (event.key !== null) listener(event.key, event.newValue);
  };
  window.addEventListener("storage", onStorage);
  return () => {
    window.removeEventListener("storage", onStorage);
  };
}
