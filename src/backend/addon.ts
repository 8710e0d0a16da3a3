import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ABI_HASH } from '../abi/gen/check.ts';
import type { TypedArray } from '../core/dtype.ts';
import { BackendError, ConfigError, show } from '../core/errors.ts';
import { MANIFEST, refusalOf } from './addon-file.ts';
import { libcHere } from './libc.ts';

/** What native/addon.cc exports. */
export interface Addon {
  readonly Arena: new (elements: number, target: string, threads: number) => NativeMemory;
  /** Processor targets this machine can run, the best last. */
  targets(): string[];
  /** Threads that serve arithmetic on this machine. */
  threads(): number;
  abiHash(): number;
  /** Cancels every run of this thread of JavaScript. */
  cancel(): void;
}

export interface NativeMemory {
  resize(elements: number): void;
  write(offset: number, values: TypedArray): void;
  read(offset: number, into: TypedArray): void;
  load(words: Int32Array): number;
  unload(handle: number): void;
  run(handle: number, steps: number): void;
  runAsync(handle: number, steps: number, milliseconds: number): Promise<number>;
  profile(handle: number, steps: number): Float64Array;
  call(words: Int32Array, arrays: readonly TypedArray[]): void;
  callAsync(words: Int32Array, arrays: readonly TypedArray[]): Promise<number>;
  cancel(): void;
  free(): void;
}

const FILE = 'myelin.node';

let loaded: Addon | undefined;
let named: string | undefined;

/** Names the file of the native addon, for programs that carry it elsewhere than in node_modules, as bundles do. It counts before the
 *  variable MYELIN_NATIVE_PATH. Call it before anything is computed.
 *  @param path  of the file myelin.node for this platform. A myelin.json that lies beside it must belong to it
 *  @throws {ConfigError} if the path is no text, or if the addon is loaded already */
export function setNativePath(path: string): void {
  if (typeof path !== 'string' || path === '') throw new ConfigError(`setNativePath: expected a path, received ${show(path)}.`);
  if (loaded !== undefined)
    throw new ConfigError('setNativePath: the native addon is loaded already. Call it before anything is computed.');
  named = resolve(path);
}

/** The addon of this process. @throws {BackendError} if none can be loaded; the message has the reason of each place */
export function addonHere(): Addon {
  if (loaded !== undefined) return loaded;
  const reasons: string[] = [];
  for (const [place, path] of places()) {
    const found = path === undefined ? 'not installed' : tryLoad(path);
    if (typeof found !== 'string') return (loaded = found);
    reasons.push(`${place}: ${found}`);
  }
  throw new BackendError(
    `the native addon cannot be loaded on ${process.platform}-${process.arch}. ${reasons.join('; ')}. ` +
    'Install the package again with its optional packages, or build the addon with npm run setup in a checkout. MYELIN_BACKEND=wasm ' +
    'chooses WebAssembly.',
  );
}

/** Where the addon may be, by names for messages: the file that users name, alone; else the package for this platform, what lies in this
 *  package, and what was built here. */
function places(): readonly (readonly [name: string, path: string | undefined])[] {
  if (named !== undefined) return [[named, named]];
  const asked = process.env.MYELIN_NATIVE_PATH;
  if (asked) return [[`MYELIN_NATIVE_PATH=${asked}`, resolve(asked)]];
  const root = packageRoot();
  const within = (folder: string): readonly [string, string | undefined] => [
    `${folder}/${FILE}`, root === undefined ? undefined : join(root, folder, FILE),
  ];
  return [
    ...platformNames().flatMap((platform) => [
      [`@myelin/${platform}`, installed(`@myelin/${platform}`, root)] as const, within(`prebuilds/${platform}`),
    ]),
    within('build/Release'),
  ];
}

/** The names of prebuilt addons that may run here: on Linux those for both C libraries, the likelier first, where it cannot be told
 *  which one this process runs with. */
export function platformNames(): readonly string[] {
  const { platform, arch } = process;
  if (platform !== 'linux') return [`${platform}-${arch}`];
  const libc = libcHere();
  return (libc === undefined ? ['gnu', 'musl'] : [libc]).map((name) => `linux-${arch}-${name}`);
}

/** The root of this package, the same from src/backend and from dist/backend; undefined where a module has no address, as in a bundle
 *  of CommonJS. */
function packageRoot(): string | undefined {
  try {
    return fileURLToPath(new URL('../..', import.meta.url));
  } catch {
    return undefined;
  }
}

/** The addon within a package, as this package finds it. */
function installed(name: string, root: string | undefined): string | undefined {
  try {
    return join(dirname(createRequire(join(root ?? process.cwd(), 'package.json')).resolve(`${name}/${MANIFEST}`)), FILE);
  } catch {
    return undefined;
  }
}

function tryLoad(path: string): Addon | string {
  const refused = refusalOf(path);
  if (refused !== undefined) return refused;
  let addon: Addon;
  try {
    addon = createRequire(path)(path) as Addon;
  } catch (error) {
    return inWords((error as Error).message);
  }
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
