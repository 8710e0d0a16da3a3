import { STATUS, type Status } from '../abi/kernels.ts';
import { isFloat32, type TypedArray } from '../core/dtype.ts';
import { BackendError, unknownName } from '../core/errors.ts';
import { addonHere, type NativeMemory } from './addon.ts';
import type { Arena, Backend, Loaded } from './backend.ts';
import { refusal } from './refusal.ts';
import { cores, threadsAsked } from './threads.ts';

export interface NativeOptions {
  /** The processor target of the kernels (default: MYELIN_TARGET, or else the best one of this machine). */
  readonly target?: string;
  /** How many threads share the work of one instruction (default: MYELIN_NUM_THREADS, or else one per core). */
  readonly threads?: number;
}

/** The machine with C++ kernels.
 *  @throws {BackendError} if no addon loads here; the message has the error of each place
 *  @throws {ConfigError} if the target or the number of threads is not possible here */
export function nativeBackend(options: NativeOptions = {}): Backend {
  const addon = addonHere();
  const target = targetOf(options, addon.targets());
  const threads = threadsAsked(options.threads) ?? Math.min(addon.threads(), cores());
  return {
    name: 'native',
    target,
    threads,
    allocate: (elements) =>
      new NativeArena(guard(() => new addon.Arena(elements, target, threads)), elements),
  };
}

/** Processor targets this machine can run, the best last; none where no addon loads. */
export function nativeTargets(): readonly string[] {
  try {
    return addonHere().targets();
  } catch {
    return [];
  }
}

function targetOf(options: NativeOptions, known: readonly string[]): string {
  const [name, where] =
    options.target === undefined ? [process.env.MYELIN_TARGET || undefined, 'target in MYELIN_TARGET'] : [options.target, 'target'];
  if (name === undefined) return known.at(-1)!;
  return known.includes(name) ? name : unknownName(`${where} for this processor`, name, known);
}

/** Turns what the addon throws into a BackendError. */
function guard<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw new BackendError((error as Error).message, { cause: error });
  }
}

/** V8 keeps arrays of at most so many values in its own heap. Node-API would first move such an array out of the heap
 *  for good, which takes twice as long as copying it through an array outside of the heap. @source measured: 0.5
 *  against 0.2 us */
const IN_HEAP = 16;
/** Arrays outside of V8's heap, by length. */
const OUTSIDE: readonly Float32Array[] = Array.from({ length: IN_HEAP + 1 }, (_, length) => new Float32Array(new ArrayBuffer(4 * length)));
/** The array through which a small float32 array is copied; undefined for other arrays. */
const outside = (values: TypedArray): Float32Array | undefined => (isFloat32(values) ? OUTSIDE[values.length] : undefined);

/** Runs and calls off this thread that are not done. */
let slices = 0;

class NativeArena implements Arena {
  readonly #memory: NativeMemory;
  elements: number;

  constructor(memory: NativeMemory, elements: number) {
    this.#memory = memory;
    this.elements = elements;
  }

  resize(elements: number): void {
    guard(() => this.#memory.resize(elements));
    this.elements = elements;
  }

  write(offset: number, values: TypedArray): void {
    const copy = outside(values);
    copy?.set(values);
    guard(() => this.#memory.write(offset, copy ?? values));
  }

  writeBeside(offset: number, values: TypedArray): void {
    guard(() => this.#memory.writeBeside(offset, values));
  }

  read(offset: number, into: TypedArray): void {
    const copy = outside(into);
    guard(() => this.#memory.read(offset, copy ?? into));
    if (copy !== undefined) into.set(copy);
  }

  load(words: Int32Array): Loaded {
    try {
      return { handle: this.#memory.load(words) };
    } catch (cause) {
      const { status, word, message } = cause as Error & { status?: number; word?: number };
      if (status === undefined) throw new BackendError(message, { cause });
      throw refusal(STATUS[status] as Exclude<Status, 'ok'>, words, word!, this.elements);
    }
  }

  unload(program: Loaded): void {
    guard(() => this.#memory.unload(program.handle));
  }

  run(program: Loaded, steps: number): void {
    guard(() => this.#memory.run(program.handle, steps));
  }

  runAsync(program: Loaded, steps: number, milliseconds: number, goesOn?: (done: number) => void): Promise<number> {
    return this.#slice(() => this.#memory.runAsync(program.handle, steps, milliseconds, goesOn));
  }

  extend(steps: number): void {
    this.#memory.extend(steps);
  }

  profile(program: Loaded, steps: number): Promise<Float64Array> {
    return this.#slice(() => this.#memory.profile(program.handle, steps));
  }

  call(words: Int32Array, arrays: readonly TypedArray[]): void {
    guard(() => this.#memory.call(words, arrays));
  }

  async callAsync(words: Int32Array, arrays: readonly TypedArray[]): Promise<void> {
    await this.#slice(() => this.#memory.callAsync(words, arrays));
  }

  /** Does work off this thread. Behind it, others that wait get its place, unless who waited for it comes again at once and has used less
   *  time. */
  async #slice<T>(work: () => Promise<T>): Promise<T> {
    slices++;
    try {
      return await work();
    } catch (error) {
      throw new BackendError((error as Error).message, { cause: error });
    } finally {
      if (--slices > 0) setImmediate(() => this.#memory.startWaiting());
    }
  }

  cancel(): void {
    this.#memory.cancel();
  }

  free(): void {
    this.#memory.free();
  }
}
