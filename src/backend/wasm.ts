import { STATUS } from '../abi/kernels.ts';
import { instructionsOf } from '../abi/instructions.ts';
import { isFloat32, isInt32, type TypedArray } from '../core/dtype.ts';
import { BackendError } from '../core/errors.ts';
import { host } from '../core/host.ts';
import type { Arena, Backend, Loaded } from './backend.ts';
import { refusal } from './refusal.ts';
import { cores, threadsAsked } from './threads.ts';
import type { Block } from './wasm-heap.ts';
import { Machine, type Run } from './wasm-machine.ts';
import { arrive, leave, type Share } from './wasm-slices.ts';
import { CONTROL, type Slice } from './wasm-worker.ts';

const { CANCEL, STATE, DONE, STEPS } = CONTROL;

/** Bytes beyond which a new arena has a memory of its own, which goes with it: a memory that others share never shrinks. */
const LARGE = 1 << 26;

let shared: Machine | undefined;

export interface WasmOptions {
  /** How many threads share the work of one instruction (default: MYELIN_NUM_THREADS, or else one per core). */
  readonly threads?: number;
}

/** The WebAssembly machine of this thread: arenas share one memory; programs run on this thread or in one worker, and helpers share their
 *  larger instructions.
 *  @throws {BackendError} if there is no address space for it
 *  @throws {ConfigError} if the number of threads is not possible */
export function wasmBackend(options: WasmOptions = {}): Backend {
  const threads = host().alone === undefined ? (threadsAsked(options.threads) ?? cores()) : 1;
  const small = (shared ??= new Machine());
  const machineFor = (bytes: number): Machine => (bytes > LARGE ? new Machine() : small);
  return {
    name: 'wasm', target: 'simd128', threads,
    get limit() {
      return small.limit;
    },
    allocate: (elements) => new WasmArena(machineFor(bytesOf(elements)), elements, threads),
  };
}

interface LoadedProgram {
  readonly words: Block;
  readonly instructions: number;
  readonly needs: number;
  /** Whether several threads may share an instruction of it. */
  readonly divides: boolean;
}

/** The blocks of the machine's memory that an arena owns. They are freed when the arena is freed or garbage
 *  collected. */
interface Holdings {
  readonly machine: Machine;
  memory: Block;
  readonly control: Block;
  readonly programs: Map<number, LoadedProgram>;
}

function giveBack(held: Holdings): void {
  if (held.machine !== shared) return held.machine.end();
  held.machine.heap.give(held.memory);
  held.machine.giveControl(held.control);
  for (const program of held.programs.values()) held.machine.heap.give(program.words);
}

const forgotten = new FinalizationRegistry(giveBack);

/** A run of an arena that is not finished. The worker does the first one, the others wait for it. */
interface PendingRun extends Run {
  steps: number;
  readonly resolve: (steps: number) => void;
  readonly reject: (error: BackendError) => void;
}

class WasmArena implements Arena {
  elements: number;
  readonly #machine: Machine;
  readonly #threads: number;
  readonly #held: Holdings;
  readonly #share: Share;
  readonly #runs: PendingRun[] = [];
  /** As large as the arena, but never touched, so the system gives it no memory. It tells the garbage collector how
   *  much memory this object owns; otherwise thousands of dropped arenas would stay uncollected. */
  #ballast: ArrayBuffer;
  #nextHandle = 0;
  #freed = false;

  constructor(machine: Machine, elements: number, threads: number) {
    this.#machine = machine;
    this.#share = { machine, used: 0 };
    this.#threads = threads;
    this.elements = elements;
    this.#held = { machine, control: machine.takeControl(), memory: this.#memoryOf(bytesOf(elements)), programs: new Map() };
    this.#ballast = new ArrayBuffer(bytesOf(elements));
    forgotten.register(this, this.#held, this);
  }

  #memoryOf(bytes: number): Block {
    return this.#machine === shared ? this.#machine.heap.take(bytes) : this.#machine.takeLast(bytes, this.#threads);
  }

