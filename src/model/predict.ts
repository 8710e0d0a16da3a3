import { allocate, type TypedArray } from '../core/dtype.ts';
import { ConfigError, DataError, ShapeError } from '../core/errors.ts';
import { checkInteger, checkKeys, checkSignal } from '../core/options.ts';
import { atOnce, inPieces, inTurns, isPending, type Pieces } from '../core/pieces.ts';
import { sameShape, showShape, sizeOf } from '../core/shape.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { State } from '../graph/variable.ts';
import { writesOf } from '../lower/update.ts';
import type { Executable } from '../run/executable.ts';
import type { Graph } from '../run/programs.ts';
import { Trace } from '../trace/trace.ts';
import { checkCallbacks, type Callback } from './callback.ts';
import { copyOf, kept, sliceRows, type Rows } from './data.ts';
import type { Engine } from './engine.ts';
import { stepsOf } from './fit-options.ts';
import { entering, type Inputs } from './network.ts';
import { inputsIn, keptInputs, kindOf, placeholderFor, readInputs } from './samples.ts';
import { isIndexed, isSource, type PredictSource } from './source/data-source.ts';
import { openInputs } from './source/open.ts';
import { swappedBack } from './swapped-back.ts';
import { ahead } from './tested.ts';

export interface PredictOptions {
  /** Rows in each step (default 32). Batches of a source have the sizes in which they are given. */
  batchSize?: number;
  /** Batches that are taken of a source (default: all). */
  steps?: number;
  /** Their hooks for predictions are called. Other calls cannot train the model meanwhile. */
  callbacks?: readonly Callback[];
  /** Ends the call when aborted, also in the midst of a batch. It then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** Options of predictions that are given batch by batch. */
export type PredictStreamOptions = Omit<PredictOptions, 'callbacks'>;

/** Rows of one synchronous prediction that are computed at a time. */
const SYNC_BATCH = 1024;

/** Batches [from, to) over `rows`, with their numbers. */
function* batches(rows: number, size: number): Generator<[number, number, number]> {
  for (let from = 0, i = 0; from < rows; from += size, i++) yield [from, Math.min(rows, from + size), i];
}

interface Checked {
  readonly size: number;
  /** The size that was asked for. */
  readonly asked: number | undefined;
  readonly steps: number | undefined;
  readonly signal: AbortSignal | undefined;
}

function checked(where: string, x: unknown, options: PredictOptions): Checked {
  const steps = stepsOf(where, 'steps', options.steps);
  if (steps !== undefined && !isSource(x)) throw new ConfigError(`${where}: steps is for sources of batches. Give fewer rows.`);
  if (options.batchSize !== undefined && isSource(x) && !isIndexed(x))
    throw new ConfigError(`${where}: batchSize is for arrays, and batches of a source come as they are. Leave it away.`);
  return {
    steps,
    asked: options.batchSize,
    size: checkInteger(where, 'batchSize', options.batchSize ?? 32, 1),
    signal: checkSignal(where, options.signal),
  };
}

/** Tensors of zeros for the outputs of `rows` rows, to be filled batch by batch. */
function answersOf(program: Executable, rows: number): Tensor[] {
  return program.outputs.map(({ tensor }) => {
    const shape = [rows, ...tensor.shape.slice(1)];
    return constant(allocate(tensor.dtype, sizeOf(shape)), shape);
  });
}

const partOf = (rows: readonly Rows[], from: number, to: number): TypedArray[] => rows.map((r) => sliceRows(r, from, to).data);

/** The outputs of a network for data; see `Model.predict`. */
export async function predict(engine: Engine, x: Inputs | PredictSource, options: PredictOptions): Promise<Tensor[]> {
  checkKeys('predict', options, ['batchSize', 'steps', 'callbacks', 'signal']);
  const callbacks = checkCallbacks('predict', options.callbacks);
  const reading = checked('predict', x, options);
  const { size, signal } = reading;
  let work = (): Promise<Tensor[]> => ofSource(engine, x as PredictSource, reading, callbacks);
  if (!isSource(x)) {
    const given = inPieces(inputsIn(engine, 'x', x as Inputs));
    work = ofArrays(engine, isPending(given) ? await given : given, size, signal, callbacks);
  }
  for (const c of callbacks) await c.setModel?.(engine.network);
  return swappedBack(engine, callbacks, async () => {
    for (const c of callbacks) await c.onPredictBegin?.();
    const outputs = await work();
    signal?.throwIfAborted();
    for (const c of callbacks) await c.onPredictEnd?.();
    return inTurns(decoded(engine, outputs));
  });
}

/** Keeps arrays, and returns the work that is left. */
function ofArrays(
  engine: Engine, given: readonly Rows[], size: number, signal: AbortSignal | undefined, callbacks: readonly Callback[],
): () => Promise<Tensor[]> {
  const inputs = given.map(kept);
  const rows = inputs[0]!.shape[0]!;
  return async () => {
    let answers: Tensor[] | undefined;
    for (const [from, to, i] of batches(rows, size)) {
      for (const c of callbacks) await c.onPredictBatchBegin?.(i);
      let part: Rows[] = [];
      const into = (program: Executable): TypedArray[] => {
        answers ??= answersOf(program, rows);
        part = answers.map((answer) => sliceRows(answer, from, to));
        return part.map(({ data }) => data);
      };
      await runForward(engine, inputs, [from, to], signal, into);
      for (const c of callbacks) await c.onPredictBatchEnd?.(i, { outputs: part.map(({ data, shape }) => constant(data, shape)) });
    }
    return answers!;
  };
}

async function ofSource(engine: Engine, x: PredictSource, reading: Checked, callbacks: readonly Callback[]): Promise<Tensor[]> {
  const parts: Tensor[][] = [];
  for await (const inputs of batchesOf(engine, 'predict', x, reading)) {
    for (const c of callbacks) await c.onPredictBatchBegin?.(parts.length);
    const outputs = await outputsFor(engine, inputs, reading.signal);
    for (const c of callbacks) await c.onPredictBatchEnd?.(parts.length, { outputs });
    parts.push(outputs);
  }
  if (parts.length === 0) throw new DataError('predict: expected at least one batch, received none.');
  return parts[0]!.map((_, i) => joined(parts.map((part) => part[i]!)));
}

/** Outputs of several batches, one behind another. @throws {ShapeError} if rows differ in shape */
function joined(parts: readonly Tensor[]): Tensor {
  const [first] = parts as [Tensor];
  const [, ...axes] = first.shape;
  const other = parts.findIndex(({ shape }) => !sameShape(shape.slice(1), axes));
  if (other >= 0)
    throw new ShapeError(
      `predict: expected outputs of shape ${showShape([null, ...axes])} for all batches, as for the first, received ` +
        `${showShape(parts[other]!.shape)} for batch ${other}. predictStream gives the outputs of each batch apart.`,
    );
  const rows = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  const data = allocate(first.dtype, rows * sizeOf(axes));
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.size;
  }
  return constant(data, [rows, ...axes]);
}

