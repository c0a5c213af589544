import { afterEach, describe, expect, it, vi } from "vitest";
import { onDevice } from "./device-storage";

function storageThat(overrides: Partial<Storage>): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (at) => [...items.keys()][at] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    clear: () => {
      items.clear();
    },
    ...overrides,
  };
}

const denied = () => {
  throw new DOMException("denied", "SecurityError");
};

describe("what is kept on a device", () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    for (const key of onDevice.keys()) onDevice.remove(key);
  });

  it("is in the browser's storage", () => {
    const storage = storageThat({});
    vi.stubGlobal("localStorage", storage);
    expect(onDevice.set("a", "1")).toBe(true);
    expect(storage.getItem("a")).toBe("1");
    expect(onDevice.get("a")).toBe("1");
    expect(onDevice.keys()).toEqual(["a"]);
    onDevice.remove("a");
    expect(onDevice.get("a")).toBeNull();
  });

  it("lasts as long as the page where the browser keeps nothing", () => {
    vi.stubGlobal("localStorage", storageThat({ getItem: denied, setItem: denied, removeItem: denied, key: denied }));
    expect(onDevice.get("a")).toBeNull();
    expect(onDevice.set("a", "1")).toBe(false);
    expect(onDevice.get("a")).toBe("1");
    expect(onDevice.keys()).toContain("a");
    onDevice.remove("a");
    expect(onDevice.get("a")).toBeNull();
  });

  it("is the newest, though there was no room for it", () => {
    vi.stubGlobal("localStorage", storageThat({ getItem: () => "old", setItem: denied }));
    expect(onDevice.get("a")).toBe("old");
    expect(onDevice.set("a", "new")).toBe(false);
    expect(onDevice.get("a")).toBe("new");
  });
});
