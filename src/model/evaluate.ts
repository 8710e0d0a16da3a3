import { allocate, type TypedArray } from '../core/dtype.ts';
import { checkInteger, checkKeys, checkSignal } from '../core/options.ts';
import { sizeOf } from '../core/shape.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { State } from '../graph/variable.ts';
import { writesOf } from '../lower/update.ts';
import type { Executable } from '../run/executable.ts';
import { Trace } from '../trace/trace.ts';
import { checkCallbacks, type Callback } from './callback.ts';
import { kept, sliceRows, type Rows } from './data.ts';
import type { Engine } from './engine.ts';
import { entering, type Data, type Inputs, type Targets } from './network.ts';
import { kindOf, placeholderFor, readInputs, Samples } from './samples.ts';
import type { Logs } from './training.ts';

export interface EvaluateOptions {
  /** Rows in each step (default 32). */
  batchSize?: number;
  /** Weight of each row; see FitOptions. */
  sampleWeight?: Data;
  /** Their hooks for tests are called. Other calls cannot train the model meanwhile. */
  callbacks?: readonly Callback[];
  /** Ends the call when aborted, also in the midst of a batch. It then rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface PredictOptions {
  /** Rows in each step (default 32). */
  batchSize?: number;
  /** Their hooks for predictions are called. Other calls cannot train the model meanwhile. */
  callbacks?: readonly Callback[];
  /** Ends the call when aborted, also in the midst of a batch. It then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** Rows of one synchronous prediction that are computed at a time. */
const SYNC_BATCH = 1024;

/** Batches [from, to) over `rows`, with their numbers. */
function* batches(rows: number, size: number): Generator<[number, number, number]> {
  for (let from = 0, i = 0; from < rows; from += size, i++) yield [from, Math.min(rows, from + size), i];
}

/** Loss and metrics of a model on data; see `Model.evaluate`. */
export async function evaluate(engine: Engine, x: Inputs, y: Targets | null, options: EvaluateOptions): Promise<Logs> {
  checkKeys('evaluate', options, ['batchSize', 'sampleWeight', 'callbacks', 'signal']);
  const callbacks = checkCallbacks('evaluate', options.callbacks);
  const size = checkInteger('evaluate', 'batchSize', options.batchSize ?? 32, 1);
  const samples = await Samples.read(engine, 'evaluate', x, y, { sampleWeight: options.sampleWeight });
  for (const c of callbacks) c.setModel?.(engine.network);
  return measure(engine, samples, size, checkSignal('evaluate', options.signal), callbacks);
}

/** Loss and metrics on checked samples. */
export async function measure(
  engine: Engine, samples: Samples, batchSize: number, signal: AbortSignal | undefined, callbacks: readonly Callback[],
): Promise<Logs> {
  return engine.measuring(async () => {
    const training = engine.training('evaluate');
    const session = engine.session();
    training.resetMeters('testing');
    return swappedBack(engine, callbacks, async () => {
      for (const c of callbacks) await c.onTestBegin?.();
      for (const [from, to, i] of batches(samples.count, batchSize)) {
        for (const c of callbacks) await c.onTestBatchBegin?.(i);
        const batch = samples.slice(from, to);
        const program = batch.program(engine, 'test', (b) => training.test(b));
        await session.queue(program, batch.arrays, signal);
        for (const c of callbacks) await c.onTestBatchEnd?.(i, training.readMeters('testing'));
      }
      signal?.throwIfAborted();
      const logs = training.readMeters('testing');
      for (const c of callbacks) await c.onTestEnd?.(logs);
      return logs;
    });
  });
}

/** Does work between the hooks of callbacks. If it fails, for example by a signal, weights that a callback has exchanged with their
 *  averages come back. */
async function swappedBack<T>(engine: Engine, callbacks: readonly Callback[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (callbacks.length > 0 && engine.compiled) engine.training('evaluate').optimizer.swapAverages(false);
    throw error;
  }
}

/** Tensors of zeros for the outputs of `rows` rows, to be filled batch by batch. */
function answersOf(program: Executable, rows: number): Tensor[] {
  return program.outputs.map(({ tensor }) => {
    const shape = [rows, ...tensor.shape.slice(1)];
    return constant(allocate(tensor.dtype, sizeOf(shape)), shape);
  });
}

const partOf = (rows: readonly Rows[], from: number, to: number): TypedArray[] => rows.map((r) => sliceRows(r, from, to).data);

/** The outputs of a network for data. */
export async function predict(engine: Engine, x: Inputs, options: PredictOptions): Promise<Tensor[]> {
  checkKeys('predict', options, ['batchSize', 'callbacks', 'signal']);
  const callbacks = checkCallbacks('predict', options.callbacks);
  const size = checkInteger('predict', 'batchSize', options.batchSize ?? 32, 1);
  const signal = checkSignal('predict', options.signal);
  const inputs = readInputs(engine, 'x', x).map(kept);
  const rows = inputs[0]!.shape[0]!;
  const session = engine.session();
  for (const c of callbacks) c.setModel?.(engine.network);
  return swappedBack(engine, callbacks, async () => {
    for (const c of callbacks) await c.onPredictBegin?.();
    let answers: Tensor[] | undefined;
    for (const [from, to, i] of batches(rows, size)) {
      for (const c of callbacks) await c.onPredictBatchBegin?.(i);
      const program = forwardProgram(engine, inputs, to - from);
      answers ??= answersOf(program, rows);
      const part = answers.map((answer) => sliceRows(answer, from, to));
      await session.queue(program, partOf(inputs, from, to), signal, part.map(({ data }) => data));
      for (const c of callbacks) await c.onPredictBatchEnd?.(i, { outputs: part.map(({ data, shape }) => constant(data, shape)) });
    }
    signal?.throwIfAborted();
    for (const c of callbacks) await c.onPredictEnd?.();
    return decoded(engine, answers!);
  });
}

/** Does the same as `predict`, at once and on this thread. */
export function predictSync(engine: Engine, x: Inputs): Tensor[] {
  const inputs = readInputs(engine, 'x', x);
  const rows = inputs[0]!.shape[0]!;
  let answers: Tensor[] | undefined;
  for (let from = 0; from < rows; from += SYNC_BATCH) {
    const to = Math.min(rows, from + SYNC_BATCH);
    const program = forwardProgram(engine, inputs, to - from);
    const session = engine.session();
    answers ??= answersOf(program, rows);
    session.run(program, partOf(inputs, from, to));
    for (let i = 0; i < answers.length; i++) session.output(program, i, sliceRows(answers[i]!, from, to).data);
  }
  return decoded(engine, answers!);
}

/** Outputs in the terms of the targets. */
const decoded = ({ network }: Engine, outputs: readonly Tensor[]): Tensor[] =>
  outputs.map((output, i) => network.targets[i]?.decode(output) ?? output);

/** The program that computes the outputs for one batch, kept by the model. */
export function forwardProgram(engine: Engine, inputs: readonly Rows[], batch: number): Executable {
  let name = `predict ${batch}`;
  for (const rows of inputs) name += kindOf(rows);
  return engine.program(name, () => {
    const given = inputs.map((rows) => placeholderFor(sliceRows(rows, 0, batch)));
    const t = new Trace({ training: false });
    const outputs = engine.network.trace(entering(engine.network, given), t);
    // A prediction changes what layers remember, and nothing else.
    return { outputs, effects: t.effects().filter((effect) => writesOf(effect).every((v) => v instanceof State)), inputs: given };
  });
}
