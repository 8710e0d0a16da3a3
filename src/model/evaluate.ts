import { checkInteger, checkKeys, checkSignal } from '../core/options.ts';
import { sizeOf } from '../core/shape.ts';
import { constant, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { Trace } from '../trace/trace.ts';
import { inputRows, kept, sliceRows, type Rows } from './data.ts';
import { Samples } from './samples.ts';
import type { Sequential } from './sequential.ts';
import { batchInputs, type Logs } from './training.ts';

export interface EvaluateOptions {
  /** Rows to a step (default 32). */
  batchSize?: number;
  sampleWeight?: TensorLike;
  signal?: AbortSignal;
}

export interface PredictOptions {
  /** Rows to a step (default 32). */
  batchSize?: number;
  signal?: AbortSignal;
}

/** Rows of one synchronous prediction that are computed at a time. */
const SYNC_BATCH = 1024;

/** Batches [from, to) over `rows`. */
function* batches(rows: number, size: number): Generator<[number, number]> {
  for (let from = 0; from < rows; from += size) yield [from, Math.min(rows, from + size)];
}

/** Loss and metrics of a model on data; the options and results of `Sequential.evaluate`. */
export async function evaluate(model: Sequential, x: TensorLike, y: TensorLike, options: EvaluateOptions): Promise<Logs> {
  checkKeys('evaluate', options, ['batchSize', 'sampleWeight', 'signal']);
  const size = checkInteger('evaluate', 'batchSize', options.batchSize ?? 32, 1);
  const samples = await Samples.read(model, 'evaluate', x, y, { sampleWeight: options.sampleWeight });
  return measure(model, samples, size, checkSignal('evaluate', options.signal));
}

/** Loss and metrics on samples that are checked. */
export async function measure(model: Sequential, samples: Samples, batchSize: number, signal: AbortSignal | undefined): Promise<Logs> {
  return model.measuring(async () => {
    const training = model.training('evaluate');
    const session = model.session();
    training.resetMeters('testing');
    for (const [from, to] of batches(samples.count, batchSize)) {
      const batch = samples.slice(from, to);
      const program = batch.program(model, 'test', (x, y, weight) => training.test(x, y, weight));
      await session.turn(() => session.complete(program, batch.arrays, signal));
    }
    return training.readMeters('testing');
  });
}

/** The rows to predict for, and a tensor for what comes out. */
function prepare(model: Sequential, x: TensorLike): { input: Rows; rows: number; outputs: Tensor } {
  const input = inputRows('x', x, model.inputShape, model.firstLayerName);
  model.build(input.shape);
  const rows = input.shape[0]!;
  const shape = [rows, ...model.outputShape.slice(1).map((d) => d!)];
  return { input, rows, outputs: constant(new Float32Array(sizeOf(shape)), shape) };
}

/** Outputs of a model for data. */
export async function predict(model: Sequential, x: TensorLike, options: PredictOptions): Promise<Tensor> {
  checkKeys('predict', options, ['batchSize', 'signal']);
  const size = checkInteger('predict', 'batchSize', options.batchSize ?? 32, 1);
  const signal = checkSignal('predict', options.signal);
  const { input: given, rows, outputs } = prepare(model, x);
  const input = kept(given);
  const session = model.session();
  for (const [from, to] of batches(rows, size)) {
    const program = forwardProgram(model, input, to - from);
    await session.turn(() => session.complete(program, [sliceRows(input, from, to).data], signal, [sliceRows(outputs, from, to).data]));
  }
  return outputs;
}

/** As predict, on this thread: for answers that are wanted at once. */
export function predictSync(model: Sequential, x: TensorLike): Tensor {
  const { input, rows, outputs } = prepare(model, x);
  const session = model.session();
  for (const [from, to] of batches(rows, SYNC_BATCH)) {
    const program = forwardProgram(model, input, to - from);
    session.run(program, [sliceRows(input, from, to).data]);
    session.output(program, 0, sliceRows(outputs, from, to).data);
  }
  return outputs;
}

/** The program that computes the outputs for one batch, kept by the model. */
export function forwardProgram(model: Sequential, input: Rows, batch: number): ReturnType<Sequential['program']> {
  return model.program(`predict ${batch} ${input.data.constructor.name}`, () => {
    const inputs = batchInputs(batch, input);
    return { outputs: [model.forward(inputs[0]!, new Trace({ training: false }))], effects: [], inputs };
  });
}
