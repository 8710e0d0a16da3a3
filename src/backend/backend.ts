import type { TypedArray } from '../core/dtype.ts';

/** A machine that executes programs. It knows words and arenas, not graphs. */
export interface Backend {
  readonly name: 'native' | 'wasm';
  /** The processor target its kernels were built for: baseline, avx2, avx512, avx512bf16, neon, or simd128. */
  readonly target: string;
  /** How many threads share the work of one instruction. */
  readonly threads: number;
  /** What holds it back here, if anything does. */
  readonly limit?: string | undefined;
  /** Zeroed memory of `elements` 4-byte elements.
   *  @throws {BackendError} if there is not that much memory */
  allocate(elements: number): Arena;
}

/** A program validated and loaded into an arena; a handle that only its arena understands. */
export type Loaded = { readonly handle: number };

/** One block of memory and the programs loaded to run in it. Every method but `cancel` and `writeBeside` waits for a run in flight. */
export interface Arena {
  readonly elements: number;
  /** Changes the size. Contents that fit are kept, new elements are zero. Programs stay loaded; a program that no
   *  longer fits is refused when it is run.
   *  @param wanted  elements from this one on need not be kept (default all are) */
  resize(elements: number, wanted?: number): void;
  /** Copies values (bytes for uint8) to an element offset. @throws {BackendError} outside the arena */
  write(offset: number, values: TypedArray): void;
  /** As `write`, but beside a run in flight, which must not touch these places: what is copied here is for a later run. */
  writeBeside(offset: number, values: TypedArray): void;
  /** Copies as many values as `into` holds from an element offset. @throws {BackendError} outside the arena */
  read(offset: number, into: TypedArray): void;
  /** Validates linked words. @throws {BackendError} naming the word and what is wrong with it */
  load(words: Int32Array): Loaded;
  unload(program: Loaded): void;
  /** Runs a program `steps` times on this thread. */
  run(program: Loaded, steps: number): void;
  /** Runs a program off this thread until `steps` steps are done, `milliseconds` have passed or `cancel` is called.
   *  Runs at least one step unless cancelled. Resolves to the number of whole steps.
   *  @param goesOn  is told, some time after the run went on to another step, how many are done. The machine does not wait for it, and
   *    may tell nothing of steps that are taken on this thread */
  runAsync(program: Loaded, steps: number, milliseconds: number, goesOn?: (done: number) => void): Promise<number>;
  /** Lets the last run that was begun off this thread take so many more steps. If it has ended, it takes none. */
  extend(steps: number): void;
  /** Runs a program `steps` times off this thread, and reads the clock after each instruction. `cancel` and `extend` do not change it.
   *  Resolves to nanoseconds of each instruction, without the time of reading the clock, [steps, instructions]. Rejects with a
   *  BackendError if there are too many steps to record; 1000 are always possible. */
  profile(program: Loaded, steps: number): Promise<Float64Array>;
  /** Runs one instruction on the caller's arrays, without copying them. The words are as in a program, but the offset
   *  of an operand counts from the start of its own array. Optional operands are absent. A machine that cannot access
   *  the process's memory does not have this method.
   *  @throws {BackendError} if an operand reaches beyond its array */
  call?(words: Int32Array, arrays: readonly TypedArray[]): void;
  /** As `call`, but off this thread, after all earlier runs and calls. The arrays must lie in shared memory, and not
   *  change until the promise settles. */
  callAsync?(words: Int32Array, arrays: readonly TypedArray[]): Promise<void>;
  /** Asks the run in flight to stop, either before or after the effects of its current step. */
  cancel(): void;
  /** Frees the memory. After that no other method may be called; a second `free` does nothing. */
  free(): void;
}
