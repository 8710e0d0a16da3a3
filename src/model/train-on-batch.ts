import { checkKeys } from '../core/options.ts';
import type { TensorLike } from '../graph/tensor.ts';
import { Samples, type Weights } from './samples.ts';
import type { Sequential } from './sequential.ts';
import type { Logs } from './training.ts';

export type BatchOptions = Weights;

/** One step of training on one batch; see `Sequential.trainOnBatch`. */
export async function trainOnBatch(model: Sequential, x: TensorLike, y: TensorLike, options: BatchOptions): Promise<Logs> {
  checkKeys('trainOnBatch', options, ['sampleWeight', 'classWeight']);
  const samples = await Samples.read(model, 'trainOnBatch', x, y, options);
  const training = model.training('trainOnBatch');
  const program = samples.program(model, 'learn', (bx, by, weight) => training.learn(bx, by, weight));
  const session = model.session();
  return session.turn(async () => {
    training.resetMeters('learning');
    await session.complete(program, samples.arrays);
    return training.readMeters('learning');
  });
}
