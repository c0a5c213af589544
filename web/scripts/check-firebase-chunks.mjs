// Fails the build when Firebase's SDK has grown beyond its budget, or is loaded by those who do not use it.
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

// 12.19.0 takes 156 KB with gzip and 134 KB with brotli.
const budgetBytes = 260_000;
// The SDK's parts register themselves under their packages' names.
const marks = ['"@firebase/app"', '"@firebase/auth"', '"@firebase/firestore"'];

const dist = process.argv[2] ?? join(import.meta.dirname, "..", "dist");
const chunks = join(dist, "_next", "static", "chunks");

const scripts = await filesUnder(chunks, ".js");
const pages = (await Promise.all((await filesUnder(dist, ".html")).map((file) => readFile(file, "utf8")))).join();
const found = new Set();
const sizes = { gz: 0, br: 0 };
for (const script of scripts) {
  const content = await readFile(script, "utf8");
  const inside = marks.filter((mark) => content.includes(mark));
  if (inside.length === 0) continue;
  inside.forEach((mark) => found.add(mark));
  const name = script.slice(chunks.length + 1);
  if (pages.includes(name)) fail(`${name} has Firebase's SDK in it and is loaded by a page at once`);
  for (const form of Object.keys(sizes)) sizes[form] += (await stat(`${script}.${form}`)).size;
}

if (found.size < marks.length) fail(`no chunk has all of ${marks.join(", ")} in it: this check is blind`);
for (const [form, bytes] of Object.entries(sizes)) {
  if (bytes > budgetBytes) fail(`${bytes} bytes of Firebase's SDK as .${form}, and the budget is ${budgetBytes}`);
}
console.log(`Firebase's SDK, loaded when used: ${sizes.gz} bytes with gzip, ${sizes.br} with brotli`);

async function filesUnder(folder, ending) {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith(ending)).map((name) => join(folder, name));
}

function fail(message) {
  console.error(`scripts/check-firebase-chunks.mjs: ${message}`);
  process.exit(1);
}
