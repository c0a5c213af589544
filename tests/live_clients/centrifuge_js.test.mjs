// centrifuge-js against a real server: what its users see of the live endpoint.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Centrifuge } from 'centrifuge';
import WebSocket from 'ws';
import { Line } from './line.mjs';
import { Person } from './person.mjs';
import { Server } from './server.mjs';

const eventSecondsMax = 30;
const options = { timeout: 120_000 };
let server, line, ada, bob, chat;
let clients = [];

async function serve(...settings) {
  server = await new Server('guard.enabled=false', ...settings).start();
  line = await new Line(server).open();
  ada = await new Person(server, 'ada').signUp();
  bob = await new Person(server, 'bob').signUp();
  chat = await ada.openChat(bob);
}

afterEach(async () => {
  for (const client of clients) client.disconnect();
  clients = [];
  line.close();
  await server.remove();
});

// Keeps what happens to a client, in order.
class Events {
  #happened = [];
  #wake = () => {};

  constructor(client) {
    for (const kind of ['connecting', 'connected', 'disconnected', 'error', 'subscribed', 'publication'])
      client.on(kind, (context) => {
        this.#happened.push([kind, context]);
        this.#wake();
      });
  }

  // The next event of that kind; those before it are passed over.
  async next(kind) {
    const deadline = AbortSignal.timeout(eventSecondsMax * 1000);
    while (true) {
      while (this.#happened.length > 0) {
        const [happened, context] = this.#happened.shift();
        if (happened === kind) return context;
      }
      await new Promise((resolve, reject) => {
        this.#wake = resolve;
        deadline.addEventListener('abort', () => reject(new Error(`no ${kind}`)), { once: true });
      });
    }
  }

  async bodies(count) {
    const bodies = [];
    while (bodies.length < count) {
      const { data } = await this.next('publication');
      bodies.push(...data.messages.map((message) => message.body));
    }
    return bodies;
  }
}

function connect(settings) {
  const client = new Centrifuge(line.url, { websocket: WebSocket, maxReconnectDelay: 1000, ...settings });
  clients.push(client);
  const events = new Events(client);
  client.connect();
  return [client, events];
}

async function connected(person) {
  const [client, events] = connect({ token: person.token });
  assert.equal((await events.next('subscribed')).wasRecovering, false);
  return [client, events];
}

async function eventually(condition) {
  const deadline = Date.now() + eventSecondsMax * 1000;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, 'it did not come about');
    await pause(100);
  }
}

test('messages arrive live with growing offsets', options, async () => {
  await serve();
  const [, bobs] = await connected(bob);
  const [, adas] = await connected(ada);
  const sent = await ada.say(chat, bob, 'first');
  const first = await bobs.next('publication');
  assert.equal(first.channel, `inbox:${bob.id}`);
  assert.deepEqual(first.data, { v: 1, recipient: bob.id, messages: [sent] });
  await ada.say(chat, bob, 'second');
  assert.ok((await bobs.next('publication')).offset > first.offset);
  assert.deepEqual(await adas.bodies(2), ['first', 'second']); // for the sender's other devices
});

test('a cut line is recovered', options, async () => {
  await serve();
  const [, events] = await connected(bob);
  await ada.say(chat, bob, 'before');
  assert.deepEqual(await events.bodies(1), ['before']);
  line.cut();
  await events.next('connecting');
  const missed = ['missed 0', 'missed 1', 'missed 2'];
  for (const body of missed) await ada.say(chat, bob, body);
  line.mend();
  const { wasRecovering, recovered } = await events.next('subscribed');
  assert.ok(wasRecovering && recovered);
  assert.deepEqual(await events.bodies(3), missed);
  await ada.say(chat, bob, 'after');
  assert.deepEqual(await events.bodies(1), ['after']);
});

test('a killed server is recovered from', options, async () => {
  await serve();
  const [, events] = await connected(bob);
  await ada.say(chat, bob, 'before');
  assert.deepEqual(await events.bodies(1), ['before']);
  line.cut();
  await ada.say(chat, bob, 'in the tunnel');
  await server.kill();
  await server.start();
  await ada.say(chat, bob, 'after the restart');
  line.mend();
  assert.ok((await events.next('subscribed')).recovered);
  assert.deepEqual(await events.bodies(2), ['in the tunnel', 'after the restart']);
});

test('a stopping server says so', options, async () => {
  await serve();
  const [, events] = await connected(bob);
  assert.equal(await server.stop(), 0);
  assert.deepEqual(await events.next('connecting'), { code: 3001, reason: 'shutdown' });
  await server.start();
  assert.ok((await events.next('subscribed')).recovered);
});

test('a token is refreshed before and after its end', options, async () => {
  await serve('auth.token_lifetime=3s');
  const { token } = bob;
  const tokens = [];
  const getToken = async () => {
    tokens.push(await bob.logIn());
    return tokens.at(-1);
  };
  await eventually(async () => !(await bob.isAuthorised(token)));
  const [client, events] = connect({ token, getToken });
  assert.equal((await events.next('error')).error.code, 109);
  await events.next('subscribed');
  const connections = [];
  client.on('connected', (context) => connections.push(context));
  await eventually(() => tokens.length >= 3);
  await ada.logIn();
  await ada.say(chat, bob, 'still here');
  assert.deepEqual(await events.bodies(1), ['still here']);
  assert.deepEqual(connections, []); // refreshed in place
});

test('a forged token ends it for good', options, async () => {
  await serve();
  const [header, claims, signature] = bob.token.split('.');
  const [, events] = connect({ token: `${header}.${claims}.${[...signature].reverse().join('')}` });
  assert.deepEqual(await events.next('disconnected'), { code: 3500, reason: 'invalid token' });
});

test('what is not offered is refused', options, async () => {
  await serve();
  const [client] = await connected(bob);
  for (const [channel, code] of [
    [`inbox:${bob.id}`, 105],
    [`inbox:${ada.id}`, 103],
    ['news', 102],
  ]) {
    const subscription = client.newSubscription(channel);
    const ended = new Promise((resolve) => subscription.on('unsubscribed', resolve));
    subscription.subscribe();
    assert.equal((await ended).code, code);
  }
  await assert.rejects(client.rpc('method', {}), { code: 108 });
  await assert.rejects(client.publish(`inbox:${bob.id}`, {}), { code: 103 });
  await assert.rejects(client.history(`inbox:${bob.id}`), { code: 108 });
  await assert.rejects(client.presence(`inbox:${ada.id}`), { code: 103 });
});

test('pings are answered, so a quiet connection lasts', options, async () => {
  await serve('live.ping_interval=1s', 'live.pong_timeout=1s');
  let pings = 0;
  class PingCountingSocket extends WebSocket {
    constructor(...given) {
      super(...given);
      this.on('message', (data) => (pings += data.toString().split('\n').includes('{}')));
    }
  }
  const [client, events] = connect({ token: bob.token, websocket: PingCountingSocket });
  await events.next('subscribed');
  const lost = [];
  client.on('connecting', (context) => lost.push(context));
  await eventually(() => pings >= 3);
  assert.deepEqual(lost, []);
  await ada.say(chat, bob, 'awake');
  assert.deepEqual(await events.bodies(1), ['awake']);
});
