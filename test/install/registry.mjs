/** A registry of npm on this machine that has some tarballs, and sends clients to the real one for all else. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename } from 'node:path';
import { gunzipSync } from 'node:zlib';

const ELSEWHERE = 'https://registry.npmjs.org';

/** package.json within a tarball. @source POSIX, pax: ustar Interchange Format */
function manifestOf(bytes) {
  const tar = gunzipSync(bytes);
  for (let at = 0; at + 512 <= tar.length; ) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/su, '');
    const size = Number.parseInt(tar.toString('utf8', at + 124, at + 136), 8) || 0;
    if (name === 'package/package.json') return JSON.parse(tar.toString('utf8', at + 512, at + 512 + size));
    at += 512 + 512 * Math.ceil(size / 512);
  }
  throw new Error('a tarball without package.json');
}

/** @returns its address, and how to close it */
export async function registry(tarballs) {
  const packages = new Map();
  const files = new Map();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    const found = packages.get(path.slice(1));
    if (files.has(path)) return void response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(files.get(path));
    if (found !== undefined) return void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(found));
    response.writeHead(302, { location: ELSEWHERE + request.url }).end();
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const address = `http://127.0.0.1:${server.address().port}`;
  for (const tarball of tarballs) {
    const bytes = readFileSync(tarball);
    const manifest = manifestOf(bytes);
    const { name, version } = manifest;
    const path = `/${name}/-/${basename(tarball)}`;
    files.set(path, bytes);
    const hash = (algorithm, encoding) => createHash(algorithm).update(bytes).digest(encoding);
    const dist = { tarball: address + path, shasum: hash('sha1', 'hex'), integrity: `sha512-${hash('sha512', 'base64')}` };
    packages.set(name, {
      name, 'dist-tags': { latest: version }, versions: { [version]: { ...manifest, _id: `${name}@${version}`, dist } },
      time: { created: '2020-01-01T00:00:00.000Z', modified: '2020-01-01T00:00:00.000Z', [version]: '2020-01-01T00:00:00.000Z' },
    });
  }
  return { address, close: () => server.close() };
}
