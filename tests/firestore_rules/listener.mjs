// What one reader's open listener was told, in order.
import { onSnapshot } from 'firebase/firestore';

const eventSecondsMax = 30;

export class Listener {
  #happened = [];
  #wake = () => {};
  #stop;

  // `target` is a document or a query; `dataOf` takes what is to be told out of its snapshots.
  constructor(target, dataOf) {
    this.#stop = onSnapshot(
      target,
      // What the client holds already, before the server has spoken, proves nothing. That the server says the same is news.
      { includeMetadataChanges: true },
      (snapshot) => snapshot.metadata.fromCache || this.#note({ data: dataOf(snapshot) }),
      (error) => this.#note({ refused: error.code }),
    );
  }

  // The next snapshot, as {data}, or {refused}.
  async next() {
    const deadline = AbortSignal.timeout(eventSecondsMax * 1000);
    while (this.#happened.length === 0)
      await new Promise((resolve, reject) => {
        this.#wake = resolve;
        deadline.addEventListener('abort', () => reject(new Error('the listener was told nothing')), { once: true });
      });
    return this.#happened.shift();
  }

  stop() {
    this.#stop();
  }

  #note(event) {
    this.#happened.push(event);
    this.#wake();
  }
}
