/** Builds native/replay.cc or another driver of the engine without Node, for compilers and tools that Node would not
 *  bear, and hands it recorded programs. */
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Where programs and records go. */
export const ROOM = 'build/replay';
/** The engine beside its targets. */
export const ENGINE: readonly string[] = ['run', 'load', 'pool', 'cpu', 'memory'].map((name) => `native/${name}.cc`);
const FLAGS = ['-std=c++20', '-g', '-ffp-contract=off', '-fno-math-errno', '-w'];

/** Says in one line what came of a check. */
export function say(what: string, text: string): void {
  console.log(`${what.padEnd(13)} ${text}`);
}

/** Ends the process: nothing was found wrong, but nothing was checked. */
export function skip(what: string, reason: string): never {
  say(what, `skipped: ${reason}`);
  process.exit(0);
}

export function fail(what: string, reason: string): never {
  say(what, `failed: ${reason}`);
  process.exit(1);
}

/** True if a program can be started. */
export const found = (command: string): boolean => spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;

/** What a program says on its standard output; ends the process with what it says otherwise if it fails. */
export function output(what: string, command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) fail(what, `${command} ${args.join(' ')}\n${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`);
  return stdout;
}

/** A compiler, and what it is told beside what every build is told. */
export interface Toolchain {
  readonly name: string;
  readonly compiler: string;
  /** Its command, where it has several. */
  readonly command?: string;
  readonly flags: readonly string[];
  /** What it is told for kernels alone. */
  readonly kernelFlags?: readonly string[];
  readonly arch: 'x64' | 'arm64';
}

/** The targets of an architecture, their files and flags, as binding.gyp has them. */
export function targetsOf(arch: Toolchain['arch']): { name: string; source: string; flags: string[] }[] {
  const rows = [
    ...readFileSync('binding.gyp', 'utf8').matchAll(
      /'sources': \['(native\/targets\/(\w+)\.cc)'\],(?:\s*#[^\n]*)*(?:\s*'cflags': \[([^\]]*)\])?/g,
    ),
  ];
  return rows
    .filter(([, , name]) => (name === 'neon') === (arch === 'arm64'))
    .map(([, source, name, flags]) => ({
      name: name!,
      source: source!,
      flags: [...(flags ?? '').matchAll(/'([^']*)'/g)].map(([, flag]) => flag!),
    }));
}

/** When a file, or anything in a folder, last changed. */
function changed(path: string): number {
  const stat = statSync(path);
  return stat.isDirectory() ? Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => changed(join(path, name)))) : stat.mtimeMs;
}

/** Builds native/<driver>.cc and the engine with all kernels of an architecture; answers the program's path. */
export async function build(driver: string, { name, compiler, command, flags, kernelFlags = [], arch }: Toolchain): Promise<string> {
  const folder = join(ROOM, name);
  const program = join(folder, driver);
  if (existsSync(program) && statSync(program).mtimeMs > Math.max(changed('native'), changed('binding.gyp'))) return program;
  mkdirSync(folder, { recursive: true });
  const targets = targetsOf(arch).map(({ source, flags: own }) => ({ source, flags: [...own, ...kernelFlags] }));
  const sources = [...targets, ...[`native/${driver}.cc`, ...ENGINE].map((source) => ({ source, flags: [] }))];
  const object = (source: string): string => join(folder, `${source.replaceAll('/', '-')}.o`);
  const first = command === undefined ? [] : [command];
  await Promise.all(
    sources.map((s) => compile(name, compiler, [...first, ...FLAGS, ...flags, ...s.flags, '-c', s.source, '-o', object(s.source)])),
  );
  await compile(name, compiler, [...first, ...flags, ...sources.map((s) => object(s.source)), '-o', program, '-pthread', '-ldl']);
  return program;
}

function compile(what: string, compiler: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    spawn(compiler, args, { stdio: ['ignore', 'inherit', 'inherit'] })
      .on('error', (error) => fail(what, error.message))
      .on('close', (status) => (status === 0 ? resolve() : fail(what, `${compiler} ${args.join(' ')}`)));
  });
}

/** A program, the arena it begins with, and the (offset, bytes) of each place it may touch. */
export interface Recorded {
  readonly words: Int32Array;
  readonly arena: Int32Array;
  readonly places: readonly (readonly [offset: number, bytes: number])[];
}

/** Writes records in the form native/replay.cc reads; answers the file's path. */
export function writeRecords(name: string, records: Iterable<Recorded>): string {
  mkdirSync(ROOM, { recursive: true });
  const path = join(ROOM, `${name}.records`);
  const file = openSync(path, 'w');
  for (const { words, arena, places } of records) {
    for (const part of [Int32Array.of(arena.length, words.length, places.length), words, Int32Array.from(places.flat()), arena]) {
      writeSync(file, part);
    }
  }
  closeSync(file);
  return path;
}
