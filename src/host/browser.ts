/** A page, or a worker of one. */
import { ConfigError, show } from '../core/errors.ts';
import type { Host } from '../core/host.ts';

declare const Worker: typeof Page.Worker;

const scope = globalThis as unknown as Page.Scope;

let workerUrl: string | URL | undefined;

/** The parser of CSV, once it has been loaded. */
let csvSync: ReturnType<Host['csvSync']> | undefined;
/** Text that is not yet a line. */
let unfinished = '';
/** Those who wait for a turn of the event loop. A message comes at once, a timer after 4 ms, or after a second in a tab behind others. */
const waiting: (() => void)[] = [];
const turn = new MessageChannel();
turn.port1.addEventListener('message', () => waiting.shift()!());
turn.port1.start();
const nextTurn = (): Promise<void> =>
  new Promise((resume) => {
    waiting.push(resume);
    turn.port2.postMessage(null);
  });

export const browser: Host = {
  setting: () => undefined,
  warn: (code, message) => console.warn(`${code}: ${message}`),
  warned: { get: () => [], set: () => {} },
  // A console has no columns.
  textWidth: (text) => [...text].length,
  output: {
    write(text) {
      const lines = (unfinished + text).split('\n');
      unfinished = lines.pop()!;
      for (const line of lines) console.log(line);
    },
  },
  pause: nextTurn,
  soon: nextTurn,
  files(where) {
    throw new ConfigError(
      `${where}: a page has no paths of files. Give a Blob, a File or bytes; model.toBytes() gives those of a model.`,
    );
  },
  gunzip: (pieces) => unzipped(pieces, 'gzip'),
  inflate: (pieces) => unzipped(pieces, 'deflate-raw'),
  async csv() {
    // Those of its files that import nothing of Node. Bundlers find them; a page without one names them in its import map.
    const [csv, sync] = await Promise.all([import('csv-parse/browser/esm'), import('csv-parse/browser/esm/sync')]);
    csvSync = sync;
    return csv;
  },
  csvSync() {
    if (csvSync !== undefined) return csvSync;
    throw new ConfigError('a page has no parser of CSV before datasets.readCsv, which takes a Blob or bytes, has read a first file.');
  },
  // A page is not told.
  heap: () => ({ used: 0, limit: Infinity }),
  gunzipSync() {
    throw new ConfigError('a page cannot decompress gzip at once. Read the file by datasets.readIdx, which takes a Blob or bytes.');
  },
  library(name) {
    throw new ConfigError(`the package ${name} can be used in Node only.`);
  },
  cores: () => (scope.crossOriginIsolated ? (scope.navigator?.hardwareConcurrency ?? 1) : 1),
  memory: () => (scope.navigator?.deviceMemory ?? 4) * 2 ** 30,
  fromBase64: (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)),
  alone: scope.crossOriginIsolated
    ? undefined
    : 'the page is not cross-origin isolated, so that threads cannot share memory. Serve it with the headers ' +
      'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.',
  sleeps: sleeps(),
  startWorker(data, events) {
    // The worker is a file, because pages may refuse blob: URLs and eval. In these words bundlers find it.
    const worker =
      workerUrl === undefined
        ? new Worker(new URL('./browser-worker.js', import.meta.url), { type: 'module', name: 'myelin' })
        : new Worker(workerUrl, { type: 'module', name: 'myelin' });
    let begun = false;
    worker.addEventListener('message', ({ data: message }) => {
      if (begun) events.message(message);
      begun = true;
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      const why = event.message === undefined || event.message === '' ? 'it could not be loaded' : event.message;
      worker.terminate();
      if (begun) events.end(`failed (${why})`, event.error);
      else {
        const file = workerUrl ?? 'dist/host/browser-worker.js of myelin';
        events.refused(`no worker can be started: ${why}. The page must let it load ${file}.`);
      }
    });
    worker.postMessage(data);
    return { postMessage: (message) => worker.postMessage(message), ref: () => {}, unref: () => {}, terminate: () => worker.terminate() };
  },
};

/** Names the file that workers run, before anything is computed: `myelin/browser-worker`, or a bundle of it, on the page's own origin.
 *  It is for bundlers that do not find it themselves, such as esbuild and bun, and where the library comes from another origin.
 *  @throws {ConfigError} if it is no address */
export function setWorkerUrl(url: string | URL): void {
  if (!(url instanceof URL) && (typeof url !== 'string' || url === ''))
    throw new ConfigError(`setWorkerUrl: expected the address of a script, received ${show(url)}.`);
  workerUrl = url;
}

/** The thread of a page must not sleep, its workers may. */
function sleeps(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 0);
    return true;
  } catch {
    return false;
  }
}

async function* unzipped(pieces: AsyncIterable<Uint8Array>, format: 'gzip' | 'deflate-raw'): AsyncGenerator<Uint8Array> {
  const unzip = new DecompressionStream(format);
  const writer = unzip.writable.getWriter();
  const written = (async () => {
    for await (const piece of pieces) await writer.write(piece as Uint8Array<ArrayBuffer>);
    await writer.close();
  })();
  written.catch((cause: unknown) => writer.abort(cause).catch(() => undefined));
  const reader = unzip.readable.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
    await written;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
