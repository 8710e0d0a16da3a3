/** Node, Bun and Deno. */
import { open, opendir, readdir, readFile, rename, rm, rmdir, stat, truncate } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { getHeapStatistics } from 'node:v8';
import { getEnvironmentData, setEnvironmentData, Worker } from 'node:worker_threads';
import { createGunzip, createInflateRaw, gunzipSync, type Gunzip, type InflateRaw } from 'node:zlib';
import * as csv from 'csv-parse';
import * as csvSync from 'csv-parse/sync';
import type * as StringWidth from 'string-width';
import { WORKER_SOURCE } from '../backend/gen/worker-source.ts';
import { nativeBackend } from '../backend/native.ts';
import { requireHere } from '../core/bundle.ts';
import type { Host } from '../core/host.ts';
import { removeLeftovers } from '../formats/leftovers.ts';
import { appendTo, makeFolder, writeWhole } from '../formats/write-file.ts';
import { quota } from './quota.ts';

/** What worker threads that are started later get to know. */
const WARNED = 'myelin: warnings given';

/** That of Node, whatever a test puts in its place later: fake timers stand still. */
const immediately = setImmediate;

/** Nothing is loaded before it is used. */
export const node: Host = {
  native: () => nativeBackend(),
  setting: (name) => process.env[name],
  warn: (code, message) => process.emitWarning(message, { code }),
  warned: {
    get: () => (getEnvironmentData(WARNED) ?? []) as string[],
    set: (codes) => setEnvironmentData(WARNED, [...codes]),
  },
  textWidth(text) {
    textWidth ??= widthOf();
    return textWidth(text);
  },
  get output() {
    return process.stdout;
  },
  // The first one comes before the timers if what pauses was called by a file or a socket.
  pause: () => new Promise((resume) => immediately(() => immediately(resume))),
  soon: () => new Promise((resume) => immediately(resume)),
  files: () => ({
    appendTo, dirname, join, makeFolder, open, opendir, readdir, readFile, removeLeftovers, rename, rm, rmdir, stat, truncate,
    writeWhole,
  }),
  gunzip: (pieces, size) => unzipped(pieces, createGunzip({ chunkSize: size })),
  inflate: (pieces, size) => unzipped(pieces, createInflateRaw({ chunkSize: size })),
  gunzipSync: (bytes, most) => gunzipSync(bytes, { maxOutputLength: most }),
  csv: () => Promise.resolve(csv),
  csvSync: () => csvSync,
  heap() {
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
    return { used, limit };
  },
  library: (name) => requireHere()(name),
  cores,
  memory,
  fromBase64: (text) => Buffer.from(text, 'base64'),
  alone: undefined,
  sleeps: true,
  startWorker(workerData, events) {
    const worker = new Worker(WORKER_SOURCE, { eval: true, name: 'myelin', workerData, execArgv: [] });
    let cause: unknown;
    // Node hands over a thousand messages before anything else has its turn, and what each begins may bring the next.
    worker.on('message', (message) => immediately(() => events.message(message)));
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', (code) => immediately(() => events.end(`ended with code ${code}`, cause)));
    return worker as Worker & { terminate(): void };
  },
};

let textWidth: ((text: string) => number) | undefined;

/** The library is a module of ECMAScript, which jest loads in no default mode, and a bundle may lack it: characters are counted then. */
function widthOf(): (text: string) => number {
  try {
    return (requireHere()('string-width') as typeof StringWidth).default;
  } catch {
    return (text) => [...text].length;
  }
}

async function* unzipped(pieces: AsyncIterable<Uint8Array>, unzip: Gunzip | InflateRaw): AsyncGenerator<Uint8Array> {
  const source = Readable.from(pieces, { objectMode: false });
  const stream = source.pipe(unzip);
  source.on('error', (error) => stream.destroy(error));
  try {
    for await (const piece of stream) yield piece as Uint8Array;
  } finally {
    stream.destroy();
    source.destroy();
  }
}

/** A container may own fewer than it sees, and half of one is one. Unlike cpu_threads of native/cpu.cc, which knows hardware threads of
 *  one core, this counts each of these. */
function cores(): number {
  return Math.max(1, Math.min(availableParallelism(), Math.round(quota())));
}

/** A container may have less memory than the machine. Where nothing constrains the process, constrainedMemory is 0, or more than there
 *  is. */
function memory(): number {
  try {
    const constrained = process.constrainedMemory() ?? 0;
    return Math.min(totalmem(), constrained > 0 ? constrained : Infinity);
  } catch {
    return Infinity; // Deno does not tell without --allow-sys
  }
}
