import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { project } from "./hidane";

// A key file like Google's, with a key of its own.
export class ServiceAccount {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  static async create(): Promise<ServiceAccount> {
    const account = new ServiceAccount(await mkdtemp(join(tmpdir(), "caravan-key-")));
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const key = {
      type: "service_account",
      project_id: project,
      client_email: `caravan@${project}.iam.gserviceaccount.com`,
      private_key: privateKey.export({ type: "pkcs8", format: "pem" }),
    };
    await writeFile(account.file, JSON.stringify(key), { mode: 0o600 });
    return account;
  }

  get file(): string {
    return join(this.#directory, "key.json");
  }

  remove(): Promise<void> {
    return rm(this.#directory, { recursive: true, force: true });
  }
}
