import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { pollEveryMs, PollingInbox } from "./polling-inbox";
import { RecordedInbox } from "./recorded-inbox";

function setUp() {
  const server = { isThere: true };
  const page: { visibilityState: DocumentVisibilityState } = { visibilityState: "visible" };
  const reader = new RecordedInbox();
  const inbox = new PollingInbox(reader, () => Promise.resolve(server.isThere), page);
  return { server, page, reader, inbox };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("PollingInbox", () => {
  it("asks at once and then again and again", async () => {
    const { reader } = setUp();
    await vi.advanceTimersByTimeAsync(0);
    expect(reader.take()).toEqual(["polling", "gap"]);
    await vi.advanceTimersByTimeAsync(pollEveryMs);
    expect(reader.take()).toEqual(["polling", "gap"]);
  });

  it("says so when the server is not there", async () => {
    const { reader, server } = setUp();
    await vi.advanceTimersByTimeAsync(0);
    reader.take();
    server.isThere = false;
    await vi.advanceTimersByTimeAsync(pollEveryMs);
    expect(reader.take()).toEqual(["reconnecting"]);
  });

  it("asks for nothing that nobody looks at, nor when it is closed", async () => {
    const { page, reader, inbox } = setUp();
    await vi.advanceTimersByTimeAsync(0);
    reader.take();
    page.visibilityState = "hidden";
    await vi.advanceTimersByTimeAsync(10 * pollEveryMs);
    page.visibilityState = "visible";
    await vi.advanceTimersByTimeAsync(pollEveryMs);
    expect(reader.take()).toEqual(["polling", "gap"]);
    inbox.close();
    await vi.advanceTimersByTimeAsync(pollEveryMs);
    expect(reader.take()).toEqual([]);
  });
});
