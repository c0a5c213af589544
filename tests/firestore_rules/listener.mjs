// What one reader's open listener was told, in order.
import { doc, onSnapshot } from 'firebase/firestore';

const eventSecondsMax = 30;

export class Listener {
  #happened = [];
  #wake = () => {};
  #stop;

  constructor(firestore, path) {
    this.#stop = onSnapshot(
      doc(firestore, path),
      // What the client holds already, before the server has spoken, proves nothing. That the server says the same is news.
      { includeMetadataChanges: true },
      (snapshot) => snapshot.metadata.fromCache || this.#note({ data: snapshot.data() ?? null }),
      (error) => this.#note({ refused: error.code }),
    );
  }

  // The next snapshot, as {data} with null for a document that is not there, or {refused}.
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
