// A Firestore that fails on command: stands between clients and the emulator, counts what Google would bill, and holds
// requests to the limits that the emulator does not know. proxy.mjs PORT CONTROL_PORT EMULATOR_PORT; the commands are
// at the end. Each is a line on a connection of its own to the control port, and is answered with a line.

import crypto from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import net from 'node:net'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const require = createRequire(`${here}/../../../src/adapters/firestore/sdk/package.json`)
const grpc = require('@grpc/grpc-js')
const loader = require('@grpc/proto-loader')

const HOST = '127.0.0.1'
const [port, controlPort, emulatorPort] = process.argv.slice(2).map(Number)
const REQUEST_BYTES_MAX = 10 << 20
const WRITES_MAX = 500
const FOR_EVER = -1

const protos = dirname(require.resolve('@google-cloud/firestore/package.json')) + '/build/protos'
const definition = loader.loadSync('google/firestore/v1/firestore.proto', {
  includeDirs: [protos], keepCase: true, longs: String, oneofs: false,
})
const service = definition['google.firestore.v1.Firestore']
const Upstream = grpc.makeGenericClientConstructor(service, 'Firestore')
const unlimited = { 'grpc.max_receive_message_length': -1, 'grpc.max_send_message_length': -1 }
const upstream = new Upstream(`${HOST}:${emulatorPort}`, grpc.credentials.createInsecure(), {
  ...unlimited, 'grpc.max_reconnect_backoff_ms': 500, 'grpc.initial_reconnect_backoff_ms': 50,
})

// --- What the tests have asked for, and what was seen.

let state
function reset() {
  state?.held.forEach((go) => go())
  state = {
    faults: [], // {kind: 'call' | 'answer' | 'write', of: method or document, code, left}
    holding: new Set(), // methods
    held: [],
    whenHeld: [], // [how many, what to call then]
    betweenWritesMs: 0,
    lastWrites: new Map(), // by document
    counts: { reads: 0, writes: 0, deletes: 0, requests: 0, largest: 0, repeated: 0, too_fast: 0 },
  }
}
reset()

function fault(kind, of) {
  const found = state.faults.find((one) => one.kind === kind && one.of === of && one.left !== 0)
  if (found && found.left !== FOR_EVER) found.left--
  return found?.code
}

async function hold(method) {
  if (!state.holding.delete(method)) return
  await new Promise((go) => {
    state.held.push(go)
    state.whenHeld = state.whenHeld.filter(([count, tell]) => state.held.length < count || tell())
  })
}

function failure(code, details) {
  return Object.assign(new Error(details), { code, details })
}

// --- One write among others.

const nameOf = (write) => write.update?.name ?? write.delete ?? write.transform?.document

function refusal(write, now) {
  const name = nameOf(write)
  const code = fault('write', name)
  if (code !== undefined) return { code, message: 'injected' }
  if (now - (state.lastWrites.get(name) ?? -Infinity) < state.betweenWritesMs) {
    state.counts.too_fast++
    return { code: grpc.status.ABORTED, message: 'too much contention on this document' }
  }
  state.lastWrites.set(name, now)
  return undefined
}

function checkLimits(method, request) {
  const { writes } = request
  const { counts } = state
  const bytes = service[method].requestSerialize(request).length
  counts.largest = Math.max(counts.largest, writes.length)
  if (new Set(writes.map(nameOf)).size < writes.length) counts.repeated++
  if (bytes > REQUEST_BYTES_MAX) throw failure(grpc.status.INVALID_ARGUMENT, `${bytes} bytes in a request`)
  if (writes.some((write) => nameOf(write) === state.spoils)) throw failure(grpc.status.INVALID_ARGUMENT, 'a bad document')
  if (writes.length > WRITES_MAX) throw failure(grpc.status.INVALID_ARGUMENT, `${writes.length} writes in a request`)
}

function bill(writes) {
  for (const write of writes) state.counts[write.delete === undefined ? 'writes' : 'deletes']++
}

const ask = (method, request, metadata) =>
  new Promise((resolve, reject) =>
    // Without the caller's deadline: what was on its way when he gave up arrives all the same.
    upstream[method](request, metadata, (error, answer) => (error ? reject(error) : resolve(answer))),
  )

async function batchWrite(call) {
  const { request } = call
  checkLimits('BatchWrite', request)
  const refused = request.writes.map((write) => refusal(write, performance.now()))
  const passed = request.writes.filter((_, i) => !refused[i])
  bill(passed)
  const answer = passed.length > 0 ? await ask('BatchWrite', { ...request, writes: passed }, call.metadata) : {}
  const results = [...(answer.write_results ?? [])]
  const statuses = [...(answer.status ?? [])]
  return {
    write_results: refused.map((refusal) => (refusal ? {} : results.shift())),
    status: refused.map((refusal) => refusal ?? statuses.shift()),
  }
}

async function commit(call) {
  checkLimits('Commit', call.request)
  bill(call.request.writes)
  return ask('Commit', call.request, call.metadata)
}

// --- Requests.

async function around(method, work) {
  state.counts.requests++
  const code = fault('call', method)
  if (code !== undefined) throw failure(code, 'injected')
  await hold(method)
  const answer = await work()
  const lost = fault('answer', method)
  if (lost !== undefined) throw failure(lost, 'injected behind the request')
  return answer
}

