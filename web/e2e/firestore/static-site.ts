import { readFile } from "node:fs/promises";
import { join } from "node:path";

const dist = join(import.meta.dirname, "..", "..", "dist");

interface Manifest {
  readonly files: readonly { readonly path: string; readonly type: string; readonly csp?: string }[];
}

interface Found {
  readonly headers: Readonly<Record<string, string>>;
  readonly content: Buffer;
}

// The built web UI, served under the policy that it was built with and the hosts that Firestore needs besides.
export class StaticSite {
  readonly #connectTo: readonly string[];
  #manifest: Promise<Manifest> | null = null;

  constructor(connectTo: readonly string[]) {
    this.#connectTo = connectTo;
  }

  async find(path: string): Promise<Found | null> {
    this.#manifest ??= readFile(join(dist, "manifest.json"), "utf8").then((text) => JSON.parse(text) as Manifest);
    const name = path.endsWith("/") ? `${path}index.html` : path;
    const file = (await this.#manifest).files.find((one) => one.path === name);
    if (!file) return null;
    const headers: Record<string, string> = { "Content-Type": file.type };
    if (file.csp) headers["Content-Security-Policy"] = this.#policy(file.csp);
    return { headers, content: await readFile(join(dist, file.path)) };
  }

  #policy(csp: string): string {
    const own = "connect-src 'self'";
    if (!csp.includes(own)) throw new Error("The page's policy has no connect-src to add to");
    return csp.replace(own, [own, ...this.#connectTo].join(" "));
  }
}
