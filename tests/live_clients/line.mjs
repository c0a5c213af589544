// A TCP line to the server that a test can cut, as a train in a tunnel would.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export class Line {
  #listener;
  #sockets = new Set();
  #isUp = true;

  constructor(server) {
    this.#listener = createServer((near) => this.#carry(near, server.url));
  }

  async open() {
    this.#listener.listen(0, '127.0.0.1');
    await once(this.#listener, 'listening');
    return this;
  }

  get url() {
    return `ws://127.0.0.1:${this.#listener.address().port}/connection/websocket`;
  }

  cut() {
    this.#isUp = false;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend() {
    this.#isUp = true;
  }

  close() {
    this.cut();
    this.#listener.close();
  }

  #carry(near, url) {
    if (!this.#isUp) return near.destroy();
    const { hostname, port } = new URL(url);
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ]) {
      this.#sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => this.#sockets.delete(socket));
      socket.pipe(other);
    }
  }
}
