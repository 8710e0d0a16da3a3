import { checkKeys } from '../core/options.ts';
import type { Engine } from './engine.ts';
import type { Data } from './network.ts';
import { Samples, type Weights } from './samples.ts';
import type { Logs } from './training.ts';

export type BatchOptions = Weights;

/** One step of training on one batch; see `Model.trainOnBatch`. */
export async function trainOnBatch(engine: Engine, x: Data, y: Data | null, options: BatchOptions): Promise<Logs> {
  checkKeys('trainOnBatch', options, ['sampleWeight', 'classWeight']);
  const samples = await Samples.read(engine, 'trainOnBatch', x, y, options);
  const training = engine.training('trainOnBatch');
  const program = samples.program(engine, 'learn', (batch) => training.learn(batch));
  const session = engine.session();
  const learn = async (): Promise<Logs> => {
    training.resetMeters('learning');
    await session.complete(program, samples.arrays);
    return training.readMeters('learning');
  };
  return session.keeping(program, () => session.turn(learn));
}
