/** What the checks of an installed package share: packages to install, folders to install them into, processes, tables. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const HERE = fileURLToPath(new URL('.', import.meta.url));
export const ROOT = resolve(HERE, '..', '..');
/** What checks install for themselves, kept for the next time; ignored by git. */
export const TOOLS = join(ROOT, 'build', 'install');

/** Runs a program to its end. @returns status and output; `status` is null if it could not be started */
export function run(command, args, options = {}) {
  const { status, stdout, stderr, error, signal } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28, ...options });
  return { status, stdout: stdout ?? '', stderr: stderr ?? '', said: [stdout, stderr, error?.message, signal].filter(Boolean).join('\n') };
}

/** Runs a program that must succeed. @returns what it printed */
export function mustRun(command, args, options) {
  const { status, stdout, said } = run(command, args, options);
  if (status === 0) return stdout;
  throw new Error(`${[command, ...args].join(' ')} failed:\n${said.slice(-3000)}`);
}

/** As `run`, while this process serves others. */
export function runBeside(command, args, options = {}) {
  return new Promise((settle) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '', stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('error', (error) => settle({ status: null, stdout, stderr, said: error.message }));
    child.on('close', (status) => settle({ status, stdout, stderr, said: `${stdout}\n${stderr}` }));
  });
}

/** Programs from packages of npm, installed once. @returns the path of a file of one */
export function tool(spec, path) {
  const folder = join(TOOLS, spec.replaceAll(/[^\w.-]/g, '_'));
  if (!existsSync(join(folder, 'node_modules'))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const { status, said } = run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', spec], { cwd: folder });
    if (status !== 0) throw new Missing(`npm has no ${spec} for this machine: ${said.trim().split('\n')[1]}`);
  }
  const file = join(folder, 'node_modules', path);
  chmodSync(file, 0o755); // programs of packages that name no command
  return file;
}

/** The path of Bun. */
export function bunHere() {
  const { platform, arch } = process;
  const name = `@oven/bun-${platform === 'win32' ? 'windows' : platform}-${arch === 'arm64' ? 'aarch64' : arch}`;
  return tool(`${name}@1`, join(name, 'bin', platform === 'win32' ? 'bun.exe' : 'bun'));
}

/** A new folder that is removed when this process ends. */
export function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'myelin-install-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Packs the package as `npm pack` does, with the addon for this machine. @returns the path of the tarball */
export function packed() {
  const folder = newFolder();
  // Behind what scripts print.
  return join(folder, mustRun('npm', ['pack', '--pack-destination', folder], { cwd: ROOT }).trim().split('\n').at(-1));
}

/** A project with the package installed in it, and the program of all rows. */
export function project(tarball, { type = 'commonjs', more = [] } = {}) {
  const folder = newFolder();
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type }));
  mustRun('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', tarball, ...more], { cwd: folder });
  addPrograms(folder);
  return folder;
}

/** Puts the program of all rows into a folder: for `require` (main.cjs) and for `import` (main.mjs). */
export function addPrograms(folder) {
  cpSync(join(HERE, 'program.cjs'), join(folder, 'program.cjs'));
  const print = '(result) => console.log(`result ${JSON.stringify(result)}`)';
  writeFileSync(join(folder, 'main.cjs'), `require('./program.cjs')(require('myelin')).then(${print});\n`);
  writeFileSync(
    join(folder, 'main.mjs'), `import * as myelin from 'myelin';\nimport program from './program.cjs';\nprogram(myelin).then(${print});\n`,
  );
}

/** What the program printed. @throws {Error} with what else was said if it printed nothing */
export function resultOf({ stdout, said }) {
  const line = stdout.split('\n').find((text) => text.startsWith('result '));
  if (line === undefined) throw new Error(said.trim().slice(-1500));
  return JSON.parse(line.slice('result '.length));
}

const rows = [];
let failed = 0;

/** A row of the table: does its work and prints what came of it. A row whose tool is missing says so and does not count. */
export async function row(name, work) {
  try {
    const answer = await work();
    const { name: machine = '', threads = '', milliseconds = '', bits = '', note = '' } = answer ?? {};
    rows.push({ machine, bits });
    const figures = [machine.padEnd(6), `${threads}`.padStart(3), `${milliseconds}`.padStart(6), bits.padEnd(8)];
    console.log(`${name.padEnd(48)} ${figures.join('  ')}  ${note}`.trimEnd());
  } catch (error) {
    if (!(error instanceof Missing)) failed++;
    console.log(`${name.padEnd(48)} ${error instanceof Missing ? 'not here' : 'FAILED'}: ${error.message}`);
  }
}

export class Missing extends Error {}

export function headline(title) {
  console.log(`\n${title}\n${'row'.padEnd(48)} machine  threads  ms to first prediction, bits`);
}

/** Ends a check: all rows of a machine must have come to the same bits. Native kernels round products and sums at once, WebAssembly
 *  each. */
export function finish() {
  for (const machine of ['native', 'wasm']) {
    const bits = new Set(rows.filter((one) => one.machine === machine && one.bits !== '').map((one) => one.bits));
    if (bits.size <= 1) continue;
    failed++;
    console.log(`FAILED: not the same bits everywhere on ${machine}: ${[...bits].join(', ')}`);
  }
  if (failed > 0) process.exitCode = 1;
}

export const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