  resize(elements: number, wanted: number = this.elements): void {
    this.#await();
    const bytes = bytesOf(elements);
    const { heap, memory } = this.#machine;
    const old = this.#held.memory;
    if (bytes > this.#ballast.byteLength) this.#ballast = new ArrayBuffer(bytes);
    const standing = bytes > old.bytes ? heap.extend(old, bytes) : bytes > old.bytes / 2 ? old : heap.cut(old, bytes);
    if (standing !== undefined) {
      // The elements between the old end and the end of the old block may hold values from a time when the arena was
      // larger.
      const end = Math.min(elements, old.bytes / 4);
      if (end > this.elements) new Int32Array(memory.buffer, old.at + 4 * this.elements, end - this.elements).fill(0);
      this.#held.memory = standing;
    } else {
      this.#held.memory = heap.take(bytes);
      const kept = Math.min(wanted, this.elements);
      new Int32Array(memory.buffer, this.#held.memory.at, kept).set(new Int32Array(memory.buffer, old.at, kept));
      heap.give(old);
    }
    this.elements = elements;
  }

  write(offset: number, values: TypedArray): void {
    this.#await();
    this.#view(offset, values, 'write').set(values);
  }

  writeBeside(offset: number, values: TypedArray): void {
    this.#mustBeThere();
    this.#view(offset, values, 'write').set(values);
  }

  read(offset: number, into: TypedArray): void {
    this.#await();
    into.set(this.#view(offset, into, 'read'));
  }

  load(words: Int32Array): Loaded {
    this.#mustBeThere();
    const { heap, memory, exports } = this.#machine;
    const block = heap.take(words.byteLength);
    new Int32Array(memory.buffer, block.at, words.length).set(words);
    const status = STATUS[exports.validate(block.at, words.length, this.elements)]!;
    if (status !== 'ok') {
      heap.give(block);
      throw refusal(status, words, exports.fault.value, this.elements);
    }
    const handle = this.#nextHandle++;
    this.#held.programs.set(handle, {
      words: block, instructions: instructionsOf(words).length, needs: exports.needs.value, divides: exports.divides(block.at) !== 0,
    });
    return { handle };
  }

  unload(program: Loaded): void {
    this.#await();
    const { words } = this.#program(program);
    this.#held.programs.delete(program.handle);
    this.#machine.heap.give(words);
  }

  run(program: Loaded, steps: number): void {
    this.#await();
    const slice = this.#slice(program, Infinity, false);
    Atomics.store(this.#control(), CANCEL, 0);
    Atomics.store(this.#control(), STEPS, steps);
    this.#execute(slice);
  }

  runAsync(program: Loaded, steps: number, milliseconds: number, goesOn?: (done: number) => void): Promise<number> {
    this.#mustBeThere();
    return this.#queue(this.#slice(program, milliseconds, goesOn !== undefined), steps, goesOn);
  }

  #queue(slice: Slice, steps: number, goesOn?: (done: number) => void): Promise<number> {
    return new Promise((resolve, reject) => {
      const run: PendingRun = {
        slice, steps, resolve, reject, finish: (error) => this.#finish(run, error), here: () => this.#complete(run),
        ...(goesOn === undefined ? {} : { goesOn }),
      };
      if (this.#runs.push(run) === 1) this.#post(run);
    });
  }

  extend(steps: number): void {
    const last = this.#runs.findLast(({ slice }) => slice.timed === undefined);
    if (last === undefined) return;
    if (last === this.#runs[0]) Atomics.add(this.#control(), STEPS, steps);
    else last.steps += steps;
  }

  async profile(program: Loaded, steps: number): Promise<Float64Array> {
    this.#mustBeThere();
    const { heap, memory } = this.#machine;
    const count = steps * this.#program(program).instructions;
    const times = heap.take(8 * count);
    try {
      await this.#queue({ ...this.#slice(program, Infinity, false), timed: { steps, nanoseconds: times.at } }, 0);
      return new Float64Array(memory.buffer, times.at, count).slice();
    } finally {
      heap.give(times);
    }
  }

  cancel(): void {
    if (!this.#freed) Atomics.store(this.#control(), CANCEL, 1);
  }

  free(): void {
    if (this.#freed) return;
    this.#await();
    this.#freed = true;
    forgotten.unregister(this);
    giveBack(this.#held);
  }

  #mustBeThere(): void {
    if (this.#freed) throw new BackendError('the arena was freed');
  }

  #control(): Int32Array {
    return this.#machine.controlWords(this.#held.control);
  }

  #program({ handle }: Loaded): LoadedProgram {
    const loaded = this.#held.programs.get(handle);
    if (loaded === undefined) throw new BackendError(`no program ${handle} is loaded in this arena`);
    return loaded;
  }

  /** The arena's memory at `offset` as an array with the type and length of `values`. */
  #view(offset: number, values: TypedArray, what: string): TypedArray {
    if (!(Number.isInteger(offset) && offset >= 0 && 4 * offset + values.byteLength <= 4 * this.elements)) {
      throw new BackendError(`cannot ${what} ${values.byteLength} bytes at element ${offset} of an arena of ${this.elements} elements`);
    }
    const View = isFloat32(values) ? Float32Array : isInt32(values) ? Int32Array : Uint8Array;
    return new View(this.#machine.memory.buffer as ArrayBufferLike as ArrayBuffer, this.#held.memory.at + 4 * offset, values.length);
  }

  #slice(program: Loaded, milliseconds: number, tells: boolean): Slice {
    const { words, needs, divides } = this.#program(program);
    if (needs > this.elements) {
      throw new BackendError(`the program needs an arena of ${needs} elements; it was resized to ${this.elements}`);
    }
    const threads = divides ? this.#threads : 1;
    if (threads > 1) this.#machine.recruit(threads - 1);
    return {
      ticket: this.#machine.nextTicket(), pages: this.#machine.heap.pages, words: words.at, arena: this.#held.memory.at, milliseconds,
      control: this.#held.control.at, threads, tells,
    };
  }

  /** Runs a slice on this thread. */
  #execute({ words, arena, milliseconds, control, threads, timed }: Slice): number {
    const { profile, run } = this.#machine.exports;
    if (timed === undefined)
      return guard(() => run(words, arena, control + 4 * STEPS, milliseconds, control + 4 * CANCEL, crew(threads), 0));
    guard(() => profile(words, arena, timed.steps, timed.nanoseconds, crew(threads)));
    return timed.steps;
  }

  #post(run: PendingRun): void {
    const control = this.#control();
    Atomics.store(control, CANCEL, 0);
    Atomics.store(control, DONE, 0);
    Atomics.store(control, STEPS, run.steps);
    Atomics.store(control, STATE, 2 * run.slice.ticket);
    arrive(this.#share, run);
  }

  /** Waits for all earlier runs. */
  #await(): void {
    this.#mustBeThere();
    for (let run = this.#runs[0]; run !== undefined; run = this.#runs[0]) this.#complete(run);
  }

  /** Finishes the first run: does it on this thread if the worker has not begun it, otherwise waits. */
  #complete(run: PendingRun): void {
    if (run !== this.#runs[0]) return;
    const control = this.#control();
    const { ticket } = run.slice;
    let failure: BackendError | undefined;
    if (Atomics.compareExchange(control, STATE, 2 * ticket, 0) === 2 * ticket) {
      try {
        control[DONE] = this.#execute(run.slice);
      } catch (error) {
        failure = error as BackendError;
      }
    }
    while (Atomics.load(control, STATE) === 2 * ticket + 1) if (host().sleeps) Atomics.wait(control, STATE, 2 * ticket + 1);
    this.#finish(run, failure);
  }

  #finish(run: PendingRun, failure?: BackendError): void {
    const control = this.#control();
    const done = Atomics.load(control, DONE);
    Atomics.store(control, STATE, 0);
    this.#runs.shift();
    leave(run);
    this.#machine.settle(run.slice.ticket);
    if (failure !== undefined || done < 0) run.reject(failure ?? new BackendError('a WebAssembly kernel failed'));
    else run.resolve(done);
    const next = this.#runs[0];
    if (next !== undefined) this.#post(next);
  }
}

/** How many threads may share an instruction that this thread runs: it sleeps while it waits for others. */
const crew = (threads: number): number => (host().sleeps ? threads : 1);

/** Turns what the module throws into a BackendError. */
function guard<T>(call: () => T): T {
  try {
    return call();
  } catch (cause) {
    throw new BackendError('a WebAssembly kernel failed', { cause });
  }
}

/** @throws {BackendError} unless `elements` is a number of elements an address can reach */
function bytesOf(elements: number): number {
  if (!Number.isSafeInteger(elements) || elements < 0) {
    throw new BackendError(`an arena has a whole number of elements, received ${elements}`);
  }
  return 4 * elements;
}
