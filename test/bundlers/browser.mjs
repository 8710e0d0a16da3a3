/** Opens pages in Chromium, from a server whose headers isolate them, so that they have threads. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { serve } from '../../examples/browser/server.mjs';
import { settingsOf } from '../browser/browsers.mjs';
import { PROJECT } from './project.mjs';

/** @returns what a page prints first, as `stdout`, and all that it warns of until then, as `stderr`
 *  @throws {Error} if it prints nothing in a minute, or fails before */
export async function open(folder, page) {
  const { launch } = createRequire(join(PROJECT, 'package.json'))('puppeteer-core');
  const browser = await launch(settingsOf('chromium'));
  const server = await serve({ policy: '', folders: { '/': folder } });
  try {
    const tab = await browser.newPage();
    let stderr = '';
    const stdout = new Promise((resolve, reject) => {
      tab.on('console', (message) => (message.type() === 'log' ? resolve(message.text()) : (stderr += `${message.text()}\n`)));
      tab.on('pageerror', (error) => reject(error));
      setTimeout(() => reject(new Error(`${page} prints nothing. ${stderr}`)), 60_000).unref();
    });
    await tab.goto(server.address + page);
    return { stdout: await stdout, stderr };
  } finally {
    await browser.close();
    server.close();
  }
}
