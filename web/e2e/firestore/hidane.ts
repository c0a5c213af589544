import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

const repository = join(import.meta.dirname, "..", "..", "..");
const executable = process.env.HIDANE_BIN ?? join(repository, ".dev", "hidane", "bin", "hidane");
const rules = process.env.FIRESTORE_RULES ?? join(repository, "deploy", "firebase", "firestore.rules");

export const project = "demo-caravan";

type Value =
  | { readonly stringValue: string }
  | { readonly integerValue: string }
  | { readonly arrayValue: { readonly values: readonly Value[] } };

// The Firestore emulator, with the rules that are deployed.
export class Hidane {
  readonly host: string;
  readonly #process: ChildProcess;

  private constructor(host: string, child: ChildProcess) {
    this.host = host;
    this.#process = child;
  }

  static async start(): Promise<Hidane> {
    const child = spawn(executable, ["--host", "127.0.0.1", "--port", "0", "--rules", rules], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    return new Hidane(await listeningHost(child), child);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await ended;
  }

  // Writes these fields of the reader's document and leaves its others as they are, as the server does.
  async writeInbox(
    userId: string,
    fields: Readonly<Record<string, string | number | readonly string[]>>,
  ): Promise<void> {
    const path = `projects/${project}/databases/(default)/documents/inboxes/${userId}`;
    const mask = Object.keys(fields).map((field) => `updateMask.fieldPaths=${field}`);
    const response = await fetch(`http://${this.host}/v1/${path}?${mask.join("&")}`, {
      method: "PATCH",
      headers: { Authorization: "Bearer owner", "Content-Type": "application/json" },
      body: JSON.stringify({
        fields: Object.fromEntries(Object.entries(fields).map(([name, it]) => [name, value(it)])),
      }),
    });
    if (!response.ok) throw new Error(`The emulator answered ${response.status}: ${await response.text()}`);
  }
}

function value(it: string | number | readonly string[]): Value {
  if (typeof it === "string") return { stringValue: it };
  if (typeof it === "number") return { integerValue: String(it) };
  return { arrayValue: { values: it.map(value) } };
}

async function listeningHost(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("The emulator's output is not captured");
  const output = createInterface({ input: child.stdout });
  const address = new Promise<string>((resolve) => {
    // Read to the end, since a full pipe would stop it.
    output.on("line", (line) => {
      const host = /API endpoint: http:\/\/(\S+)/.exec(line)?.[1];
      if (host) resolve(host);
    });
  });
  const ended = once(child, "exit").then(() => Promise.reject(new Error(`${executable} did not start`)));
  // An end after the start is nobody's concern here.
  ended.catch(() => undefined);
  return Promise.race([address, ended]);
}
