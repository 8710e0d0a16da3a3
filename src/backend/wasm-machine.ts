import { ABI_HASH } from '../abi/gen/check.ts';
import { BackendError } from '../core/errors.ts';
import { host, type WorkerEvents, type WorkerThread } from '../core/host.ts';
import { KERNELS_WASM } from './gen/kernels-wasm.ts';
import { Heap, MAX_PAGES, type Block } from './wasm-heap.ts';
import { CONTROL, type Answer, type Slice, type WorkerData } from './wasm-worker.ts';

interface Exports {
  readonly ABI_HASH: WebAssembly.Global;
  readonly SCRATCH_BYTES: WebAssembly.Global;
  /** After a failed `validate`: the word at fault; after a good one: the arena elements the program needs. */
  readonly fault: WebAssembly.Global;
  readonly needs: WebAssembly.Global;
  readonly POOL_BYTES: WebAssembly.Global;
  /** Where a pool counts its helpers. */
  readonly HELPERS: WebAssembly.Global;
  init(scratch: number): void;
  join(pool: number): void;
  /** Whether a program has an instruction that several threads may share. */
  divides(words: number): number;
  validate(words: number, length: number, elements: number): number;
  run(words: number, arena: number, steps: number, milliseconds: number, cancel: number, threads: number, tells: number): number;
  profile(words: number, arena: number, steps: number, nanoseconds: number, threads: number): void;
}

/** A slice that the worker does. */
export interface Run {
  readonly slice: Slice;
  /** Called when it is done or has failed. */
  finish(error?: BackendError): void;
  /** Does it on this thread. */
  here(): void;
  /** Called with the number of steps that are done when the worker goes on to another, if the slice tells. */
  goesOn?(done: number): void;
}

/** The milliseconds of a slice on this thread, which other work of the event loop waits for: half of a picture of a page. */
const SHORT = 8;

/** Bytes for programs before a large arena. */
const PROGRAMS = 1 << 23;

/** 2 t + 1 of the last ticket t is still a positive int32. */
const LAST_TICKET = 2 ** 30 - 1;

/** All machines of this thread run one module. */
let compiled: WebAssembly.Module | undefined;

/** The module's memory, its instance on this thread, its instance in the worker, and those of helpers, which share single instructions
 *  with either. */
export class Machine {
  readonly memory: WebAssembly.Memory;
  readonly heap: Heap;
  readonly exports: Exports;
  readonly #module: WebAssembly.Module;
  readonly #runs = new Map<number, Run>();
  /** Control words of freed arenas. They are only reused as control words, because a worker may still read them. */
  readonly #controls: Block[] = [];
  #pool: Block;
  #helpers: WorkerThread[] = [];
  #ended = false;
  #worker: WorkerThread | undefined;
  /** Why a helper died, and the worker was ended with it. */
  #lost: unknown;
  /** Why no thread can be started. */
  #refused = host().alone;
  #workerScratch: Block | undefined;
  #ticket = 0;

  constructor() {
    const [memory, maxPages] = reserve();
    this.memory = memory;
    this.heap = new Heap(memory, maxPages);
    this.#module = compiled ??= new WebAssembly.Module(host().fromBase64(KERNELS_WASM));
    const instance = new WebAssembly.Instance(this.#module, { env: { memory, now: () => performance.now(), goesOn: () => {} } });
    this.exports = instance.exports as Exports;
    if (this.exports.ABI_HASH.value !== ABI_HASH) {
      throw new BackendError('the WebAssembly module was built from another table of kernels. Run npm run build:wasm.');
    }
    this.exports.init(this.heap.take(this.exports.SCRATCH_BYTES.value).at);
    this.#pool = this.heap.take(this.exports.POOL_BYTES.value);
    this.exports.join(this.#pool.at);
  }

  /** Memory for the only arena of this machine. Before it there is room for programs, and for what so many workers need: nothing comes to
   *  lie behind it, so that it grows where it is. An arena that leaves no such room, near the limit of the memory, is taken alone. */
  takeLast(bytes: number, workers: number): Block {
    let room: Block | undefined;
    try {
      room = this.heap.take(workers * this.exports.SCRATCH_BYTES.value + PROGRAMS);
      return this.heap.take(bytes);
    } catch {
      // Both do not fit.
    } finally {
      if (room !== undefined) this.heap.give(room);
    }
    return this.heap.take(bytes);
  }

  /** Starts helpers until there are so many. They come to work later, when their threads have begun. */
  recruit(helpers: number): void {
    try {
      while (this.#helpers.length < helpers && this.#refused === undefined) {
        const scratch = this.heap.take(this.exports.SCRATCH_BYTES.value);
        const helper = this.#begin(scratch, true, {
          message: () => {}, end: (_, cause) => this.#abandon(cause), refused: (why) => this.#refuse(why),
        });
        helper.unref();
        this.#helpers.push(helper);
      }
    } catch {
      // Without helpers the work is done all the same.
    }
  }

