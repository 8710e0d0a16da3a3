/** Makes a checkout ready to run: dependencies, the WebAssembly module, TypeScript, and the native addon where there are
 *  tools to build it. Needs Node and npm alone; a step whose outputs are newer than its inputs is skipped. */
import { spawnSync } from 'node:child_process';
import {
  accessSync, constants, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('.', import.meta.url));
const LOG = 'build/native.log';
process.chdir(ROOT);

const windows = process.platform === 'win32';
const say = (step, text) => console.log(`${step.padEnd(13)} ${text}`);

/** Runs a program; its output is kept, to be shown if it fails. */
function run(command, args, shell = false) {
  const begun = performance.now();
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', shell, maxBuffer: 2 ** 28 });
  const seconds = `${((performance.now() - begun) / 1000).toFixed(1)} s`;
  return { ok: status === 0, seconds, output: [stdout, stderr, error?.message].filter(Boolean).join('\n') };
}

function mustRun(step, command, args, shell) {
  const { ok, seconds, output } = run(command, args, shell);
  if (!ok) {
    console.error(output);
    say(step, 'failed');
    process.exit(1);
  }
  return seconds;
}

/** A tool of a dependency, started by this very Node. */
const tool = (path, ...args) => [process.execPath, [join('node_modules', path), ...args]];

/** The latest change among files and folders, the folders themselves included: a deletion shows there. */
function newest(paths, skip = []) {
  let latest = 0;
  for (const path of paths) {
    if (!existsSync(path) || skip.includes(path)) continue;
    const stat = statSync(path);
    latest = Math.max(latest, stat.mtimeMs);
    if (stat.isDirectory()) latest = Math.max(latest, newest(readdirSync(path).map((name) => join(path, name)), skip));
  }
  return latest;
}

const fresh = (output, inputs, skip) => existsSync(output) && statSync(output).mtimeMs >= newest(inputs, skip);

/** True if every package stands in node_modules in the version the lock file names. */
function installed() {
  const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).packages : undefined);
  const have = read('node_modules/.package-lock.json');
  const want = read('package-lock.json');
  if (have === undefined || want === undefined) return false;
  return Object.entries(want).every(
    ([path, { version, optional, link }]) => path === '' || optional || link || have[path]?.version === version,
  );
}

function dependencies() {
  if (installed()) return say('dependencies', 'up to date');
  const command = existsSync('package-lock.json') ? 'ci' : 'install';
  // Scripts of dependencies build nothing that is needed here, and npm would begin this one again (prepare).
  const args = [command, '--ignore-scripts', '--no-audit', '--no-fund'];
  say('dependencies', `installed in ${mustRun('dependencies', 'npm', args, windows)}`);
}

function webAssembly() {
  const built = join('assembly', 'build');
  if (fresh('src/backend/gen/kernels-wasm.ts', ['assembly', 'asconfig.json'], [built])) return say('webassembly', 'up to date');
  mkdirSync(built, { recursive: true });
  const seconds = mustRun('webassembly', ...tool('assemblyscript/bin/asc.js', '--config', 'asconfig.json'));
  mustRun('webassembly', process.execPath, ['assembly/embed.mjs']);
  say('webassembly', `built in ${seconds}`);
}

function worker() {
  if (fresh('src/backend/gen/worker-source.ts', ['src/backend/wasm-worker.ts', 'assembly/embed-worker.mjs'])) return;
  say('worker', `embedded in ${mustRun('worker', process.execPath, ['assembly/embed-worker.mjs'])}`);
}

function typeScript() {
  if (fresh('dist/node/index.cjs', ['src', 'tsconfig.json', 'bundle.mjs'])) return say('typescript', 'up to date');
  // Files whose sources are gone would go into the package, too.
  rmSync('dist', { recursive: true, force: true });
  const seconds = mustRun('typescript', ...tool('typescript/bin/tsc', '-p', 'tsconfig.json'));
  // Docs stand in declarations; a quarter of the code would be comments.
  const bare = ['--removeComments', '--declaration', 'false', '--isolatedDeclarations', 'false', '--noCheck'];
  mustRun('typescript', ...tool('typescript/bin/tsc', '-p', 'tsconfig.json', ...bare));
  say('typescript', `built in ${seconds}`);
  say('bundle', `built in ${mustRun('bundle', process.execPath, ['bundle.mjs'])}`);
}

/** True if one of the commands is on the path. */
function found(commands) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return commands.some((command) => folders.some((folder) => executable(join(folder, command))));
}

function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What a native build lacks, or undefined. On Windows node-gyp itself looks for Visual Studio. */
function missingTool() {
  if (windows) return undefined;
  if (!process.env.CXX && !found(['c++', 'g++', 'clang++'])) return 'no C++ compiler';
  if (!found(['make', 'gmake'])) return 'no make';
  if (!found(['python3', 'python'])) return 'no python';
  return undefined;
}

const ADDON = 'build/Release/myelin.node';

function native() {
  if (fresh(ADDON, ['native', 'binding.gyp'], ['native/prebuild'])) return say('native', 'up to date');
  const missing = missingTool();
  if (missing !== undefined) return say('native', `not built: ${missing}. myelin runs on WebAssembly.`);
  // Headers beside this Node spare a download, and are the right ones.
  const prefix = resolve(process.execPath, '..', '..');
  const headers = existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? [`--nodedir=${prefix}`] : [];
  const { ok, seconds, output } = run(...tool('node-gyp/bin/node-gyp.js', 'configure', 'build', '--jobs=max', ...headers));
  mkdirSync('build', { recursive: true });
  writeFileSync(LOG, output);
  if (ok) return say('native', `built in ${seconds}`);
  const reason = output.split('\n').find((line) => /error/i.test(line))?.trim() ?? 'the build failed';
  say('native', `not built: ${reason.slice(0, 200)}\n${' '.repeat(14)}myelin runs on WebAssembly; the whole story is in ${LOG}.`);
}

/** Writes what tells, beside an addon, that it is whole. */
async function manifest(addon) {
  const { MANIFEST, manifestOf } = await import('./dist/backend/addon-file.js');
  const { platformNames } = await import('./dist/backend/libc.js');
  writeFileSync(join(dirname(addon), MANIFEST), `${JSON.stringify(manifestOf(readFileSync(addon), platformNames()[0]), null, 2)}\n`);
}

/** Puts the addon where a package carries it: npm asks for it before it packs, and where it installs from a repository (prepare).
 *  Addons of `npm run prebuild` stay as they are. */
async function prebuild() {
  const { platformNames } = await import('./dist/backend/libc.js');
  const [platform] = platformNames();
  const addon = join('prebuilds', platform, 'myelin.node');
  if (existsSync(addon)) return say('prebuild', 'as npm run prebuild built it');
  if (!existsSync(ADDON)) return say('prebuild', 'none: the native addon is not built. The package will run on WebAssembly.');
  mkdirSync(dirname(addon), { recursive: true });
  copyFileSync(ADDON, addon);
  await manifest(addon);
  say('prebuild', `for ${platform}`);
}

/** Takes away what `prebuild` put there, so that a checkout never runs an addon older than its sources. Packages of `npm run prebuild` have
 *  a package.json. */
function removeCopies() {
  const folders = existsSync('prebuilds') ? readdirSync('prebuilds').map((name) => join('prebuilds', name)) : [];
  for (const folder of folders) if (!existsSync(join(folder, 'package.json'))) rmSync(folder, { recursive: true });
}

dependencies();
webAssembly();
worker();
typeScript();
native();
if (existsSync(ADDON)) await manifest(ADDON);
removeCopies();
if (process.argv.includes('--prebuild')) await prebuild();
