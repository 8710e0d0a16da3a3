import { checkKeys } from '../core/options.ts';
import type { Executable } from '../run/executable.ts';
import { swapAverages } from './averages.ts';
import { DrivenStep } from './driven-step.ts';
import type { Engine } from './engine.ts';
import type { Inputs, Targets } from './network.ts';
import { placeholderFor, Samples, type Weights } from './samples.ts';
import type { Logs } from './training.ts';

export type BatchOptions = Weights;

/** One step of training on one batch; see `Model.trainOnBatch`. */
export async function trainOnBatch(engine: Engine, x: Inputs, y: Targets | null, options: BatchOptions): Promise<Logs> {
  checkKeys('trainOnBatch', options, ['sampleWeight', 'classWeight']);
  const reading = Samples.read(engine, 'trainOnBatch', x, y, options);
  reading.catch(() => undefined); // its turn may come long after it has failed
  if (engine.network.inputs === undefined) await reading;
  const training = engine.training('trainOnBatch');
  const { optimizer } = training;
  if (optimizer.averagesInModel) await swapAverages(engine, optimizer, false);
  const session = engine.session();
  const learn = async (take: () => Promise<unknown>): Promise<Logs> => {
    training.resetMeters('learning');
    await take();
    return training.readMeters('learning');
  };
  // It waits for its turn before the data are read, so that calls that are made behind it see what it has learned.
  if (training.driven) return session.turn(async () => learn(async () => drivenStep(engine, await reading)));
  const plan = (samples: Samples): Promise<Executable> =>
    engine.held(samples.key('learn'), () => samples.graph((batch) => training.learning(batch)));
  return session.turnWith(reading.then(plan), async (program) =>
    learn(async () => session.complete(program, (await reading).arrays)),
  );
}

async function drivenStep(engine: Engine, samples: Samples): Promise<void> {
  const session = engine.session();
  const inputs = samples.rows.map(placeholderFor);
  const held: Executable[] = [];
  const step = new DrivenStep(
    engine.training('trainOnBatch'), engine.network, samples.batch(inputs), inputs, [],
    async (name, graph) => {
      const program = await engine.held(samples.key(name), graph);
      held.push(program);
      return program;
    },
  );
  try {
    await step.run(session, samples.arrays, undefined);
  } finally {
    for (const program of held) session.letGo(program);
  }
}
