import { checkKeys } from '../core/options.ts';
import type { TensorLike } from '../graph/tensor.ts';
import { checkFinite, inputRows, targetRows, weightRows } from './data.ts';
import type { Sequential } from './sequential.ts';
import { batchInputs, type Logs } from './training.ts';

export interface BatchOptions {
  sampleWeight?: TensorLike;
  classWeight?: Readonly<Record<number, number>>;
}

/** One step of training on one batch; see `Sequential.trainOnBatch`. */
export async function trainOnBatch(model: Sequential, x: TensorLike, y: TensorLike, options: BatchOptions): Promise<Logs> {
  checkKeys('trainOnBatch', options, ['sampleWeight', 'classWeight']);
  const training = model.training('trainOnBatch');
  const input = inputRows('x', x, model.inputShape, model.firstLayerName);
  model.build(input.shape);
  const rows = input.shape[0]!;
  const target = targetRows('y', y, model.training('trainOnBatch').loss, model.outputShape, rows);
  const weight = weightRows(options.sampleWeight, options.classWeight, target, rows);
  await checkFinite('x', input);
  await checkFinite('y', target);
  const data = weight === undefined ? [input, target] : [input, target, weight];
  const program = model.program(`learn ${rows} ${data.map((r) => r.data.constructor.name).join()}`, () => {
    const inputs = batchInputs(rows, ...data);
    const [bx, by, bw] = inputs;
    return { outputs: [], effects: training.learn(bx!, by!, bw), inputs };
  });
  const session = model.session();
  return session.turn(async () => {
    training.resetMeters('learning');
    await session.complete(program, data.map((r) => r.data));
    return training.readMeters('learning');
  });
}
