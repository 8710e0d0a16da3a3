/** Has the built package take each of 200 damaged addons of Linux, in one process, and prints the reason of each refusal as a line of JSON,
 *  `[kind, reason]`; at last the machine that runs: `node damaged.mjs ADDON FOLDER`. An addon that was opened ends the list. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { addonHere, setNativePath } from '../../dist/backend/addon.js';
import { MANIFEST, manifestOf } from '../../dist/backend/addon-file.js';
import { backend } from '../../dist/index.js';

const [addon, folder] = process.argv.slice(2);
const bytes = readFileSync(addon);
const whole = manifestOf(bytes, 'here');
let state = 3;
const below = (n) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % n;

const copy = (alter) => {
  const altered = Buffer.from(bytes);
  alter(altered);
  return altered;
};
/** What lies at a path: bytes, or what makes something else of it. */
const put = (path, content) => (typeof content === 'function' ? content(path) : writeFileSync(path, content));
const pipe = (path) => void spawnSync('mkfifo', [path]);
const loop = (path) => symlinkSync(path, path);
const json = JSON.stringify(whole);

const header = (offset, write, value) => copy((altered) => altered[write](value, offset));
const ANY = {
  'a bit flipped': () => copy((altered) => void (altered[below(bytes.length)] ^= 1 << below(8))),
  'cut short': () => bytes.subarray(0, below(bytes.length)),
  'longer': () => Buffer.concat([bytes, Buffer.alloc(1 + below(100))]),
  'a part moved': () => copy((altered) => altered.copy(altered, 4096 + below(bytes.length / 2), 0, 64 + below(4096))),
  'zeros at its end': () => copy((altered) => altered.fill(0, below(bytes.length - 1))),
};
/** Each kind: the file, and what its manifest is; undefined for none. */
const damaged = [
  ...Array.from({ length: 161 }, (_, i) => Object.entries(ANY)[i % 5]).map(([kind, make]) => [kind, make(), json]),
  // Without a manifest the headers tell.
  ...Array.from({ length: 10 }, (_, i) => ['a header alone', bytes.subarray(0, 64 + 60 * i), undefined]),
  ...[0, 1, 4, 63].map((length) => ['no header', bytes.subarray(0, length), undefined]),
  ['of another processor', header(18, 'writeUInt16LE', 243), undefined],
  ['of 32 bits', header(4, 'writeUInt8', 1), undefined],
  ['segments behind its end', header(32, 'writeBigUInt64LE', 2n ** 40n), undefined],
  ['text', Buffer.from('#!/bin/sh\nexit 1\n'.repeat(50)), undefined],
  ['text, with a manifest', Buffer.from('hello'), json],
  ['empty', Buffer.alloc(0), json],
  ['a folder', mkdirSync, json], ['a folder', mkdirSync, undefined],
  ['a pipe', pipe, json], ['a pipe', pipe, undefined],
  ['a link to itself', loop, json], ['a link to nothing', (path) => symlinkSync(`${path}.absent`, path), undefined],
  ['manifest of another table', bytes, JSON.stringify({ ...whole, abi: 1 })],
  ['manifest of another file', bytes, JSON.stringify({ ...whole, crc32: whole.crc32 ^ 1 })],
  ['manifest of another size', bytes, JSON.stringify({ ...whole, bytes: 'many' })],
  ...['null', '[]', '5', '{}', '', '{', json.slice(0, -5)].map((text) => ['manifest altered', bytes, text]),
  ['manifest a folder', bytes, mkdirSync], ['manifest a pipe', bytes, pipe], ['manifest a link to itself', bytes, loop],
];

for (const [i, [kind, content, manifest]] of damaged.entries()) {
  const path = join(folder, `${i}`, 'myelin.node');
  mkdirSync(dirname(path));
  put(path, content);
  if (manifest !== undefined) put(join(dirname(path), MANIFEST), manifest);
  setNativePath(path);
  try {
    addonHere();
    console.log(JSON.stringify([kind, 'it was opened']));
    process.exit(1);
  } catch (error) {
    console.log(JSON.stringify([kind, error.message]));
  }
  rmSync(dirname(path), { recursive: true });
}
const { name, failures } = backend();
console.log(JSON.stringify([name, failures[0].error.message]));
