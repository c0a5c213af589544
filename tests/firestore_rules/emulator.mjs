// The Firestore emulator, on a port that the system chooses. It ends with this process, or before.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const program = process.env.HIDANE_BIN ?? new URL('../../.dev/hidane/bin/hidane', import.meta.url).pathname;
const startSecondsMax = 30;

export class Emulator {
  #process;
  host;
  port;

  async start() {
    // setpriv: also when this process is killed, the emulator ends.
    this.#process = spawn('setpriv', ['--pdeathsig', 'KILL', program, '--host', '127.0.0.1', '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const listening = new Promise((resolve) => {
      // Read to the end, since a full pipe would stop it.
      createInterface({ input: this.#process.stdout }).on('line', (line) => {
        const [, host, port] = line.match(/API endpoint: http:\/\/([\d.]+):(\d+)/) ?? [];
        if (port) resolve({ host, port: Number(port) });
      });
    });
    const ended = once(this.#process, 'exit').then(([code]) => ({ code }));
    const late = once(AbortSignal.timeout(startSecondsMax * 1000), 'abort').then(() => ({ code: 'no address in time' }));
    const { host, port, code } = await Promise.race([listening, ended, late]);
    if (!port) {
      this.stop();
      throw new Error(`${program} did not start: ${code}`);
    }
    return Object.assign(this, { host, port });
  }

  stop() {
    this.#process.kill('SIGKILL');
  }
}
