/** Opens pages in Chromium, from a server whose headers isolate them, so that they have threads. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join, normalize } from 'node:path';
import { PROJECT } from './project.mjs';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/google-chrome'];
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript' };

/** A server of the files in a folder. */
async function serve(folder) {
  const server = createServer(({ url }, response) => {
    const path = join(folder, normalize(new URL(url, 'http://localhost').pathname));
    if (!existsSync(path)) return void response.writeHead(404).end();
    response.writeHead(200, {
      'Content-Type': TYPES[extname(path)] ?? 'application/octet-stream',
      'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp',
    });
    response.end(readFileSync(path));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** @returns what a page prints first, as `stdout`, and all that it warns of until then, as `stderr`
 *  @throws {Error} if it prints nothing in a minute, or fails before */
export async function open(folder, page) {
  const executablePath = CHROMIUM.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error(`no Chromium at ${CHROMIUM.join(', ')}. Debian: apt install chromium`);
  const server = await serve(folder);
  const { launch } = createRequire(join(PROJECT, 'package.json'))('puppeteer-core');
  const browser = await launch({ executablePath, headless: true, args: ['--no-sandbox', '--disable-quic', '--no-first-run'] });
  try {
    const tab = await browser.newPage();
    let stderr = '';
    const stdout = new Promise((resolve, reject) => {
      tab.on('console', (message) => (message.type() === 'log' ? resolve(message.text()) : (stderr += `${message.text()}\n`)));
      tab.on('pageerror', (error) => reject(error));
      setTimeout(() => reject(new Error(`${page} prints nothing. ${stderr}`)), 60_000).unref();
    });
    await tab.goto(`http://127.0.0.1:${server.address().port}/${page}`);
    return { stdout: await stdout, stderr };
  } finally {
    await browser.close();
    server.close();
  }
}
