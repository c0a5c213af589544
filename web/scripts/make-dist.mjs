// Turns Next's static export (out/) into what the server serves (dist/): every file with its compressed forms, and a manifest
// that tells the server types, ETags, cache lifetimes and the Content-Security-Policy, so that it decides nothing itself.
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, extname, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const web = join(import.meta.dirname, "..");
const out = join(web, "out");
const dist = join(web, "dist");

const types = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
  ".yaml": "application/yaml",
};
const compressible = /^(text\/|application\/|image\/svg)/;

// Names under this folder contain a hash of their content.
const immutableFolder = "/_next/static/";

await rm(dist, { recursive: true, force: true });
await cp(out, dist, { recursive: true });
await cp(join(web, "..", "api", "openapi.yaml"), join(dist, "openapi.yaml"));

const paths = (await filesUnder(dist)).sort();
const hashes = { script: new Set(), style: new Set() };
const files = [];
for (const path of paths) files.push(await describe(path));

const manifest = { v: 1, csp: policy(hashes), files };
await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, null, 1) + "\n");
console.log(`dist/: ${files.length} files, ${hashes.script.size} inline scripts, ${hashes.style.size} inline styles`);

async function describe(path) {
  const content = await readFile(join(dist, path));
  const type = types[extname(path)];
  if (!type) throw new Error(`No media type is known for ${path}`);
  const file = {
    path,
    type,
    etag: `"${createHash("sha256").update(content).digest("hex").slice(0, 24)}"`,
    immutable: path.startsWith(immutableFolder),
    encodings: compressible.test(type) ? await compress(path, content) : [],
  };
  if (extname(path) === ".html") file.csp = policy(inlineHashes(path, content.toString()));
  return file;
}

// A form that is no smaller than the file itself is left out.
async function compress(path, content) {
  const forms = [
    ["br", ".br", await promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })],
    ["gzip", ".gz", await promisify(gzip)(content, { level: 9 })],
  ].filter(([, , compressed]) => compressed.length < content.length);
  for (const [, suffix, compressed] of forms) {
    await mkdir(dirname(join(dist, path)), { recursive: true });
    await writeFile(join(dist, path + suffix), compressed);
  }
  return forms.map(([encoding]) => encoding);
}

function inlineHashes(path, html) {
  if (/\sstyle="/.test(html)) throw new Error(`${path} has a style attribute, which the policy forbids`);
  if (/\son[a-z]+="/.test(html)) throw new Error(`${path} has an inline event handler, which the policy forbids`);
  const page = { script: new Set(), style: new Set() };
  for (const [, name, attributes, content] of html.matchAll(/<(script|style)\b([^>]*)>([\s\S]*?)<\/\1>/g)) {
    if (/\ssrc=/.test(attributes) || content === "") continue;
    const hash = `'sha256-${createHash("sha256").update(content).digest("base64")}'`;
    page[name].add(hash);
    hashes[name].add(hash);
  }
  return page;
}

function policy({ script, style }) {
  return [
    "default-src 'none'",
    ["script-src 'self'", ...script].join(" "),
    ["style-src 'self'", ...style].join(" "),
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

async function filesUnder(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => "/" + relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
}
