/** `npm run check:report`: makes pages of trainings and shows them in Chromium, narrow and wide, light and dark. No script may fail,
 *  nothing may be asked of a network, no text may be cut or lie over another, everything must be reached by the keyboard, and axe-core
 *  must find no serious fault. Screenshots are for people to look at. What it needs is installed to build/report.
 *  MYELIN_DATA names the folder of data sets; without it, only digits and names that attack are drawn. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { serve, STRICT } from '../../examples/browser/server.mjs';
import { settingsOf } from '../browser/browsers.mjs';
import { pagesOf } from './pages.mjs';

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
const tools = folder('../../build/report/');
const SIZES = [360, 1440];
const SCHEMES = ['light', 'dark'];
const MOST_BYTES = 2e6;

let failures = 0;
function check(what, ok, more = '') {
  if (!ok) failures++;
  if (!ok || more !== '') console.log(`${ok ? 'ok    ' : 'FAILED'} ${what}${more === '' ? '' : `: ${more}`}`);
}

function install() {
  if (['axe-core', 'puppeteer-core'].every((name) => existsSync(join(tools, 'node_modules', name)))) return;
  mkdirSync(tools, { recursive: true });
  cpSync(folder('package.json'), join(tools, 'package.json'));
  const npm = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: tools, stdio: 'inherit', shell: true });
  if (npm.status !== 0) throw new Error('the tools of this check could not be installed: it needs npm and its registry');
}

/** Texts of pictures that leave them, are too small to read, or lie over each other; in the page. */
function faultsOfTexts() {
  const faults = [];
  for (const svg of document.querySelectorAll('svg[role=img]:not(.spark)')) {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')].filter((text) => text.textContent !== '').map((text) => {
      const box = text.getBoundingClientRect();
      const size = parseFloat(getComputedStyle(text).fontSize) * (frame.width / svg.viewBox.baseVal.width);
      if (size < 8.5) faults.push(`${size.toFixed(1)} px: ${text.textContent}`);
      if (box.left < frame.left - 3 || box.right > frame.right + 3) faults.push(`cut: ${text.textContent}`);
      return { box, text: text.textContent };
    });
    texts.forEach((a, i) => {
      for (const b of texts.slice(i + 1)) {
        const [w, h] = ['x', 'y'].map((axis) => {
          const size = axis === 'x' ? 'width' : 'height';
          return Math.min(a.box[axis] + a.box[size], b.box[axis] + b.box[size]) - Math.max(a.box[axis], b.box[axis]);
        });
        if (w > 1 && h > 4) faults.push(`'${a.text}' lies over '${b.text}'`);
      }
    });
  }
  return faults;
}

/** Shows what a click shows; in the page. */
const open = () => document.querySelectorAll('details').forEach((details) => (details.open = true));

/** What the tab key reaches, and what it should reach. */
async function reached(page) {
  const wanted = await page.evaluate(() => document.querySelectorAll('a, summary, [tabindex="0"]').length);
  const seen = await page.evaluate(() => new Promise((resolve) => {
    const found = new Set();
    document.addEventListener('focusin', ({ target }) => found.add(target));
    globalThis.reached = () => found.size;
    resolve(0);
  }));
  for (let i = seen; i < wanted; i++) await page.keyboard.press('Tab');
  return { wanted, got: await page.evaluate(() => globalThis.reached()) };
}

async function look(browser, file, name, width, scheme) {
  const what = `${name}, ${width} pixels, ${scheme}`;
  const page = await browser.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => problems.push(message.text()));
  page.on('request', (request) => {
    if (request.url() !== pathToFileURL(file).href && !request.url().startsWith('data:')) problems.push(`asks for ${request.url()}`);
  });
  try {
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.goto(pathToFileURL(file).href);
    check(`${what}: no error, no request, no breach of its policy`, problems.length === 0, problems.join('; '));
    await page.screenshot({ path: join(tools, `${name}-${width}-${scheme}.png`), fullPage: true });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    check(`${what}: it fits the window`, wide <= width, wide <= width ? '' : `${wide} pixels`);
    const faults = await page.evaluate(faultsOfTexts);
    check(`${what}: texts of pictures are whole and apart`, faults.length === 0, faults.slice(0, 5).join('; '));
    await page.evaluate(open);
    const { wanted, got } = await reached(page);
    check(`${what}: the keyboard reaches links, tables and numbers`, wanted > 0 && got === wanted,
      got === wanted ? '' : `${got} of ${wanted}`);
    // axe-core is a script, and the page's policy lets none in.
    await page.setBypassCSP(true);
    await page.reload();
    await page.evaluate(open);
    await page.evaluate(readFileSync(join(tools, 'node_modules/axe-core/axe.min.js'), 'utf8'));
    const { violations, passes } = await page.evaluate(() => globalThis.axe.run());
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    check(`${what}: axe-core finds no serious fault in ${passes.length} rules`, serious.length === 0,
      serious.map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0].html.slice(0, 120)}`).join('; '));
    const others = violations.filter((violation) => !serious.includes(violation));
    const told = others.map(({ id, impact }) => `${id} (${impact})`).join(', ');
    if (told !== '') console.log(`       ${what}: axe-core also says ${told}`);
    console.log(`ok     ${what}: looked at`);
  } finally {
    await page.close();
  }
}

/** The same page, made where there is no Node. */
async function inPage(browser) {
  const server = await serve({ folders: { '/check/': folder('../browser/pages/') }, isolated: true, policy: STRICT });
  const page = await browser.newPage();
  try {
    await page.goto(`${server.address}check/`);
    const made = await page.evaluate(async () => {
      const { datasets, layers, sequential, compareHistories } = await import('/myelin/browser.js');
      const { xTrain, yTrain } = datasets.digits({ train: 200, test: 10 });
      const net = sequential([layers.rescaling({ scale: 1 / 255 }), layers.flatten(), layers.dense({ units: 10, activation: 'softmax' })]);
      net.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
      const history = await net.fit(xTrain, yTrain, { epochs: 2, verbose: 0 });
      return [history.toHTML(), compareHistories({ a: history, b: history }), await net.report(xTrain, yTrain, { history })];
    });
    check('pages make such pages', made.every((html) => html.startsWith('<!doctype html>')) && made[2].includes('Images most wrong'),
      made.map((html) => `${html.length} characters`).join(', '));
  } finally {
    await page.close();
    server.close();
  }
}

install();
const pages = await pagesOf(process.env['MYELIN_DATA']);
const puppeteer = createRequire(join(tools, 'package.json'))('puppeteer-core');
const browser = await puppeteer.launch(settingsOf('chromium'));
try {
  for (const [name, html] of Object.entries(pages)) {
    const file = join(tools, `${name}.html`);
    writeFileSync(file, html);
    const { size } = statSync(file);
    check(`${name}: less than 2 MB`, size < MOST_BYTES, `${Math.round(size / 1000)} kB`);
    for (const width of SIZES) for (const scheme of SCHEMES) await look(browser, file, name, width, scheme);
  }
  await inPage(browser);
} finally {
  await browser.close();
}
console.log(failures === 0 ? `all passed; screenshots are in ${tools}` : `${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
