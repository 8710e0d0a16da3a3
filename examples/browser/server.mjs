/** `npm run example:browser`: serves this folder and the built package, under the strictest policy that WebAssembly can run with.
 *  Options: --port n (default 8080), and --alone to leave out the headers that give a page threads with shared memory. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
const TYPES = {
  '.css': 'text/css', '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm',
};
/** What makes a page cross-origin isolated, so that its threads may share memory. */
const ISOLATED = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
/** No text is evaluated, and workers are files of the page's own origin: neither blob: nor data: addresses are. WebAssembly needs
 *  'wasm-unsafe-eval' under any such policy. */
export const STRICT =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'";

/** Starts the server. Resolves to its address and a function that ends it.
 *  @param folders  what is served, by the beginning of its path
 *  @param policy  the content security policy; none if it is empty */
export function serve({ port = 0, isolated = true, policy = STRICT, folders = {} } = {}) {
  // Of two that fit a path, the longer beginning tells more.
  const rooms = Object.entries({ '/': folder('.'), '/myelin/': folder('../../dist/'), ...folders })
    .toSorted(([a], [b]) => b.length - a.length);
  const server = createServer(async ({ url }, response) => {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    const [prefix, room] = rooms.find(([start]) => path.startsWith(start));
    const file = join(room, normalize(`/${path.slice(prefix.length)}`), path.endsWith('/') ? 'index.html' : '');
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) return response.writeHead(404).end(`there is no ${path}`);
    response.writeHead(200, {
      'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Content-Length': found.size, 'Cache-Control': 'no-cache',
      ...(isolated ? ISOLATED : {}), ...(policy === '' ? {} : { 'Content-Security-Policy': policy }),
    });
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve) => {
    server.listen(port, 'localhost', () =>
      resolve({ address: `http://localhost:${server.address().port}/`, close: () => server.closeAllConnections() ?? server.close() }));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '8080' }, alone: { type: 'boolean', default: false } } });
  const { address } = await serve({ port: Number(values.port), isolated: !values.alone });
  console.log(`${address}  ${values.alone ? 'not cross-origin isolated: one thread' : 'cross-origin isolated: threads'}`);
}
