import type * as workerThreads from 'node:worker_threads';

/** What the worker is started with. */
export interface WorkerData {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Address of memory for this instance's kernels alone. */
  readonly scratch: number;
}

/** A slice of a run, to be done off the main thread. Every number but `ticket` is an argument of the module's `run`. */
export interface Slice {
  /** Names the slice, among all slices this memory ever sees. */
  readonly ticket: number;
  readonly words: number;
  readonly arena: number;
  readonly steps: number;
  readonly milliseconds: number;
  /** Address of the arena's control words. */
  readonly control: number;
}

/** What comes back when a slice is done; the number of steps stands in the control words. */
export interface Answer {
  readonly ticket: number;
  readonly error?: string;
}

/** The control words of an arena, Int32 in shared memory. STATE: 0 nothing to do; 2t slice t is queued; 2t + 1 it runs.
 *  DONE: the steps the last slice did, -1 if it failed. */
export const CONTROL = { CANCEL: 0, STATE: 1, DONE: 2 } as const;

/** The worker's whole program. It is started from this function's text, so that sources, builds and bundles need no
 *  second file: it may name nothing outside itself. */
export function wasmWorker({ parentPort, workerData }: typeof workerThreads, { CANCEL, STATE, DONE }: typeof CONTROL): void {
  const { module, memory, scratch } = workerData as WorkerData;
  const instance = new WebAssembly.Instance(module, { env: { memory, now: () => performance.now() } });
  const { init, run } = instance.exports as {
    init(scratch: number): void;
    run(words: number, arena: number, steps: number, milliseconds: number, cancel: number): number;
  };
  init(scratch);
  parentPort!.on('message', ({ ticket, words, arena, steps, milliseconds, control }: Slice) => {
    const state = new Int32Array(memory.buffer, control, 3);
    // Another thread that could not wait for this one may have done the slice.
    if (Atomics.compareExchange(state, STATE, 2 * ticket, 2 * ticket + 1) !== 2 * ticket) return;
    let answer: Answer = { ticket };
    let done = -1;
    try {
      done = run(words, arena, steps, milliseconds, control + 4 * CANCEL);
    } catch (error) {
      answer = { ticket, error: String(error) };
    }
    Atomics.store(state, DONE, done);
    Atomics.store(state, STATE, 0);
    Atomics.notify(state, STATE);
    parentPort!.postMessage(answer);
  });
}

/** The text a worker is started from. Some compilers wrap functions in a helper called __name, which is not there. */
export function workerSource(): string {
  return `const __name = (f) => f;\n(${wasmWorker.toString()})(require('node:worker_threads'), ${JSON.stringify(CONTROL)});`;
}
