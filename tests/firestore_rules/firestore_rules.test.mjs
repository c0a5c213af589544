// deploy/firebase/firestore.rules on an emulator, through Firebase's own SDK: who may read which inbox, and when that ends.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { assertFails, assertSucceeds, initializeTestEnvironment } from '@firebase/rules-unit-testing';
import { collection, deleteDoc, doc, getDoc, getDocs, limit, orderBy, query, setDoc, setLogLevel, updateDoc, where } from 'firebase/firestore';
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

function keep(listener) {
  listeners.push(listener);
  return listener;
}
const listen = (firestore, path) => keep(new Listener(doc(firestore, path), (snapshot) => snapshot.data() ?? null));
const listenToQuery = (target) => keep(new Listener(target, (snapshot) => snapshot.docs.map((found) => found.data())));

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
  for (const path of ['messages/1/deeper/1', 'chats/1', 'inboxes/1/deeper/1', '1/1']) {
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

// The layout `batches`.
const batch = (chat, iso) => ({
  from_user: '1', chat_id: chat, latest_message_time_iso: iso,
  list_of_messages: [{ message_id: 'm', chat_id: chat, from_user: '1', to_user: '2', body: 'hi', time: 't', time_iso: iso }],
});
const early = '2026-11-29T09:00:00.000000', late = '2026-11-29T09:00:05.000000';
const inChat = (firestore, chat) =>
  query(collection(firestore, 'messages'), where('chat_id', '==', chat), orderBy('latest_message_time_iso'));

async function twoChats() {
  await written('chats/a', { members: ['1', '2'] });
  await written('chats/b', { members: ['1', '3'] });
  await written('messages/second', batch('a', late));
  await written('messages/first', batch('a', early));
  await written('messages/other', batch('b', early));
}

test('members of a chat query what was written there, in the order of time', async () => {
  await twoChats();
  for (const uid of ['1', '2']) {
    const found = await assertSucceeds(getDocs(inChat(session(uid), 'a')));
    assert.deepEqual(found.docs.map((each) => each.data()), [batch('a', early), batch('a', late)]);
  }
  const bySender = query(inChat(session('2'), 'a'), where('from_user', '==', '1'));
  assert.equal((await assertSucceeds(getDocs(bySender))).size, 2);
  const two = query(collection(session('1'), 'messages'), where('chat_id', 'in', ['a', 'b']));
  assert.equal((await assertSucceeds(getDocs(two))).size, 3);
  assert.deepEqual((await assertSucceeds(reading(session('2'), 'messages/first'))).data(), batch('a', early));
});

test('members of a chat are told of what is written there', async () => {
  await twoChats();
  const listener = listenToQuery(inChat(session('2'), 'a'));
  assert.equal((await listener.next()).data.length, 2);
  await written('messages/third', batch('a', '2026-11-29T09:00:09.000000'));
  assert.equal((await listener.next()).data.length, 3);
});

test('nobody reads what was written in a chat of others', async () => {
  await twoChats();
  await assertFails(getDocs(inChat(session('3'), 'a')));
  await assertFails(reading(session('3'), 'messages/first'));
  await assertFails(getDocs(inChat(anonymous(), 'a')));
  await assertFails(getDocs(query(collection(session('3'), 'messages'), where('chat_id', 'in', ['a', 'b']))));
  assert.deepEqual(await listenToQuery(inChat(session('3'), 'a')).next(), { refused: 'permission-denied' });
});

test('a query that names no chat is refused, and so is one of a chat that nobody knows', async () => {
  await twoChats();
  await assertFails(getDocs(query(collection(session('1'), 'messages'), where('from_user', '==', '1'))));
  await assertFails(getDocs(collection(session('1'), 'messages')));
  await assertFails(getDocs(inChat(session('1'), 'c')));
});

test('nobody writes into a chat, or makes himself its member', async () => {
  await twoChats();
  const own = session('1');
  await assertFails(setDoc(doc(own, 'messages/mine'), batch('a', late)));
  await assertFails(deleteDoc(doc(own, 'messages/first')));
  await assertFails(updateDoc(doc(own, 'chats/a'), { members: ['1'] }));
  await assertFails(reading(own, 'chats/a'));
});

test('a session that is over queries nothing any more', async () => {
  await twoChats();
  await written('inboxes/1', { epoch: 2 });
  await assertFails(getDocs(inChat(session('1', { epoch: 1 }), 'a')));
  await assertFails(reading(session('1', { epoch: 1 }), 'messages/first'));
  await assertSucceeds(getDocs(inChat(session('1', { epoch: 2 }), 'a')));
});
