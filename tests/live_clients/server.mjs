// A real `caravan serve` of one test: started on a free port, killed and started again on the same one.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const binary = process.env.CARAVAN_BIN ?? new URL('../../build/caravan', import.meta.url).pathname;

export class Server {
  #scratch = mkdtempSync(join(tmpdir(), 'caravan-'));
  #settings;
  #process;
  url;

  constructor(...settings) {
    this.#settings = settings.flatMap((setting) => ['--set', setting]);
  }

  async start() {
    const listen = this.url ? new URL(this.url).host : '127.0.0.1:0';
    const data = join(this.#scratch, 'data');
    this.#process = spawn(binary, ['serve', '--listen', listen, '--data', data, ...this.#settings], {
      stdio: ['ignore', 'pipe', openSync(join(this.#scratch, 'log'), 'a')],
    });
    const lines = createInterface({ input: this.#process.stdout });
    const ended = once(this.#process, 'exit').then(([code]) => Promise.reject(new Error(`caravan ended with ${code}`)));
    ended.catch(() => {}); // ends later, too, when the test ends it
    const [line] = await Promise.race([once(lines, 'line'), ended]);
    this.url = JSON.parse(line).listening;
    return this;
  }

  kill = () => this.#end('SIGKILL');
  stop = () => this.#end('SIGTERM');

  async #end(signal) {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return this.#process.exitCode;
    this.#process.kill(signal);
    const [code] = await once(this.#process, 'exit');
    return code;
  }

  async remove() {
    await this.kill();
    rmSync(this.#scratch, { recursive: true });
  }
}
