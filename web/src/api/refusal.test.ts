import { describe, expect, it } from "vitest";
import { isTemporary, refusalText, toRefusal, unreachable } from "./refusal";

const none = new Headers();
const retryIn = (seconds: number) => new Headers({ "Retry-After": String(seconds) });

describe("toRefusal", () => {
  it("tells a lost session from a thing that this user may not do", () => {
    const detail = { detail: "Not authenticated" };
    expect(toRefusal(401, new Headers({ "WWW-Authenticate": "Bearer" }), detail).kind).toBe("signed_out");
    expect(toRefusal(401, none, { detail: "User is not authorized to do this action" }).kind).toBe("not_allowed");
    expect(toRefusal(403, none, { detail: "Could not validate credentials" }).kind).toBe("signed_out");
    expect(toRefusal(403, none, { detail: "Only for administrators" }).kind).toBe("not_allowed");
  });

  it("takes a validation error apart by field, the first fault of each", () => {
    const body = {
      detail: [
        { loc: ["body", "username"], msg: "too short", type: "t" },
        { loc: ["body", "username"], msg: "also ugly", type: "t" },
        { loc: ["body", "password"], msg: "missing", type: "t" },
      ],
    };
    expect(toRefusal(422, none, body).fields).toEqual({ username: "too short", password: "missing" });
  });

  it("keeps the chat that exists already", () => {
    expect(toRefusal(422, none, { detail: "There is a chat for this users", chat_id: "c1" }).chatId).toBe("c1");
  });

  it("bears answers that are not the server's own, as a proxy gives them", () => {
    expect(toRefusal(502, none, "<html>Bad gateway</html>")).toMatchObject({ kind: "unavailable", detail: "" });
    expect(toRefusal(404, none, null).kind).toBe("missing");
  });
});

describe("what may succeed later", () => {
  it("is what failed for want of a connection, of room or of time", () => {
    expect([503, 500, 429].map((status) => isTemporary(toRefusal(status, none, {})))).toEqual([true, true, true]);
    expect([400, 401, 403, 404, 409, 413, 422].some((status) => isTemporary(toRefusal(status, none, {})))).toBe(false);
    expect(isTemporary(unreachable)).toBe(true);
  });
});

describe("refusalText", () => {
  it("says how long to wait", () => {
    expect(refusalText(toRefusal(429, retryIn(1), { detail: "slow down" }))).toBe("Slow down. Try again in 1 second.");
    expect(refusalText(toRefusal(503, retryIn(5), {}))).toBe(
      "The server is not available at the moment. Try again in 5 seconds.",
    );
    expect(refusalText(toRefusal(429, retryIn(1_800), { detail: "Too many tries." }))).toBe(
      "Too many tries. Try again in 30 minutes.",
    );
  });

  it("always says something", () => {
    for (const status of [400, 401, 403, 404, 405, 409, 413, 415, 418, 422, 429, 500, 503]) {
      expect(refusalText(toRefusal(status, none, null))).toMatch(/\.$/);
    }
    expect(refusalText(unreachable)).toBe("The server cannot be reached.");
  });
});
