// deploy/firebase/firestore.rules on an emulator, through Firebase's own SDK: who may read which inbox, and when that ends.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { assertFails, assertSucceeds, initializeTestEnvironment } from '@firebase/rules-unit-testing';
import { collection, deleteDoc, doc, getDoc, getDocs, limit, query, setDoc, setLogLevel, updateDoc } from 'firebase/firestore';
import { Emulator } from './emulator.mjs';
import { Listener } from './listener.mjs';

const rules = readFileSync(new URL('../../deploy/firebase/firestore.rules', import.meta.url), 'utf8');
const inbox = { n: 7, oldest: 6, entries: ['[6,"…"]', '[7,"…"]'], log: 'a log' };
let emulator, environment;
let listeners = [];

before(async () => {
  setLogLevel('silent'); // refusals are what is asked for
  emulator = await new Emulator().start();
  const { host, port } = emulator;
  environment = await initializeTestEnvironment({ projectId: 'demo-caravan', firestore: { host, port, rules } });
});

afterEach(async () => {
  for (const listener of listeners) listener.stop();
  listeners = [];
  await environment.clearFirestore();
});

after(async () => {
  await environment?.cleanup();
  emulator?.stop();
});

// Caravan writes as the service account, for whom no rule holds.
const written = (path, data) =>
  environment.withSecurityRulesDisabled((context) => setDoc(doc(context.firestore(), path), data));
const session = (uid, claims) => environment.authenticatedContext(uid, claims).firestore();
const anonymous = () => environment.unauthenticatedContext().firestore();
const reading = (firestore, path) => getDoc(doc(firestore, path));

function listen(firestore, path) {
  const listener = new Listener(firestore, path);
  listeners.push(listener);
  return listener;
}

test('a reader gets his own inbox', async () => {
  await written('inboxes/1', inbox);
  const snapshot = await assertSucceeds(reading(session('1', { epoch: 0 }), 'inboxes/1'));
  assert.deepEqual(snapshot.data(), inbox);
});

test('a reader listens to his own inbox', async () => {
  await written('inboxes/1', inbox);
  const listener = listen(session('1', { epoch: 0 }), 'inboxes/1');
  assert.deepEqual(await listener.next(), { data: inbox });
  await written('inboxes/1', { ...inbox, n: 8 });
  assert.equal((await listener.next()).data.n, 8);
});

test('a document that is not there yet can be read and waited for', async () => {
  const own = session('1', { epoch: 3 });
  assert.equal((await assertSucceeds(reading(own, 'inboxes/1'))).exists(), false);
  const listener = listen(own, 'inboxes/1');
  assert.deepEqual(await listener.next(), { data: null });
  await written('inboxes/1', { ...inbox, epoch: 3 });
  assert.equal((await listener.next()).data.n, 7);
});

test("nobody reads another reader's inbox", async () => {
  await written('inboxes/2', inbox);
  const other = session('1', { epoch: 9 });
  await assertFails(reading(other, 'inboxes/2'));
  await assertFails(reading(other, 'inboxes/3')); // not there either: nobody learns which are
  assert.deepEqual(await listen(other, 'inboxes/2').next(), { refused: 'permission-denied' });
});

test('who has not signed in reads nothing', async () => {
  await written('inboxes/1', inbox);
  await assertFails(reading(anonymous(), 'inboxes/1'));
  await assertFails(reading(anonymous(), 'inboxes/2'));
  assert.deepEqual(await listen(anonymous(), 'inboxes/1').next(), { refused: 'permission-denied' });
});

test('nobody lists inboxes', async () => {
  await written('inboxes/1', inbox);
  const inboxes = collection(session('1', { epoch: 0 }), 'inboxes');
  await assertFails(getDocs(inboxes));
  await assertFails(getDocs(query(inboxes, limit(1))));
});

test('nobody writes, not even his own inbox', async () => {
  await written('inboxes/1', inbox);
  const own = session('1', { epoch: 0 });
  await assertFails(setDoc(doc(own, 'inboxes/1'), { ...inbox, n: 8 }));
  await assertFails(updateDoc(doc(own, 'inboxes/1'), { epoch: 0 }));
  await assertFails(deleteDoc(doc(own, 'inboxes/1')));
  await assertFails(setDoc(doc(session('2', { epoch: 0 }), 'inboxes/2'), inbox));
  assert.deepEqual((await reading(own, 'inboxes/1')).data(), inbox);
});

test('everything else is closed', async () => {
  for (const path of ['messages/1', 'inboxes/1/deeper/1', '1/1']) {
    await written(path, { open: true });
    await assertFails(reading(session('1', { epoch: 0 }), path));
    await assertFails(setDoc(doc(session('1', { epoch: 0 }), path), { open: false }));
  }
});

test('a session of a smaller epoch is over, of the same or a greater one is not', async () => {
  await written('inboxes/1', { ...inbox, epoch: 2 });
  await assertFails(reading(session('1', { epoch: 1 }), 'inboxes/1'));
  await assertSucceeds(reading(session('1', { epoch: 2 }), 'inboxes/1'));
  // The token of a session that began after the account's epoch was raised, and before the document's was.
  await assertSucceeds(reading(session('1', { epoch: 3 }), 'inboxes/1'));
});

test('an epoch that is missing counts as 0', async () => {
  await written('inboxes/1', inbox);
  await assertSucceeds(reading(session('1'), 'inboxes/1'));
  await written('inboxes/1', { ...inbox, epoch: 0 });
  await assertSucceeds(reading(session('1'), 'inboxes/1'));
  await written('inboxes/1', { ...inbox, epoch: 1 });
  await assertFails(reading(session('1'), 'inboxes/1'));
});

test('an epoch that is no number opens nothing', async () => {
  await written('inboxes/1', { ...inbox, epoch: 1 });
  for (const epoch of ['2', null, true, [2]]) await assertFails(reading(session('1', { epoch }), 'inboxes/1'));
});

test('raising the epoch ends a listener that is open, and a session of the new one reads on', async () => {
  await written('inboxes/1', { ...inbox, epoch: 1 });
  const old = listen(session('1', { epoch: 1 }), 'inboxes/1');
  const next = listen(session('1', { epoch: 2 }), 'inboxes/1');
  assert.equal((await old.next()).data.n, 7);
  assert.equal((await next.next()).data.n, 7);

  await written('inboxes/1', { ...inbox, n: 8, epoch: 2 });
  assert.deepEqual(await old.next(), { refused: 'permission-denied' });
  assert.equal((await next.next()).data.n, 8);
});

test('a listener that waits for its document ends when that comes with a greater epoch', async () => {
  const old = listen(session('1', { epoch: 0 }), 'inboxes/1');
  assert.deepEqual(await old.next(), { data: null });
  await written('inboxes/1', { epoch: 1 });
  assert.deepEqual(await old.next(), { refused: 'permission-denied' });
});
