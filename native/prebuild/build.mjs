/** `npm run prebuild`: builds the addon for every platform, or for those that are named, on one machine (Linux on x64) by a compiler
 *  that carries the C libraries of all. What is compiled, and how, is read from binding.gyp. Each platform becomes a package of its own,
 *  prebuilds/NAME: the addon, what says that it is whole (myelin.json), and a package.json by which npm takes it where it runs. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { check } from './check.mjs';
import { packageOf, PLATFORMS } from './platforms.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const ROOT = resolve(HERE, '..', '..');
process.chdir(ROOT);
const names = process.argv.slice(2);
const unknown = names.find((name) => !Object.hasOwn(PLATFORMS, name));
if (unknown !== undefined) {
  console.error(`there is no platform '${unknown}': expected ${Object.keys(PLATFORMS).join(', ')}`);
  process.exit(2);
}
const FILE = 'myelin.node';
/** Where the compiler is installed. */
const TOOLS = join('build', 'prebuild');
const ZIG = join(TOOLS, 'node_modules', '@ryoppippi', 'zig-linux-x64', 'zig');
const API = join(TOOLS, 'node_modules', 'node-api-headers');

function run(command, args, options = {}) {
  return new Promise((resolve) => {
    execFile(command, args, { maxBuffer: 2 ** 28, ...options }, (error, stdout, stderr) => {
      if (error === null) return resolve();
      console.error([stdout, stderr, error.message].filter(Boolean).join('\n'));
      process.exit(1);
    });
  });
}

/** Installs the compiler as package-lock.json beside this file pins it. */
async function install() {
  mkdirSync(TOOLS, { recursive: true });
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(HERE, file), join(TOOLS, file));
  await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: TOOLS });
}

/** The functions that addons find in Node, and in musl. */
function known(version) {
  const { symbols } = createRequire(resolve(TOOLS, 'package.json'))('node-api-headers');
  const { js_native_api_symbols: js, node_api_symbols: node } = symbols[`v${version}`];
  const musl = readFileSync(join(dirname(ZIG), 'lib', 'libc', 'musl', 'libc.S'), 'utf8').matchAll(/^(?:\.globl|\.weak|[A-Z]\w+) (\w+)$/gm);
  return { node: new Set([...js, ...node]), system: new Set([...musl].map(([, name]) => name)) };
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
/** The targets with 16 registers. By default the compiler takes one vector after another through a function of many steps, each waiting
 *  for the one before, and loads constants apart from their use: exp takes 1.2 times as long as in gcc's code. Those flags let it take
 *  vectors side by side. Tiles of products would then find no register for their sums, so that they are for chains alone. */
const FEW_REGISTERS = ['baseline', 'avx2'];
const CHAINS = ['-disable-machine-licm', '-pre-RA-sched=list-ilp', '-misched-topdown'].flatMap((flag) => ['-mllvm', flag]);
if (!existsSync(ZIG)) await install();
const KNOWN = known(ALL.defines.join().match(/NAPI_VERSION=(\d+)/)[1]);

/** Answers of all works in their order, as many at a time as there are processors. */
async function inTurns(works) {
  const answers = [], waiting = [...works.entries()];
  await Promise.all(Array.from({ length: availableParallelism() }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) answers[next[0]] = await next[1]();
  }));
  return answers;
}

/** Compiles one source. clang asks for evex512 where instructions of AVX-512 have 512 bits. */
async function compile(target, source, flags, out, part = '') {
  const wide = flags.includes('-mavx512f') ? ['-mevex512'] : [];
  const object = join(out, `${basename(source, '.cc')}${part}.o`);
  await run(ZIG, ['c++', '-target', target, ...COMMON, ...flags, ...wide, '-c', source, '-o', object]);
  return object;
}

/** The compilations of the library of a target. */
function compilationsOf({ target_name: name, sources, cflags = [] }, target, out) {
  return sources.flatMap((source) => {
    if (!FEW_REGISTERS.includes(name)) return () => compile(target, source, cflags, out);
    return [
      () => compile(target, source, [...cflags, '-DMYELIN_INSTRUCTIONS'], out),
      () => compile(target, source, [...cflags, '-DMYELIN_CHAINS', ...CHAINS], out, '-chains'),
    ];
  });
}

/** The symbols that others see: what Node calls, and what stands in the system's C library, too, and is taken from there. Operators new
 *  and delete and the unwinding of exceptions are of one kind within an addon, not half Node's. */
const VISIBLE = '{ global: napi_*; node_api_*; mem*; bcmp*; local: *; };';

/** What a system wants of a link. Node's functions are found in the process that loads an addon. */
async function linkFlags({ os, target }, out) {
  if (os === 'darwin') return ['-Wl,-undefined,dynamic_lookup', `-Wl,-install_name,@rpath/${FILE}`];
  if (os === 'linux') {
    writeFileSync(join(out, 'visible.map'), VISIBLE);
    return [`-Wl,--version-script=${join(out, 'visible.map')}`, '-Wl,--gc-sections'];
  }
  writeFileSync(join(out, 'functions.inl.h'), [...KNOWN.node].map((name) => `FUNCTION(${name})\n`).join(''));
  return [await compile(target, join(HERE, 'windows.cc'), ['-I', out], out)];
}

async function build(name) {
  const platform = PLATFORMS[name];
  const out = mkdtempSync(join(tmpdir(), 'myelin-prebuild-'));
  const begun = performance.now();
  const addonFlags = [
    ...ALL.cflags_cc, '-DBUILDING_NODE_EXTENSION', ...ALL.defines.map((d) => `-D${d}`),
    '-I', 'node_modules/node-addon-api', '-I', join(API, 'include'),
  ];
  // The long ones first.
  const objects = await inTurns([
    ...librariesOf(platform.cpu).flatMap((library) => compilationsOf(library, platform.target, out)),
    ...ALL.sources.map((source) => () => compile(platform.target, source, addonFlags, out)),
  ]);
  const addon = join(out, FILE), folder = join('prebuilds', name);
  await run(ZIG, ['c++', '-target', platform.target, '-shared', '-s', ...objects, ...(await linkFlags(platform, out)), '-o', addon]);
  check(readFileSync(addon), platform, KNOWN);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  copyFileSync(addon, join(folder, FILE));
  rmSync(out, { recursive: true });
  return { platform, seconds: (performance.now() - begun) / 1000 };
}

/** Writes what stands beside an addon. */
async function describe(name) {
  const folder = join('prebuilds', name);
  const { MANIFEST, manifestOf } = await import(join(ROOT, 'dist', 'backend', 'addon-file.js'));
  const addon = readFileSync(join(folder, FILE));
  const manifest = { ...manifestOf(addon, name), sha256: createHash('sha256').update(addon).digest('hex') };
  writeFileSync(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  const packed = packageOf(name, JSON.parse(readFileSync('package.json', 'utf8')));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(packed, null, 2)}\n`);
  return manifest;
}

for (const name of names.length > 0 ? names : Object.keys(PLATFORMS)) {
  const { seconds } = await build(name);
  const { bytes, sha256 } = await describe(name);
  console.log(`${name.padEnd(17)} ${(bytes / 1e6).toFixed(2)} MB  ${sha256}  ${seconds.toFixed(0)} s`);
}
