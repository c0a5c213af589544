// Firebase's SDK, which weighs as much as the rest of the page: loaded only by those who read from Firestore.
import { deleteApp, type FirebaseApp, initializeApp } from "firebase/app";
import {
  type Auth,
  connectAuthEmulator,
  initializeAuth,
  inMemoryPersistence,
  signInWithCustomToken,
} from "firebase/auth";
import {
  connectFirestoreEmulator,
  disableNetwork,
  doc,
  enableNetwork,
  type Firestore,
  initializeFirestore,
  memoryLocalCache,
  onSnapshot,
} from "firebase/firestore";
import type { FirebaseConfig } from "@/api/server-config";
import type { Firebase, SnapshotListener } from "./firebase";

let apps = 0;

// Nothing of it outlives the page: people share computers.
export function connectFirebase({ database, emulators, ...options }: FirebaseConfig): Firebase {
  const app = initializeApp(options, `inbox-${++apps}`);
  silenceHeartbeat(app);
  // Without a resolver for pop-ups, which would load scripts and a frame from other hosts.
  const auth = initializeAuth(app, { persistence: inMemoryPersistence });
  const firestore = initializeFirestore(app, { localCache: memoryLocalCache() }, database);
  pointAtEmulators(auth, firestore, emulators);

  return {
    async signIn(customToken) {
      await signInWithCustomToken(auth, customToken);
    },
    listen(userId, listener) {
      const stop = listen(firestore, userId, listener);
      return () => {
        stop();
        void disableNetwork(firestore);
      };
    },
    close() {
      void deleteApp(app);
    },
  };
}

function listen(firestore: Firestore, userId: string, listener: SnapshotListener): () => void {
  // Whatever connection there was may be dead without knowing it.
  void disableNetwork(firestore).then(() => enableNetwork(firestore));
  return onSnapshot(
    doc(firestore, "inboxes", userId),
    { includeMetadataChanges: true },
    (snapshot) => {
      listener.onSnapshot({ fromServer: !snapshot.metadata.fromCache, data: snapshot.data() });
    },
    ({ code }) => {
      listener.onError(code);
    },
  );
}

// The SDK counts for Google the days on which it was used, in an IndexedDB database that outlives the session. There is no
// setting against it, but each of its services looks the counter up in the app's container.
function silenceHeartbeat(app: FirebaseApp): void {
  const { container } = app as FirebaseApp & { container: { addOrOverwriteComponent(component: object): void } };
  container.addOrOverwriteComponent({
    name: "heartbeat",
    type: "PRIVATE",
    instanceFactory: () => ({
      triggerHeartbeat: () => Promise.resolve(),
      getHeartbeatsHeader: () => Promise.resolve(""),
    }),
    instantiationMode: "LAZY",
    multipleInstances: false,
    serviceProps: {},
    onInstanceCreated: null,
  });
}

function pointAtEmulators(auth: Auth, firestore: Firestore, emulators: FirebaseConfig["emulators"]): void {
  if (emulators.auth) connectAuthEmulator(auth, emulators.auth, { disableWarnings: true });
  if (emulators.firestore) {
    const { hostname, port } = new URL(`http://${emulators.firestore}`);
    connectFirestoreEmulator(firestore, hostname, Number(port));
  }
}
