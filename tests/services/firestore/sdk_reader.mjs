// Reads what the adapter writes as anybody would: with Google's own client and api/firestore.md alone.
// sdk_reader.mjs PROJECT READER LAST_N: a line for each snapshot of the reader's document, until `n` is LAST_N.

import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const require = createRequire(`${here}/../../../src/adapters/firestore/sdk/package.json`)
const { Firestore } = require('@google-cloud/firestore')

const [projectId, reader, lastN] = process.argv.slice(2)

function uuid(text) {
  const hex = Buffer.from(text, 'base64url').toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

function words(entry) {
  const [offset, message, ...rest] = JSON.parse(entry)
  if (rest.length === 0) return [offset, uuid(message)]
  const [chat, from, to, body, time] = rest
  return [offset, uuid(message), uuid(chat), from, to, body, uuid(time)]
}

const firestore = new Firestore({ projectId, ssl: false })
const stop = firestore.doc(`inboxes/${reader}`).onSnapshot((snapshot) => {
  if (!snapshot.exists) return console.log('nothing')
  const { n, oldest, entries, log } = snapshot.data()
  console.log([n, oldest, log, ...entries.map((entry) => words(entry).join(' '))].join('|'))
  if (n < Number(lastN)) return
  stop()
  firestore.terminate()
})
