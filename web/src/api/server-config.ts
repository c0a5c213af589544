import { backoff } from "@/domain/backoff";
import { timeoutAfter } from "./timeout";

// How messages reach a reader: by socket, by Firestore, or by socket and by Firestore when no socket can be had.
export type Realtime = "websocket" | "firestore" | "both";

export interface FirebaseConfig {
  readonly apiKey: string;
  readonly projectId: string;
  readonly database: string;
  readonly authDomain?: string;
  readonly appId?: string;
  // For development and tests: "host:port", and an origin.
  readonly emulators: { readonly firestore?: string; readonly auth?: string };
}

export type ServerConfig =
  { readonly realtime: "websocket" } | { readonly realtime: "firestore" | "both"; readonly firebase: FirebaseConfig };

const socketOnly: ServerConfig = { realtime: "websocket" };
const requestTimeoutMs = 15_000;
const retryDelays = { firstMs: 500, mostMs: 15_000 };

let asked: Promise<ServerConfig> | null = null;

// What this server says about itself in /config.json, asked once for the life of the page.
export function serverConfig(): Promise<ServerConfig> {
  asked ??= askUntilAnswered();
  return asked;
}

// A server that cannot be reached is asked again: nothing works without it anyway. Any answer but a good one leads to the
// socket, which needs no configuration and which servers without this file have.
async function askUntilAnswered(): Promise<ServerConfig> {
  for (let failures = 0; ; ++failures) {
    const answer = await ask();
    if (answer) return answer;
    const delayMs = backoff(retryDelays, failures, Math.random());
    await new Promise((done) => setTimeout(done, delayMs));
  }
}

async function ask(): Promise<ServerConfig | null> {
  try {
    const response = await fetch("/config.json", { cache: "no-store", signal: timeoutAfter(requestTimeoutMs) });
    if (response.status >= 500 || response.status === 429) return null;
    if (!response.ok) return socketOnly;
    return configOf(await response.text());
  } catch {
    return null;
  }
}

function configOf(text: string): ServerConfig {
  try {
    return parseServerConfig(JSON.parse(text));
  } catch (error) {
    // Whoever runs the server looks here when a page uses the socket against the settings.
    console.error("/config.json cannot be used; messages come by socket.", error);
    return socketOnly;
  }
}

// Throws an error that names what is wrong.
export function parseServerConfig(value: unknown): ServerConfig {
  const { realtime, firebase } = record(value, "the file");
  if (realtime === "websocket") return socketOnly;
  if (realtime !== "firestore" && realtime !== "both") throw new Error(`realtime is ${JSON.stringify(realtime)}`);
  return { realtime, firebase: parseFirebase(firebase) };
}

function parseFirebase(value: unknown): FirebaseConfig {
  const fields = record(value, "firebase");
  const emulators = fields.emulators == null ? {} : record(fields.emulators, "firebase.emulators");
  return {
    apiKey: text(fields.apiKey, "firebase.apiKey"),
    projectId: text(fields.projectId, "firebase.projectId"),
    database: text(fields.database ?? "(default)", "firebase.database"),
    ...optionalText("authDomain", fields.authDomain),
    ...optionalText("appId", fields.appId),
    emulators: { ...optionalText("firestore", emulators.firestore), ...optionalText("auth", emulators.auth) },
  };
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new Error(`${name} is ${JSON.stringify(value)}`);
  return value as Record<string, unknown>;
}

function text(value: unknown, name: string): string {
  if (typeof value !== "string" || value === "") throw new Error(`${name} is ${JSON.stringify(value)}`);
  return value;
}

function optionalText<Name extends string>(name: Name, value: unknown): Partial<Record<Name, string>> {
  const given = value == null || value === "" ? {} : { [name]: text(value, name) };
  return given as Partial<Record<Name, string>>;
}
