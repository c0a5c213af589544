import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FallbackInbox, flapsMax, patienceMs, steadyMs } from "./fallback-inbox";
import type { InboxListener } from "./inbox";
import { RecordedInbox } from "./recorded-inbox";

// A way that a test plays: it says what the network would.
class Way {
  listener: InboxListener | null = null;
  opened = 0;
  reconnected = 0;
  toldOfSent = 0;

  readonly open = (listener: InboxListener) => {
    ++this.opened;
    this.listener = listener;
    return {
      reconnect: () => {
        ++this.reconnected;
      },
      sent: () => {
        ++this.toldOfSent;
      },
      close: () => {
        this.listener = null;
      },
    };
  };

  get says(): InboxListener {
    if (!this.listener) throw new Error("This way is not open");
    return this.listener;
  }

  get isOpen(): boolean {
    return this.listener !== null;
  }
}

function setUp() {
  const [first, second, reader] = [new Way(), new Way(), new RecordedInbox()];
  const inbox = new FallbackInbox(first.open, second.open, reader);
  first.says.onConnection("connecting");
  return { first, second, reader, inbox };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("FallbackInbox", () => {
  it("leaves the second way alone while the first one works", () => {
    const { first, second, reader } = setUp();
    first.says.onConnection("online");
    vi.advanceTimersByTime(10 * patienceMs);
    first.says.onConnection("reconnecting");
    vi.advanceTimersByTime(patienceMs - 1);
    first.says.onConnection("online");
    vi.advanceTimersByTime(10 * patienceMs);
    expect(second.opened).toBe(0);
    expect(reader.take()).toEqual(["connecting", "online", "reconnecting", "online"]);
  });

  it("takes the second way when the first one is long in coming", () => {
    const { second, reader } = setUp();
    vi.advanceTimersByTime(patienceMs - 1);
    expect(second.isOpen).toBe(false);
    vi.advanceTimersByTime(1);
    second.says.onConnection("online");
    second.says.onGap();
    second.says.onNewsIn(["c"]);
    expect(reader.take()).toEqual(["connecting", "online", "gap", "news in c"]);
  });

  it("takes the second way when the first one is lost for long, or for good", () => {
    const lost = setUp();
    lost.first.says.onConnection("online");
    vi.advanceTimersByTime(steadyMs);
    lost.first.says.onConnection("reconnecting");
    vi.advanceTimersByTime(patienceMs);
    expect(lost.second.isOpen).toBe(true);

    const stopped = setUp();
    stopped.first.says.onConnection("online");
    stopped.first.says.onConnection("stopped");
    vi.advanceTimersByTime(0);
    expect(stopped.second.isOpen).toBe(true);
    expect(stopped.reader.take()).toEqual(["connecting", "online", "reconnecting"]);
  });

  it("takes the second way when the first one is cut again and again", () => {
    const { first, second } = setUp();
    for (let flap = 0; flap <= flapsMax; ++flap) {
      expect(second.isOpen).toBe(false);
      first.says.onConnection("online");
      vi.advanceTimersByTime(steadyMs - 1);
      first.says.onConnection("reconnecting");
      vi.advanceTimersByTime(1);
    }
    expect(second.isOpen).toBe(true);
  });

  it("goes back when the first way has lasted, and not before", () => {
    const { first, second, reader } = setUp();
    vi.advanceTimersByTime(patienceMs);
    second.says.onConnection("online");
    first.says.onConnection("online");
    vi.advanceTimersByTime(steadyMs - 1);
    expect(second.isOpen).toBe(true);
    first.says.onConnection("reconnecting");
    vi.advanceTimersByTime(10 * steadyMs);
    expect(second.isOpen).toBe(true);
    first.says.onConnection("online");
    vi.advanceTimersByTime(steadyMs);
    expect(second.isOpen).toBe(false);
    expect(reader.take()).toEqual(["connecting", "online"]);
  });

  it("says that it is stopped only when nothing is tried any more, and tries all again when asked", () => {
    const { first, second, reader, inbox } = setUp();
    vi.advanceTimersByTime(patienceMs);
    second.says.onConnection("stopped");
    expect(reader.take()).toEqual(["connecting"]);
    first.says.onConnection("stopped");
    expect(reader.take()).toEqual(["stopped"]);
    inbox.reconnect();
    expect([first.reconnected, second.reconnected]).toEqual([1, 1]);
  });

  it("opens and says nothing after it was closed", () => {
    const { first, second, reader, inbox } = setUp();
    const late = first.says;
    inbox.close();
    late.onConnection("stopped");
    vi.advanceTimersByTime(10 * patienceMs);
    expect([first.isOpen, second.opened]).toEqual([false, 0]);
    expect(reader.take()).toEqual(["connecting"]);
  });
});
