import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { project } from "./hidane";

const tools = join(import.meta.dirname, "..", "..", "..", "tests", "firebase_auth", "node_modules", "firebase-tools");

// Google's own emulator of Firebase Auth. It decodes custom tokens without looking at their signature.
export class AuthEmulator {
  readonly url: string;
  readonly #process: ChildProcess;
  readonly #directory: string;

  private constructor(url: string, child: ChildProcess, directory: string) {
    this.url = url;
    this.#process = child;
    this.#directory = directory;
  }

  static async start(): Promise<AuthEmulator> {
    const directory = await mkdtemp(join(tmpdir(), "caravan-auth-"));
    const [auth, hub, logging] = await freePorts(3);
    const at = (port?: number) => ({ host: "127.0.0.1", port });
    const emulators = { singleProjectMode: true, auth: at(auth), hub: at(hub), logging: at(logging) };
    const config = join(directory, "firebase.json");
    await writeFile(config, JSON.stringify({ emulators: { ...emulators, ui: { enabled: false } } }));
    const program = join(tools, "lib", "bin", "firebase.js");
    const command = [program, "emulators:start", "--only", "auth", "--project", project, "--config", config];
    const child = spawn(process.execPath, command, {
      cwd: directory,
      stdio: ["ignore", "pipe", "inherit"],
      // It would ask Google who uses it, and whether there is something newer.
      env: {
        ...process.env,
        CI: "1",
        FIREBASE_CLI_DISABLE_UPDATE_CHECK: "1",
        HOME: directory,
        XDG_CONFIG_HOME: directory,
      },
    });
    await ready(child);
    return new AuthEmulator(`http://127.0.0.1:${auth}`, child, directory);
  }

  // The ID token's claims that a custom token is exchanged for, by the request that Firebase's SDKs make.
  async signIn(token: string): Promise<Record<string, unknown>> {
    const path = "identitytoolkit.googleapis.com/v1/accounts:signInWithCustomToken?key=demo";
    const response = await fetch(`${this.url}/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token, returnSecureToken: true }),
    });
    if (!response.ok) throw new Error(`The Auth emulator answered ${response.status}: ${await response.text()}`);
    return claimsOf(((await response.json()) as { idToken: string }).idToken);
  }

  // Whom it has signed in.
  async users(): Promise<string[]> {
    const path = `identitytoolkit.googleapis.com/v1/projects/${project}/accounts:query`;
    const headers = { Authorization: "Bearer owner", "Content-Type": "application/json" };
    const response = await fetch(`${this.url}/${path}`, { method: "POST", headers, body: "{}" });
    const { userInfo = [] } = (await response.json()) as { userInfo?: { localId: string }[] };
    return userInfo.map(({ localId }) => localId);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) {
      const ended = once(this.#process, "exit");
      this.#process.kill("SIGKILL");
      await ended;
    }
    await rm(this.#directory, { recursive: true, force: true });
  }
}

export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;
}

// It takes no port 0.
async function freePorts(count: number): Promise<number[]> {
  const holders = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(holders.map((holder) => once(holder, "listening")));
  const ports = holders.map((holder) => (holder.address() as AddressInfo).port);
  await Promise.all(holders.map((holder) => once(holder.close(), "close")));
  return ports;
}

async function ready(child: ChildProcess): Promise<void> {
  if (!child.stdout) throw new Error("The emulator's output is not captured");
  const output = createInterface({ input: child.stdout });
  const said: string[] = [];
  const up = new Promise<void>((resolve) => {
    // Read to the end, since a full pipe would stop it.
    output.on("line", (line) => {
      said.push(line);
      if (line.includes("All emulators ready")) resolve();
    });
  });
  const ended = once(child, "exit").then(() => Promise.reject(new Error(`It did not start:\n${said.join("\n")}`)));
  // An end after the start is nobody's concern here.
  ended.catch(() => undefined);
  return Promise.race([up, ended]);
}
