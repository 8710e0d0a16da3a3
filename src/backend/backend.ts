import type { TypedArray } from '../core/dtype.ts';

/** A machine that executes programs. It sees words and an arena, never a graph. */
export interface Backend {
  readonly name: 'native' | 'wasm';
  /** The processor target its kernels were built for: baseline, avx2, avx512, avx512bf16, neon, or simd128. */
  readonly target: string;
  /** Threads that share one instruction's work. */
  readonly threads: number;
  /** Zeroed memory of `elements` 4-byte elements.
   *  @throws {BackendError} if there is not that much memory */
  allocate(elements: number): Arena;
}

/** A program validated and loaded into an arena; a handle that only its arena understands. */
export type Loaded = { readonly handle: number };

/** One block of memory and the programs loaded to run in it. Every method but `cancel` waits for a run in flight. */
export interface Arena {
  readonly elements: number;
  /** Grows or shrinks; what fits of the contents stays, new elements are zero. Loaded programs stay loaded; one that
   *  no longer fits is refused when it is run. */
  resize(elements: number): void;
  /** Copies values (bytes for uint8) to an element offset. @throws {BackendError} outside the arena */
  write(offset: number, values: TypedArray): void;
  /** Copies as many values as `into` holds from an element offset. @throws {BackendError} outside the arena */
  read(offset: number, into: TypedArray): void;
  /** Validates linked words. @throws {BackendError} naming the word and what is wrong with it */
  load(words: Int32Array): Loaded;
  unload(program: Loaded): void;
  /** Runs a program `steps` times on this thread. */
  run(program: Loaded, steps: number): void;
  /** Runs a program off this thread until `steps` are done, `milliseconds` have passed or `cancel` is called; at least
   *  one step unless cancelled. Resolves to the number of whole steps done. */
  runAsync(program: Loaded, steps: number, milliseconds: number): Promise<number>;
  /** Runs a program `steps` times on this thread, as `run` does but for a look at the clock after each instruction.
   *  @returns nanoseconds of each instruction without what reading the clock takes, [steps, instructions]
   *  @throws {BackendError} for more steps than there is room to note, 1000 at least */
  profile(program: Loaded, steps: number): Float64Array;
  /** Runs one instruction on arrays where they lie, outside of the arena: words as in a program, but the offset of an
   *  operand counts from the array of its own. Optional operands are absent. A machine that cannot reach the process's
   *  memory has no such method.
   *  @throws {BackendError} if an operand reaches beyond its array */
  call?(words: Int32Array, arrays: readonly TypedArray[]): void;
  /** As `call`, off this thread, after the runs and calls asked for before. The arrays must stay as they are until then. */
  callAsync?(words: Int32Array, arrays: readonly TypedArray[]): Promise<void>;
  /** Asks the run in flight to stop: before the effects of its current step, or after them. */
  cancel(): void;
  /** Gives the memory back; nothing else may be called afterwards. Safe to call twice. */
  free(): void;
}
