import { dirname, join, resolve } from 'node:path';
import { ABI_HASH } from '../abi/gen/check.ts';
import { bundleFolders, packageRoot, requireFrom } from '../core/bundle.ts';
import type { TypedArray } from '../core/dtype.ts';
import { BackendError, ConfigError, show } from '../core/errors.ts';
import { MANIFEST, refusalOf } from './addon-file.ts';
import { platformNames } from './libc.ts';
import { machineIsChosen } from './select.ts';

/** What native/addon.cc exports. */
export interface Addon {
  readonly Arena: new (elements: number, target: string, threads: number) => NativeMemory;
  /** Processor targets this machine can run, the best last. */
  targets(): string[];
  /** Threads that serve arithmetic on this machine: one a core, of those that this process may run on. */
  threads(): number;
  abiHash(): number;
  /** Cancels every run of this thread of JavaScript. */
  cancel(): void;
}

export interface NativeMemory {
  resize(elements: number): void;
  write(offset: number, values: TypedArray): void;
  writeBeside(offset: number, values: TypedArray): void;
  read(offset: number, into: TypedArray): void;
  load(words: Int32Array): number;
  unload(handle: number): void;
  run(handle: number, steps: number): void;
  runAsync(handle: number, steps: number, milliseconds: number, goesOn?: (done: number) => void): Promise<number>;
  extend(steps: number): void;
  profile(handle: number, steps: number): Promise<Float64Array>;
  call(words: Int32Array, arrays: readonly TypedArray[]): void;
  callAsync(words: Int32Array, arrays: readonly TypedArray[]): Promise<number>;
  startWaiting(): void;
  cancel(): void;
  free(): void;
}

const FILE = 'myelin.node';

let loaded: Addon | undefined;
let named: string | undefined;

/** Names the file of the native addon, for programs that carry it elsewhere than in node_modules, as bundles do. It counts before the
 *  variable MYELIN_NATIVE_PATH. Call it before anything is computed.
 *  @param path  of the file myelin.node for this platform. A myelin.json that lies beside it must belong to it
 *  @throws {ConfigError} if the path is no text, or if the machine is chosen already, which may be WebAssembly */
export function setNativePath(path: string): void {
  if (typeof path !== 'string' || path === '') throw new ConfigError(`setNativePath: expected a path, received ${show(path)}.`);
  if (loaded !== undefined || machineIsChosen())
    throw new ConfigError('setNativePath: the machine is chosen already. Call it before anything is computed.');
  named = resolve(path);
}

/** The addon of this process. @throws {BackendError} if none can be loaded; the message has the reason of each place */
export function addonHere(): Addon {
  if (loaded !== undefined) return loaded;
  const reasons: string[] = [];
  const root = packageRoot();
  for (const [place, path] of places(root)) {
    const found = path === undefined ? 'not installed' : tryLoad(path);
    if (typeof found !== 'string') return (loaded = found);
    reasons.push(`${place}: ${found}`);
  }
  throw new BackendError(
    `the native addon cannot be loaded on ${process.platform}-${process.arch}. ${reasons.join('; ')}. ${cure(root)} ` +
    'MYELIN_BACKEND=wasm chooses WebAssembly.',
  );
}

/** What to do where no addon was found. */
function cure(root: string | undefined): string {
  if (named !== undefined) return 'Call setNativePath with the path of the file myelin.node that belongs to this version, or not at all.';
  if (process.env.MYELIN_NATIVE_PATH)
    return 'Let MYELIN_NATIVE_PATH be the path of the file myelin.node that belongs to this version, or unset it.';
  if (root !== undefined)
    return 'Install the package again, with its optional packages (a tool that copies packages must copy its folder prebuilds, too: ' +
      'docs/bundlers.md), or build the addon with npm run setup in a checkout.';
  const [folder] = bundleFolders();
  return 'This program is a bundle: copy the folder node_modules/@myelin, or node_modules/myelin/prebuilds, to ' +
    `${folder ?? 'where it lies'}, or keep myelin out of the bundle (external), or name the file by setNativePath. docs/bundlers.md of ` +
    'myelin tells how with each tool.';
}

/** Where the addon may be, by names for messages: the file that users name, alone; else, for each name of this platform, its package
 *  beside this one (or a bundle), its package wherever it is installed, and its addon within this package; then what was built here. They
 *  are looked for one after another: to find where a package is installed takes Node a millisecond. */
function* places(root: string | undefined): Generator<readonly [name: string, path: string | undefined], void> {
  if (named !== undefined) return yield [named, named];
  const asked = process.env.MYELIN_NATIVE_PATH;
  if (asked) return yield [`MYELIN_NATIVE_PATH=${asked}`, resolve(asked)];
  const platforms = platformNames();
  for (const folder of root === undefined ? bundleFolders() : [root]) {
    for (const name of platforms) {
      const beside = join(root === undefined ? `${folder}/@myelin/${name}` : packaged(name), FILE);
      const within = join(root === undefined ? `${folder}/prebuilds/${name}` : prebuilt(name), FILE);
      yield [beside, beside];
      yield [`@myelin/${name}`, installed(`@myelin/${name}`, folder)];
      yield [within, within];
    }
  }
  if (root === undefined) return;
  const built = join(root, 'build', 'Release', FILE);
  yield [built, built];
}

/** The folder of the package for a platform beside this one, and that of its addon within this one. In these words @vercel/nft and tools
 *  upon it, which look for the files that a program reads, find what lies in them. */
const packaged = (platform: string): string => `${import.meta.dirname}/../../../@myelin/${platform}`;
const prebuilt = (platform: string): string => `${import.meta.dirname}/../../prebuilds/${platform}`;

/** The addon within a package, as a file of a folder finds it. */
function installed(name: string, folder: string): string | undefined {
  try {
    return join(dirname(requireFrom(folder).resolve(`${name}/${MANIFEST}`)), FILE);
  } catch {
    return undefined;
  }
}

function tryLoad(path: string): Addon | string {
  const refused = refusalOf(path);
  if (refused !== undefined) return refused;
  // As `require` does it. A `require` of a path that is computed makes bundlers look for files that might be meant.
  const module = { exports: {} as Addon };
  try {
    process.dlopen(module, path);
  } catch (error) {
    return inWords((error as Error).message);
  }
  const addon = module.exports;
  if (typeof addon.abiHash !== 'function') return 'it is an addon of another program';
  if (addon.abiHash() !== ABI_HASH) return 'it was built from another table of kernels; build it again';
  // A process waits for runs in flight before it exits. They are cancelled, so that it does not wait for their last
  // step.
  process.on('exit', () => addon.cancel());
  return addon;
}

/** What the system's loader says, and what it means where a C library is not the one that the addon was built for. */
function inWords(message: string): string {
  const version = /version [`']?GLIBC_([\d.]+)'? not found/u.exec(message)?.[1];
  if (version !== undefined) return `it needs glibc ${version}, and this system has an older one (${message})`;
  if (/ld-linux|libc\.so\.6|musl/u.test(message)) return `it was built for another C library than this system has (${message})`;
  return message;
}
