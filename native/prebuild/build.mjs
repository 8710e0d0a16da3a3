/** `npm run prebuild`: builds the addon for every platform, or for those that are named, on one machine (Linux on x64) by a compiler
 *  that carries the C libraries of all. What is compiled, and how, is read from binding.gyp. Each platform becomes a package of its own,
 *  prebuilds/NAME: the addon, what says that it is whole (myelin.json), and a package.json by which npm takes it where it runs. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { check } from './check.mjs';
import { packageOf, PLATFORMS } from './platforms.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = resolve(HERE, '..', '..');
process.chdir(ROOT);
/** Where the compiler is installed. */
const TOOLS = join('build', 'prebuild');
const ZIG = join(TOOLS, 'node_modules', '@ryoppippi', 'zig-linux-x64', 'zig');
const API = join(TOOLS, 'node_modules', 'node-api-headers');

function run(command, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28, ...options });
  if (status === 0) return stdout;
  console.error([stdout, stderr, error?.message].filter(Boolean).join('\n'));
  console.error(`failed: ${[command, ...args].join(' ')}`);
  process.exit(1);
}

/** Installs the compiler as package-lock.json beside this file pins it. */
function install() {
  mkdirSync(TOOLS, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(HERE, file), join(TOOLS, file));
  run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: TOOLS });
}

/** binding.gyp but for its comments is an expression of JavaScript, too. */
const gyp = runInNewContext(`(${readFileSync('binding.gyp', 'utf8').replaceAll(/^\s*#.*$|\s#[^'\n]*$/gm, '')})`);
const ALL = gyp.targets[0];
/** The libraries of an architecture: its processor targets. */
const librariesOf = (cpu) => gyp.conditions.find(([condition]) => condition === `target_arch == "${cpu}"`)[1].targets;
const COMMON = [
  ...gyp.target_defaults.cflags, ...gyp.target_defaults.cflags_cc,
  // The compiler's own default is to stop a process at undefined behaviour, by a library that addons cannot have.
  '-fno-sanitize=undefined', '-fPIC', '-Wno-unknown-warning-option',
];

/** Compiles one source. clang asks for evex512 where instructions of AVX-512 have 512 bits. */
function compile(target, source, flags, out) {
  const wide = flags.includes('-mavx512f') ? ['-mevex512'] : [];
  const object = join(out, `${basename(source, '.cc')}.o`);
  run(ZIG, ['c++', '-target', target, ...COMMON, ...flags, ...wide, '-c', source, '-o', object]);
  return object;
}

/** What a system wants of a link. Node's functions are found in the process that loads an addon. */
function linkFlags({ os, cpu }, out) {
  if (os === 'darwin') return ['-Wl,-undefined,dynamic_lookup'];
  if (os === 'linux') return [];
  const library = join(out, 'node.lib');
  run(ZIG, ['dlltool', '-m', cpu === 'x64' ? 'i386:x86-64' : 'arm64', '-d', join(API, 'def', 'node_api.def'), '-l', library]);
  return [library];
}

function build(name) {
  const platform = PLATFORMS[name];
  const out = mkdtempSync(join(tmpdir(), 'myelin-prebuild-'));
  const begun = performance.now();
  const addonFlags = [
    ...ALL.cflags_cc, ...ALL.defines.map((d) => `-D${d}`), '-I', 'node_modules/node-addon-api', '-I', join(API, 'include'),
  ];
  const objects = [
    ...ALL.sources.map((source) => compile(platform.target, source, addonFlags, out)),
    ...librariesOf(platform.cpu).flatMap(({ sources, cflags = [] }) => sources.map((s) => compile(platform.target, s, cflags, out))),
  ];
  const folder = join('prebuilds', name), addon = join(folder, 'myelin.node');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run(ZIG, ['c++', '-target', platform.target, '-shared', '-s', ...objects, ...linkFlags(platform, out), '-o', addon]);
  // Linking for Windows leaves a library behind.
  for (const file of readdirSync(folder)) if (file !== 'myelin.node') rmSync(join(folder, file));
  rmSync(out, { recursive: true });
  check(readFileSync(addon), platform);
  return { addon, platform, seconds: (performance.now() - begun) / 1000 };
}

/** Writes what stands beside an addon. */
async function describe(name) {
  const folder = join('prebuilds', name);
  const { MANIFEST, manifestOf } = await import(join(ROOT, 'dist', 'backend', 'addon-file.js'));
  const manifest = manifestOf(readFileSync(join(folder, 'myelin.node')), name);
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  const packed = packageOf(name, JSON.parse(readFileSync('package.json', 'utf8')));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packed, null, 2)}\n`);
  return manifest;
}

const names = process.argv.slice(2);
const unknown = names.find((name) => !Object.hasOwn(PLATFORMS, name));
if (unknown !== undefined) {
  console.error(`there is no platform '${unknown}': expected ${Object.keys(PLATFORMS).join(', ')}`);
  process.exit(2);
}
if (!existsSync(ZIG)) install();
for (const name of names.length > 0 ? names : Object.keys(PLATFORMS)) {
  const { seconds } = build(name);
  const { bytes, sha256 } = await describe(name);
  console.log(`${name.padEnd(17)} ${(bytes / 1e6).toFixed(2)} MB  ${sha256}  ${seconds.toFixed(0)} s`);
}
