import type { FirebaseConfig } from "@/api/server-config";

// What a snapshot of the reader's document says.
export interface Snapshot {
  // False while Firestore cannot be reached; `data` is then nothing to go by.
  readonly fromServer: boolean;
  // Undefined when there is no document.
  readonly data: unknown;
}

export interface SnapshotListener {
  onSnapshot(snapshot: Snapshot): void;
  // The listener is dead. The code is Firestore's, "permission-denied" for example.
  onError(code: string): void;
}

// What an inbox needs of Firebase's SDK. Its tests put something else in its place.
export interface Firebase {
  // Rejects with an error whose `code` is Firebase's.
  signIn(customToken: string): Promise<void>;
  // Listens over a connection of its own, as one may after a sleep. Returns how to stop, which also ends the connection.
  listen(userId: string, listener: SnapshotListener): () => void;
  close(): void;
}

export type ConnectFirebase = (config: FirebaseConfig) => Firebase;