  /** Why slices are done on this thread; undefined while they are not. */
  get limit(): string | undefined {
    return this.#refused;
  }

  /** How many helpers have come to work. */
  get helping(): number {
    return Atomics.load(new Int32Array(this.memory.buffer, this.#pool.at + this.exports.HELPERS.value, 1), 0);
  }

  takeControl(): Block {
    const control = this.#controls.pop() ?? this.heap.take(4 * Object.keys(CONTROL).length);
    this.controlWords(control).fill(0);
    return control;
  }

  giveControl(control: Block): void {
    this.#controls.push(control);
  }

  controlWords(control: Block): Int32Array {
    return new Int32Array(this.memory.buffer, control.at, Object.keys(CONTROL).length);
  }

  nextTicket(): number {
    this.#ticket = (this.#ticket % LAST_TICKET) + 1;
    return this.#ticket;
  }

  /** Gives a slice to the worker. If no worker can be started, the slice is done later on this thread. */
  post(run: Run): void {
    try {
      if (this.#refused === undefined) this.#worker ??= this.#start();
    } catch (error) {
      this.#refused = `no worker can be started: ${(error as Error).message}`;
    }
    if (this.#worker === undefined) {
      run.slice.milliseconds = Math.min(run.slice.milliseconds, SHORT);
      void host().pause().then(() => run.here());
      return;
    }
    this.#runs.set(run.slice.ticket, run);
    this.#worker.ref();
    this.#worker.postMessage(run.slice);
  }

  /** Removes a finished slice. */
  settle(ticket: number): void {
    this.#runs.delete(ticket);
    if (this.#runs.size === 0) this.#worker?.unref();
  }

  /** Lets the workers go, and with them the memory. */
  end(): void {
    this.#ended = true;
    for (const worker of [...this.#helpers, this.#worker]) void worker?.terminate();
  }

  /** After a helper has died, which may have been in the midst of an instruction: ends all others, and with them the runs; those that
   *  come next have a pool of their own. */
  #abandon(reason: unknown): void {
    if (this.#ended || this.#helpers.length === 0) return;
    this.#lost = reason;
    const workers = [...this.#helpers, this.#worker];
    this.#helpers = [];
    this.#pool = this.heap.take(this.exports.POOL_BYTES.value);
    this.exports.join(this.#pool.at);
    for (const worker of workers) void worker?.terminate();
  }

  #begin(scratch: Block, helper: boolean, events: WorkerEvents): WorkerThread {
    const data: WorkerData = { module: this.#module, memory: this.memory, scratch: scratch.at, pool: this.#pool.at, helper };
    return host().startWorker(data, events);
  }

  #start(): WorkerThread {
    this.#workerScratch ??= this.heap.take(this.exports.SCRATCH_BYTES.value);
    this.#lost = undefined;
    return this.#begin(this.#workerScratch, false, {
      message: (message) => {
        const { ticket, done, error } = message as Answer;
        const run = this.#runs.get(ticket);
        if (done !== undefined) run?.goesOn!(done);
        else run?.finish(error === undefined ? undefined : new BackendError(`a WebAssembly kernel failed: ${error}`));
      },
      end: (why, cause) => {
        this.#worker = undefined;
        const error = new BackendError(`the worker thread of the WebAssembly backend ${why} in the middle of its work`, {
          cause: cause ?? this.#lost,
        });
        for (const run of [...this.#runs.values()]) run.finish(error);
      },
      refused: (why) => this.#refuse(why),
    });
  }

  /** Does without threads, now that one could not be started: a worker in a page may be refused after it was asked for. */
  #refuse(why: string): void {
    this.#refused = why;
    this.#worker = undefined;
    this.#helpers = [];
    const runs = [...this.#runs.values()];
    this.#runs.clear();
    for (const run of runs) run.here();
  }
}

/** Shared memory of one page, and the number of pages it may grow to. Memory that may grow to 4 GiB reserves that
 *  much address space at once; if that fails, the limit is smaller. */
function reserve(): [WebAssembly.Memory, number] {
  for (let maximum = MAX_PAGES; ; maximum /= 2) {
    try {
      return [new WebAssembly.Memory({ initial: 1, maximum, shared: true }), maximum];
    } catch (cause) {
      if (maximum <= MAX_PAGES / 64) throw new BackendError('no address space for WebAssembly memory, not even 64 MiB', { cause });
    }
  }
}
