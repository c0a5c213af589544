import { afterEach, describe, expect, it, vi } from "vitest";
import { createFeedApi } from "./feed-api";

afterEach(() => {
  vi.unstubAllGlobals();
});

function answering(status: number, body: unknown) {
  const fetched = vi.fn<typeof fetch>(() => Promise.resolve(new Response(JSON.stringify(body), { status })));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

describe("presence", () => {
  it("holds as long as the server says, within bounds", async () => {
    for (const [seconds, ms] of [
      [60, 60_000],
      [0, 5_000],
      [1e9, 3_600_000],
      ["soon", 60_000],
    ]) {
      answering(200, { again_in_s: seconds });
      expect(await createFeedApi("token").sayPresence(null)).toEqual({ ok: true, value: { forMs: ms } });
    }
  });

  it("need not be said again to a server that asks for none, nor taken back", async () => {
    const fetched = answering(404, { detail: "Not Found" });
    const api = createFeedApi("token");
    expect(await api.sayPresence(null)).toEqual({ ok: true, value: { forMs: Infinity } });
    api.leavePresence();
    expect(fetched).toHaveBeenCalledTimes(1);
  });

  it("is a page's own, and so is what it takes back", async () => {
    const fetched = answering(200, { again_in_s: 60 });
    const [one, other] = [createFeedApi("token"), createFeedApi("token")];
    await one.sayPresence(null);
    await other.sayPresence(null);
    one.leavePresence();
    const [first, second, third] = fetched.mock.calls.map(([url]) => url);
    expect(first).toMatch(/^\/connection\/presence\/\?listener=[0-9a-f-]{36}$/);
    expect(second).not.toBe(first);
    expect(third).toBe(first);
  });

  it("says what the reader has, and brings what waits for him", async () => {
    const fetched = answering(200, { again_in_s: 60, inbox: { n: 58 } });
    const api = createFeedApi("token");
    expect(await api.sayPresence({ log: "a log", n: 57 })).toMatchObject({ value: { inbox: { n: 58 } } });
    expect(fetched.mock.calls[0]?.[0]).toMatch(/&log=a%20log&n=57$/);
  });

  it("is refused to whom the server does not know", async () => {
    answering(403, { detail: "Could not validate credentials" });
    expect(await createFeedApi("token").sayPresence(null)).toMatchObject({ ok: false, refusal: { status: 403 } });
  });
});
