import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseServerConfig, type ServerConfig } from "./server-config";

const firebase = { apiKey: "key", projectId: "demo-caravan", database: "(default)" };

describe("parseServerConfig", () => {
  it("takes a socket without anything else", () => {
    expect(parseServerConfig({ realtime: "websocket", firebase: null })).toEqual({ realtime: "websocket" });
  });

  it("takes Firestore's settings, of which some may be missing", () => {
    const full = { ...firebase, authDomain: "a", appId: "b", emulators: { firestore: "h:1", auth: "http://h:2" } };
    expect(parseServerConfig({ realtime: "both", firebase: full })).toEqual({ realtime: "both", firebase: full });
    const bare = { apiKey: "key", projectId: "demo-caravan", authDomain: null, appId: "" };
    const expected = { realtime: "firestore", firebase: { ...firebase, emulators: {} } };
    expect(parseServerConfig({ realtime: "firestore", firebase: bare })).toEqual(expected);
  });

  it.each([
    ["realtime", { realtime: "pigeon", firebase }],
    ["firebase", { realtime: "firestore", firebase: null }],
    ["firebase.apiKey", { realtime: "both", firebase: { ...firebase, apiKey: "" } }],
    ["firebase.projectId", { realtime: "both", firebase: { ...firebase, projectId: 7 } }],
    ["firebase.emulators", { realtime: "both", firebase: { ...firebase, emulators: "all" } }],
    ["the file", null],
  ])("names what is wrong: %s", (name, value) => {
    expect(() => parseServerConfig(value)).toThrow(name);
  });
});

describe("serverConfig", () => {
  beforeEach(() => {
    vi.resetModules();
    vi.useFakeTimers();
    vi.spyOn(console, "error").mockImplementation(() => undefined);
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  async function configFrom(...answers: readonly (Response | Error)[]): Promise<ServerConfig> {
    const left = [...answers];
    const fetched = vi.fn(() => {
      const next = left.shift();
      return next instanceof Response ? Promise.resolve(next) : Promise.reject(next ?? new Error("asked too often"));
    });
    vi.stubGlobal("fetch", fetched);
    const { serverConfig } = await import("./server-config");
    const config = serverConfig();
    await vi.runAllTimersAsync();
    expect(await serverConfig()).toBe(await config);
    expect(fetched).toHaveBeenCalledTimes(answers.length);
    return config;
  }

  it("asks again until the server can be reached, and then never again", async () => {
    const good = Response.json({ realtime: "firestore", firebase });
    const config = await configFrom(new Error("unreachable"), new Response("", { status: 503 }), good);
    expect(config.realtime).toBe("firestore");
  });

  it("goes by socket with a server that has no such file", async () => {
    expect(await configFrom(new Response("Not Found", { status: 404 }))).toEqual({ realtime: "websocket" });
    expect(console.error).not.toHaveBeenCalled();
  });

  it.each([
    ["no JSON", new Response("<!doctype html>")],
    ["Firestore without its settings", Response.json({ realtime: "firestore", firebase: null })],
  ])("goes by socket, and says why, with a file that has %s", async (_, answer) => {
    expect(await configFrom(answer)).toEqual({ realtime: "websocket" });
    expect(console.error).toHaveBeenCalledOnce();
  });
});
