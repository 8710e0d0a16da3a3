/** `npm run check:browser`: trains in Chromium and in Firefox, with and without cross-origin isolation, under a strict content security
 *  policy, and compares bits with WebAssembly in Node. Takes screenshots of the example's page, and measures beside TensorFlow.js.
 *  What it needs is installed to build/browser. Options: --only chromium|firefox, --skip-versus */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { serve, STRICT } from '../../examples/browser/server.mjs';
import { BROWSERS, settingsOf } from './browsers.mjs';
import { exampleWorks } from './example.mjs';
import { versus } from './versus.mjs';

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
const tools = folder('../../build/browser/');
const { values: options } = parseArgs({ options: { only: { type: 'string' }, 'skip-versus': { type: 'boolean', default: false } } });

/** Policies, and whether the library's workers are let in. */
const POLICIES = { strict: [STRICT, true], 'no workers': [STRICT.replace("worker-src 'self'", "worker-src 'none'"), false] };

let failures = 0;
function check(what, ok, more = '') {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${what}${more === '' ? '' : `: ${more}`}`);
  if (!ok) failures++;
}

function install() {
  if (existsSync(join(tools, 'node_modules/puppeteer-core'))) return;
  mkdirSync(tools, { recursive: true });
  cpSync(folder('package.json'), join(tools, 'package.json'));
  const npm = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: tools, stdio: 'inherit', shell: true });
  if (npm.status !== 0) throw new Error('the tools of this check could not be installed: it needs npm and its registry');
}

/** What Node comes to on WebAssembly. */
function inNode() {
  const program = `import('../../dist/index.js').then(async (m) => {
    const { train } = await import('./pages/in-page.mjs');
    console.log(JSON.stringify(await train(m)));
  })`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', program], {
    cwd: folder('.'), encoding: 'utf8', env: { ...process.env, MYELIN_BACKEND: 'wasm' },
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

const rooms = {
  '/check/': folder('pages/'), '/tools/': join(tools, 'node_modules/'), '/csv-parse/': folder('../../node_modules/csv-parse/dist/esm/'),
};

/** Opens a page of the check, and does `work` in it. */
async function within(browser, settings, work, path = 'check/') {
  const server = await serve({ folders: rooms, ...settings });
  const page = await browser.newPage();
  const problems = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  try {
    await page.goto(server.address + path);
    return { ...(await work(page, server.address)), problems };
  } finally {
    await page.close();
    server.close();
  }
}

const trainInPage = (page) => page.evaluate(async () => (await import('/check/in-page.mjs')).train(await import('/myelin/browser.js')));
const readTables = (page) =>
  page.evaluate(async () => {
    const { datasets } = await import('/myelin/browser.js');
    const { rows } = await datasets.readCsv(new Blob(['a,b\n', '1,x\n'.repeat(100_000)]));
    return { rows, told: await datasets.readCsv(new Blob(['a,b\n1,"x\n'])).catch(({ message }) => message) };
  });
const trainByMovedWorker = (page) =>
  page.evaluate(async () => {
    const myelin = await import('/myelin/browser.js');
    myelin.setWorkerUrl('/check/moved-worker.mjs');
    return (await import('/check/in-page.mjs')).train(myelin);
  });
const trainInWorker = (page) =>
  page.evaluate(() => new Promise((resolve, reject) => {
    const worker = new Worker('/check/own-worker.mjs', { type: 'module' });
    worker.addEventListener('message', ({ data }) => resolve(data));
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
  }));

function compare(what, expected, { backend, problems, ...networks }, quiet = true) {
  for (const [name, { hash, same, loss, accuracy, bytes }] of Object.entries(networks)) {
    const as = expected[name];
    check(`${what}: ${name} ends with the bits of Node`, hash === as.hash && loss === as.loss && accuracy === as.accuracy, `${hash}`);
    check(`${what}: ${name} comes back from its bytes`, same && bytes === as.bytes, `${bytes} bytes`);
  }
  if (quiet) check(`${what}: no error is thrown, and no policy hurt`, problems.length === 0, problems.join('; '));
  console.log(`       ${backend.name}, ${backend.threads} threads: ${backend.why}`);
}

async function checkBrowser(name, browser, expected) {
  const cores = await within(browser, {}, async (page) => ({ n: await page.evaluate(() => navigator.hardwareConcurrency) }));
  for (const isolated of [true, false]) {
    for (const [policyName, [policy, workers]] of Object.entries(POLICIES)) {
      const what = `${name}, ${isolated ? 'isolated' : 'not isolated'}, policy '${policyName}'`;
      const got = await within(browser, { isolated, policy }, trainInPage);
      compare(what, expected, got, workers);
      const { threads, why } = got.backend;
      check(`${what}: threads are told`, threads === (isolated ? cores.n : 1) && /not cross-origin isolated/.test(why) === !isolated);
      check(`${what}: refused workers are told`, /no worker can be started/.test(why) === (isolated && !workers));
    }
    const what = `${name}, ${isolated ? 'isolated' : 'not isolated'}`;
    const moved = await within(browser, { isolated }, trainByMovedWorker);
    compare(`${what}, with a worker at another address`, expected, moved);
    check(`${what}, with a worker at another address: it is found`, !/no worker can be started/.test(moved.backend.why));
    compare(`${what}, in a worker of the user's`, expected, await within(browser, { isolated }, trainInWorker));
    const { rate, silent } = await within(browser, { isolated }, (page) =>
      page.evaluate(async () => (await import('/check/in-page.mjs')).measure(await import('/myelin/browser.js'), 6)));
    const at = (share) => silent[Math.floor(share * (silent.length - 1))].toFixed(0);
    console.log(`       ${what}: ${Math.round(rate)} samples/s of 784-512-512-10; between turns of the page ${at(0.5)} ms median, ` +
      `${at(0.99)} ms at 99 %, ${at(1)} ms at most`);
    await exampleWorks(check, what, browser, isolated, join(tools, `${name}-${isolated ? 'isolated' : 'alone'}.png`));
  }
  const { rows, told } = await within(browser, { policy: '' }, readTables, 'check/csv.html');
  check(`${name}: CSV is read, and errors are explained`, rows === 100_000 && told.startsWith('csv: line 2: a quote'), told);
  if (!options['skip-versus']) await within(browser, { policy: '' }, (page) => versus(page, name));
}

install();
const puppeteer = createRequire(join(tools, 'package.json'))('puppeteer-core');
const expected = inNode();
for (const name of Object.keys(BROWSERS)) {
  if (options.only !== undefined && options.only !== name) continue;
  let settings;
  try {
    settings = settingsOf(name);
  } catch ({ message }) {
    check(`${name} is there`, false, message);
    continue;
  }
  const browser = await puppeteer.launch({ ...settings, protocolTimeout: 600_000 });
  try {
    await checkBrowser(name, browser, expected);
  } finally {
    await browser.close();
  }
}
console.log(failures === 0 ? 'all passed' : `${failures} failed`);
process.exitCode = failures === 0 ? 0 : 1;