/** The outputs of a network for data, batch by batch; see `Model.predictStream`. */
export async function* predictStream(
  engine: Engine, x: Inputs | PredictSource, options: PredictStreamOptions,
): AsyncGenerator<Tensor[], void, void> {
  checkKeys('predictStream', options, ['batchSize', 'steps', 'signal']);
  const reading = checked('predictStream', x, options);
  for await (const inputs of batchesOf(engine, 'predictStream', x, reading))
    yield inTurns(decoded(engine, await engine.during('predictStream', () => outputsFor(engine, inputs, reading.signal))));
  reading.signal?.throwIfAborted();
}

/** Inputs, batch by batch, which nobody changes any more. */
async function* batchesOf(
  engine: Engine, where: string, x: Inputs | PredictSource, { size, asked, steps, signal }: Checked,
): AsyncGenerator<readonly Rows[]> {
  if (!isSource(x)) {
    const inputs = await keptInputs(engine, 'x', x as Inputs);
    for (const [from, to] of batches(inputs[0]!.shape[0]!, size)) yield inputs.map((rows) => sliceRows(rows, from, to));
    return;
  }
  const source = openInputs(engine, x, { where, batchSize: asked, shuffled: false, learning: false, signal });
  try {
    yield* ahead(source, ({ value }) => value.map(copyOf), steps);
  } finally {
    await source.close();
  }
}

async function outputsFor(engine: Engine, inputs: readonly Rows[], signal: AbortSignal | undefined): Promise<Tensor[]> {
  const rows = inputs[0]!.shape[0]!;
  let outputs: Tensor[] = [];
  const into = (program: Executable): TypedArray[] => {
    outputs = answersOf(program, rows);
    return outputs.map(({ data }) => data);
  };
  await runForward(engine, inputs, [0, rows], signal, into);
  return outputs;
}

/** Computes the outputs for some rows, when its turn comes. */
function runForward(
  engine: Engine, inputs: readonly Rows[], [from, to]: readonly [from: number, to: number], signal: AbortSignal | undefined,
  into: (program: Executable) => readonly TypedArray[],
): Promise<void> {
  const batch = to - from;
  return engine.run(forwardName(inputs, batch), () => forwardGraph(engine, inputs, batch), partOf(inputs, from, to), signal, into);
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
  return atOnce(decoded(engine, answers!));
}

/** Outputs in the terms of the targets. */
function* decoded({ network: { targets } }: Engine, outputs: readonly Tensor[]): Pieces<Tensor[]> {
  const all: Tensor[] = [];
  for (const [i, output] of outputs.entries()) {
    const target = targets[i];
    all.push(target === undefined ? output : yield* target.decoding(output));
  }
  return all;
}

/** The program that computes the outputs for one batch, kept by the model. */
export function forwardProgram(engine: Engine, inputs: readonly Rows[], batch: number): Executable {
  return engine.program(forwardName(inputs, batch), () => atOnce(forwardGraph(engine, inputs, batch)));
}

function forwardName(inputs: readonly Rows[], batch: number): string {
  let name = `predict ${batch}`;
  for (const rows of inputs) name += kindOf(rows);
  return name;
}

function* forwardGraph({ network }: Engine, inputs: readonly Rows[], batch: number): Pieces<Graph> {
  const given = inputs.map((rows) => placeholderFor(sliceRows(rows, 0, batch)));
  const t = new Trace({ training: false });
  const outputs = yield* network.tracing(entering(network, given), t);
  // A prediction changes what layers remember, and nothing else.
  return { outputs, effects: t.effects().filter((effect) => writesOf(effect).every((v) => v instanceof State)), inputs: given };
}
