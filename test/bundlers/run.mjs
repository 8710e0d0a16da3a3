/** `npm run check:bundlers [-- NAME...]`: bundles a small program as docs/bundlers.md shows it, moves it to a folder of its own, runs it
 *  with the native addon and without, and prints a line for each: what computes, the size of the bundle without the addon, and the time
 *  from the start of the process to the first prediction. Fails if a bundle does not run as the page says, or predicts other bits than
 *  the program that is not bundled. */
import { spawn } from 'node:child_process';
import { cpSync, lstatSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { open } from './browser.mjs';
import { readPage } from './page.mjs';
import { begin, environment, install, installTo, PROJECT, run, versionOf, without } from './project.mjs';

const page = readPage(fileURLToPath(new URL('../../docs/bundlers.md', import.meta.url)));
const names = process.argv.slice(2).map((name) => name.toLowerCase());
const chosen = page.sections.filter(({ title }) => names.length === 0 || names.some((name) => title.toLowerCase().includes(name)));
if (chosen.length === 0) {
  console.error(`no such tool: expected ${page.sections.map(({ title }) => title).join(', ')}`);
  process.exit(2);
}

const COLUMNS = [24, 10, 29, 7, 9];
const line = (cells) => console.log(cells.map((cell, i) => String(cell).padEnd(COLUMNS[i] ?? 0)).join(' ').trimEnd());

/** The paths of what lies below a folder, not of what links lead to. */
const below = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
  const path = join(folder, entry.name);
  return entry.isDirectory() ? [path, ...below(path)] : [path];
});
/** The size of all files but addons. */
function megabytes(folder) {
  const sizes = below(folder).filter((path) => !path.includes('prebuilds')).map((path) => lstatSync(path));
  return `${(sizes.reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0) / 1e6).toFixed(2)} MB`;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** What a server answers, and what it printed by then. */
async function ask(start, path, cwd) {
  const port = await freePort();
  const server = spawn('sh', ['-c', `exec ${start}`], { cwd, env: environment({ PORT: port, HOSTNAME: '127.0.0.1' }) });
  let printed = '';
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (text) => (printed += text));
  const ended = new Promise((resolve) => server.on('exit', resolve));
  try {
    for (let tries = 0; tries < 300 && server.exitCode === null; tries++) {
      await setTimeout(200);
      const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => undefined);
      if (answer?.ok) return { stdout: await answer.text(), stderr: printed };
      if (answer !== undefined) throw new Error(`${path} answers with ${answer.status}`);
    }
    throw new Error('the server does not come up');
  } catch (error) {
    throw new Error(`${start}\n${printed}${error.message}`, { cause: error });
  } finally {
    server.kill();
    await ended;
  }
}

/** Runs what was built, and looks at what it says. */
async function runs({ start, get, page: opened }, cwd, expected, cure) {
  const { stdout, stderr } = await (opened !== undefined ? open(join(cwd, 'dist'), opened)
    : get !== undefined ? ask(start, get, cwd) : run(start, { cwd }));
  const answer = JSON.parse(stdout.trim().split('\n').at(-1));
  const warnings = stderr.split('MYELIN_SLOW_BACKEND').length - 1;
  const faults = [
    answer.name !== expected.name && `it runs on ${answer.name} (${answer.why}), not on ${expected.name}`,
    answer.prediction !== expected.prediction && `it predicts ${answer.prediction}, unbundled ${expected.prediction}`,
    warnings !== (cure === undefined ? 0 : 1) && `it warns ${warnings} times`,
    cure !== undefined && !stderr.includes(cure) && `its warning does not say: ${cure}`,
  ].filter(Boolean);
  if (faults.length > 0) throw new Error(`${start}\n${stderr}${faults.join('\n')}`);
  return answer;
}

let failed = 0;
async function check(title, version, row, env, unbundled) {
  const cells = [title, version, row.form];
  const place = mkdtempSync(join(tmpdir(), 'myelin-bundle-'));
  const folder = row.start.includes('.next/standalone') ? '.next/standalone' : 'dist';
  const outside = row.form.includes('outside');
  try {
    for (const output of ['dist', 'build', '.next']) rmSync(join(PROJECT, output), { recursive: true, force: true });
    run(row.commands.join('\n'), { env });
    cpSync(join(PROJECT, folder), join(place, folder), { recursive: true, verbatimSymlinks: true });
    if (outside) installTo(place);
    const size = megabytes(join(place, folder));
    const told = ({ name, milliseconds }) => line([...cells, name, size, `${milliseconds} ms`]);
    if (row.page !== undefined) return told(await runs(row, place, unbundled.wasm));
    await without(async () => {
      told(await runs(row, place, unbundled.native));
      const addons = below(place).filter((path) => basename(path) === 'prebuilds');
      for (const addon of addons) rmSync(addon, { recursive: true });
      // An executable may hold the addon.
      if (addons.length === 0 && row.form.includes('within')) return;
      const installed = outside || row.get !== undefined || title === '@vercel/nft';
      told(await runs(row, place, unbundled.wasm, installed ? 'must copy its folder prebuilds' : 'docs/bundlers.md'));
    });
  } catch (error) {
    failed++;
    line([...cells, 'FAILED']);
    console.log(error.message.replaceAll(/^/gm, '    '));
  } finally {
    rmSync(place, { recursive: true });
  }
}

console.log('installs the tools and what npm pack makes of this checkout ...');
install();
begin(page.files);
const unbundled = Object.fromEntries(['native', 'wasm'].map((name) =>
  [name, JSON.parse(run('node main.mjs', { env: { MYELIN_BACKEND: name } }).stdout)]));
line(['tool', 'version', 'form', 'runs on', 'bundle', 'first prediction']);
for (const [name, { milliseconds }] of Object.entries(unbundled)) {
  line(['node', process.versions.node, 'not bundled', name, '', `${milliseconds} ms`]);
}
for (const { title, files, rows } of chosen) {
  begin({ ...page.files, ...files });
  const versions = title === 'webpack' ? ['webpack', 'webpack-5.101'] : [title.toLowerCase()];
  for (const name of versions) {
    const version = title.startsWith('Node') ? process.versions.node : versionOf(name);
    for (const row of rows) await check(title, version, row, { WEBPACK_PACKAGE: name }, unbundled);
  }
}
console.log(failed === 0 ? 'all run' : `${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
