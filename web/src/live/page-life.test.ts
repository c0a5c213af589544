import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchPageLife } from "./page-life";

const hiddenBeforeAwayMs = 300_000;
const times = { hiddenBeforeAwayMs, tickMs: 15_000, sleepMs: 30_000 };

function setUp(visibilityState: DocumentVisibilityState = "visible") {
  const page = Object.assign(new EventTarget(), { visibilityState });
  const window = new EventTarget();
  const seen: string[] = [];
  const stop = watchPageLife(
    page as unknown as Document,
    window as unknown as Window,
    {
      onAway: () => seen.push("away"),
      onBack: () => seen.push("back"),
      onNetwork: () => seen.push("network"),
    },
    times,
  );
  const become = (state: DocumentVisibilityState) => {
    page.visibilityState = state;
    page.dispatchEvent(new Event("visibilitychange"));
  };
  return { page, window, seen, stop, become };
}

// The clock goes on and no timer does, as in a frozen page or a machine that sleeps.
function sleep(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("watchPageLife", () => {
  it("is away after a while that nobody looks, and back when somebody does", () => {
    const { become, seen } = setUp();
    become("hidden");
    vi.advanceTimersByTime(hiddenBeforeAwayMs - 1);
    expect(seen).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(seen).toEqual(["away"]);
    vi.advanceTimersByTime(hiddenBeforeAwayMs);
    become("visible");
    vi.advanceTimersByTime(hiddenBeforeAwayMs);
    expect(seen).toEqual(["away", "back"]);
  });

  it("takes no notice of a short look elsewhere", () => {
    const { become, seen } = setUp();
    become("hidden");
    vi.advanceTimersByTime(hiddenBeforeAwayMs - 1);
    become("visible");
    vi.advanceTimersByTime(2 * hiddenBeforeAwayMs);
    expect(seen).toEqual([]);
  });

  it("goes by the clock where timers stood still", () => {
    const { become, seen } = setUp();
    become("hidden");
    sleep(hiddenBeforeAwayMs);
    become("visible");
    expect(seen).toEqual(["back"]);
  });

  it("goes away from a page that was opened behind another one", () => {
    const { seen } = setUp("hidden");
    vi.advanceTimersByTime(hiddenBeforeAwayMs);
    expect(seen).toEqual(["away"]);
  });

  it("notices that the machine slept, at the next tick or event", () => {
    const ticked = setUp();
    sleep(60_000);
    vi.advanceTimersByTime(15_000);
    expect(ticked.seen).toEqual(["back"]);
    sleep(60_000);
    ticked.page.dispatchEvent(new Event("resume"));
    expect(ticked.seen).toEqual(["back", "back"]);
  });

  it("says that there is a network, after it has looked at the clock", () => {
    const { window, seen } = setUp();
    sleep(60_000);
    window.dispatchEvent(new Event("online"));
    expect(seen).toEqual(["back", "network"]);
  });

  it("is away when the page goes, and back when it comes out of the cache", () => {
    const { window, seen } = setUp();
    window.dispatchEvent(new Event("pageshow"));
    window.dispatchEvent(new Event("pagehide"));
    window.dispatchEvent(new Event("pageshow"));
    expect(seen).toEqual(["away", "back"]);
  });

  it("watches no more after it was stopped", () => {
    const { become, window, seen, stop } = setUp();
    become("hidden");
    stop();
    vi.advanceTimersByTime(2 * hiddenBeforeAwayMs);
    window.dispatchEvent(new Event("online"));
    expect(seen).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
