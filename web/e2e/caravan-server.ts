import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const web = join(import.meta.dirname, "..");
const executable = process.env.CARAVAN_BIN ?? join(web, "..", "build", "caravan");

// A real server on a port and a data directory of its own, which both outlive its restarts.
export class CaravanServer {
  readonly #dataDirectory: string;
  readonly #settings: readonly string[];
  readonly #environment: Readonly<Record<string, string>>;
  #process: ChildProcess | null = null;
  #url = "";

  private constructor(
    dataDirectory: string,
    settings: readonly string[],
    environment: Readonly<Record<string, string>>,
  ) {
    this.#dataDirectory = dataDirectory;
    this.#environment = environment;
    this.#settings = [`web.root=${join(web, "dist")}`, ...settings];
  }

  static async start(settings: readonly string[], environment = {}): Promise<CaravanServer> {
    const server = new CaravanServer(await mkdtemp(join(tmpdir(), "caravan-e2e-")), settings, environment);
    await server.start();
    return server;
  }

  get url(): string {
    return this.#url;
  }

  async start(): Promise<void> {
    const listen = this.#url ? new URL(this.#url).host : "127.0.0.1:0";
    const settings = this.#settings.flatMap((setting) => ["--set", setting]);
    const child = spawn(executable, ["serve", "--listen", listen, "--data", this.#dataDirectory, ...settings], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...this.#environment },
    });
    this.#process = child;
    this.#url = await listeningUrl(child);
  }

  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    await rm(this.#dataDirectory, { recursive: true, force: true });
  }
}

// The server says on standard output when it is ready; if it ends before that, its log tells why.
async function listeningUrl(child: ChildProcess): Promise<string> {
  if (!child.stdout || !child.stderr) throw new Error("The server's output is not captured");
  const log: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => log.push(line));
  for await (const line of createInterface({ input: child.stdout })) {
    return (JSON.parse(line) as { listening: string }).listening;
  }
  throw new Error(`${executable} did not start:\n${log.join("\n")}`);
}