const unary = (method) => async (call, callback) => {
  const work = { BatchWrite: batchWrite, Commit: commit }[method] ?? ((one) => ask(method, one.request, one.metadata))
  try {
    callback(null, await around(method, () => work(call)))
  } catch (error) {
    callback(error)
  }
}

function pass(method, from, to) {
  from.on('data', (answer) => {
    if (method === 'BatchGetDocuments' && (answer.found || answer.missing)) state.counts.reads++
    if (method === 'Listen' && answer.document_change) state.counts.reads++
    to.write(answer)
  })
  from.on('end', () => to.end())
  from.on('error', (error) => to.emit('error', error))
}

const streaming = (method) => async (call) => {
  const asks = service[method].requestStream
  try {
    await around(method, async () => {
      const answers = asks ? upstream[method](call.metadata) : upstream[method](call.request, call.metadata)
      pass(method, answers, call)
      call.on('cancelled', () => answers.cancel())
      if (!asks) return
      call.on('data', (question) => answers.write(question))
      call.on('end', () => answers.end())
    })
  } catch (error) {
    call.emit('error', error)
  }
}

// --- The server, which `cut` takes away.

const handlers = Object.fromEntries(
  Object.entries(service).map(([method, { responseStream }]) => [method, (responseStream ? streaming : unary)(method)]),
)
let server
function listen() {
  server = new grpc.Server(unlimited)
  server.addService(service, handlers)
  return new Promise((resolve, reject) =>
    server.bindAsync(`${HOST}:${port}`, grpc.ServerCredentials.createInsecure(), (error) =>
      error ? reject(error) : resolve(),
    ),
  )
}

// --- A door with TLS, for callers with a token of their own making, as Google's.

function check(metadata, publicKey, audience) {
  const token = String(metadata.get('authorization')[0] ?? '').replace(/^Bearer /, '')
  const [header, claims, signature] = token.split('.')
  const signed = Buffer.from(`${header}.${claims}`)
  if (!signature || !crypto.verify('sha256', signed, publicKey, Buffer.from(signature, 'base64url')))
    throw failure(grpc.status.UNAUTHENTICATED, 'no token of this key')
  const { aud, exp } = JSON.parse(Buffer.from(claims, 'base64url'))
  if (aud !== audience || exp * 1000 < Date.now())
    throw failure(grpc.status.UNAUTHENTICATED, `not for here and now: ${aud} until ${exp}`)
  metadata.set('authorization', 'Bearer owner') // which is how the emulator knows a server
}

const guarded = (handler, publicKey, place) => (call, callback) => {
  try {
    check(call.metadata, publicKey, `https://${place.address}/`)
  } catch (error) {
    return callback ? callback(error) : call.emit('error', error)
  }
  return handler(call, callback)
}

function openDoor(certificateFile, keyFile, publicKeyFile) {
  const publicKey = crypto.createPublicKey(fs.readFileSync(publicKeyFile))
  const place = {} // known once it is bound
  const door = new grpc.Server(unlimited)
  const doors = Object.entries(handlers).map(([method, handler]) => [method, guarded(handler, publicKey, place)])
  door.addService(service, Object.fromEntries(doors))
  const pair = { private_key: fs.readFileSync(keyFile), cert_chain: fs.readFileSync(certificateFile) }
  return new Promise((resolve, reject) =>
    door.bindAsync(`${HOST}:0`, grpc.ServerCredentials.createSsl(null, [pair]), (error, bound) =>
      error ? reject(error) : resolve((place.address = `${HOST}:${bound}`)),
    ),
  )
}

// --- Commands.

const commands = {
  // All faults and counts away; what is held goes on.
  reset,
  // fail call METHOD CODE TIMES: not forwarded. fail answer METHOD CODE TIMES: done, but the answer is lost. fail write
  // DOCUMENT CODE TIMES: this write alone, wherever it is. TIMES -1: for ever.
  fail: (kind, of, code, times) => void state.faults.push({ kind, of, code: Number(code), left: Number(times) }),
  heal: () => void Object.assign(state, { faults: [], spoils: undefined }),
  // spoil DOCUMENT: every request with a write to it is refused as a whole.
  spoil: (document) => void (state.spoils = document),
  // hold METHOD: keeps the next request back. held COUNT: answered when so many are. release: all of them go on.
  hold: (method) => void state.holding.add(method),
  held: (count) =>
    state.held.length < Number(count) && new Promise((tell) => state.whenHeld.push([Number(count), tell])),
  release: () => state.held.splice(0).forEach((go) => go()),
  // pace MILLISECONDS between two writes to one document; what comes sooner is ABORTED. 0: none.
  pace: (milliseconds) => void (state.betweenWritesMs = Number(milliseconds)),
  cut: () => server.forceShutdown(),
  mend: listen,
  // tls CERTIFICATE KEY PUBLIC_KEY: answers the address of a door with TLS, for those whose tokens the public key verifies.
  tls: openDoor,
  // count WHAT: one of state.counts.
  count: (what) => String(state.counts[what]),
}

async function obey(line) {
  const [name, ...words] = line.trim().split(' ')
  try {
    const said = await commands[name](...words)
    return typeof said === 'string' ? said : 'done'
  } catch (error) {
    return `failed: ${error}`
  }
}

const control = net.createServer((connection) => {
  let text = ''
  connection.on('data', async (bytes) => {
    text += bytes
    if (text.endsWith('\n')) connection.end(`${await obey(text)}\n`)
  })
  connection.on('error', () => {})
})

await listen()
control.listen(controlPort, HOST, () => console.log('ready'))
