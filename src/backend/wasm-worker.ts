/** What the worker is started with. */
export interface WorkerData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Address of scratch memory that only this instance's kernels use. */
  readonly scratch: number;
  /** Address of the pool by which instances share instructions. */
  readonly pool: number;
  /** Whether the worker does nothing but help with the instructions of others. */
  readonly helper: boolean;
}

/** A slice of a run, or a profile, to be done off the main thread. Every number but `ticket` and `pages` is an argument of the module's
 *  `run` or `profile`. */
export interface Slice {
  /** Identifies the slice among all slices of this memory. */
  readonly ticket: number;
  /** Pages that the memory has. The worker may not know them yet. */
  readonly pages: number;
  readonly words: number;
  readonly arena: number;
  milliseconds: number;
  /** Address of the arena's control words. */
  readonly control: number;
  /** How many threads may share an instruction. */
  readonly threads: number;
  /** Whether the worker tells when it goes on to another step. */
  readonly tells: boolean;
  /** Of a profile: its steps, and the address of the nanoseconds. Its control words do not count. */
  readonly timed?: { readonly steps: number; readonly nanoseconds: number };
}

/** What the worker sends when a slice is done, whose number of steps is in the control words; or when it goes on to another step. */
export interface Answer {
  readonly ticket: number;
  /** The steps that are done, of a slice that goes on. */
  readonly done?: number;
  readonly error?: string;
}

/** The control words of an arena, int32 in shared memory. STATE: 0 = nothing to do, 2t = slice t is queued, 2t + 1 =
 *  slice t runs. DONE: the number of steps of the last slice, -1 if it failed. STEPS: how many steps it may take. */
export const CONTROL = { CANCEL: 0, STATE: 1, DONE: 2, STEPS: 3 } as const;

/** What the worker knows of the place it runs in, in the words of Node. */
export interface Workplace {
  readonly workerData: unknown;
  readonly parentPort: { on(event: 'message', listener: (message: Slice) => void): unknown; postMessage(message: Answer): void } | null;
}

/** The whole program of the worker. Node starts it from the text of this file, which assembly/embed-worker.mjs makes a constant of, so that
 *  sources, builds and bundles need no second file. Therefore this file must import nothing but types. */
export function wasmWorker({ parentPort, workerData }: Workplace, { CANCEL, STATE, DONE, STEPS }: typeof CONTROL): void {
  const { module, memory, scratch, pool, helper } = workerData as WorkerData;
  let current = 0;
  const goesOn = (done: number): void => parentPort!.postMessage({ ticket: current, done });
  const instance = new WebAssembly.Instance(module, { env: { memory, now: () => performance.now(), goesOn } });
  const { init, join, help, reach, run, profile } = instance.exports as {
    init(scratch: number): void;
    join(pool: number): void;
    help(): void;
    reach(pages: number): void;
    run(words: number, arena: number, steps: number, milliseconds: number, cancel: number, threads: number, tells: number): number;
    profile(words: number, arena: number, steps: number, nanoseconds: number, threads: number): void;
  };
  init(scratch);
  join(pool);
  if (helper) help(); // never ends
  parentPort!.on('message', ({ ticket, pages, words, arena, milliseconds, control, threads, tells, timed }: Slice) => {
    reach(pages);
    const state = new Int32Array(memory.buffer, control, STEPS); // STEPS is for the module
    // The main thread may have done the slice itself, because it did not want to wait.
    if (Atomics.compareExchange(state, STATE, 2 * ticket, 2 * ticket + 1) !== 2 * ticket) return;
    current = ticket;
    let answer: Answer = { ticket };
    let done = -1;
    try {
      if (timed !== undefined) {
        profile(words, arena, timed.steps, timed.nanoseconds, threads);
        done = timed.steps;
      } else done = run(words, arena, control + 4 * STEPS, milliseconds, control + 4 * CANCEL, threads, Number(tells));
    } catch (error) {
      answer = { ticket, error: String(error) };
    }
    Atomics.store(state, DONE, done);
    Atomics.store(state, STATE, 0);
    Atomics.notify(state, STATE);
    parentPort!.postMessage(answer);
  });
}
