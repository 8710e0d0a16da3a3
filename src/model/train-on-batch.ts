import { checkKeys } from '../core/options.ts';
import type { Executable } from '../run/executable.ts';
import { DrivenStep } from './driven-step.ts';
import type { Engine } from './engine.ts';
import type { Inputs, Targets } from './network.ts';
import { placeholderFor, Samples, type Weights } from './samples.ts';
import type { Logs } from './training.ts';

export type BatchOptions = Weights;

/** One step of training on one batch; see `Model.trainOnBatch`. */
export async function trainOnBatch(engine: Engine, x: Inputs, y: Targets | null, options: BatchOptions): Promise<Logs> {
  checkKeys('trainOnBatch', options, ['sampleWeight', 'classWeight']);
  const samples = await Samples.read(engine, 'trainOnBatch', x, y, options);
  const training = engine.training('trainOnBatch');
  const session = engine.session();
  const { program, take } = training.driven ? drivenStep(engine, samples) : ruleStep(engine, samples);
  const learn = async (): Promise<Logs> => {
    training.resetMeters('learning');
    await take();
    return training.readMeters('learning');
  };
  return session.keeping(program, () => session.turn(learn));
}

/** The first program of a step, and the function that takes the step within a turn. */
interface BatchStep {
  readonly program: Executable;
  readonly take: () => Promise<unknown>;
}

function ruleStep(engine: Engine, samples: Samples): BatchStep {
  const training = engine.training('trainOnBatch');
  const program = samples.program(engine, 'learn', (batch) => training.learn(batch));
  return { program, take: () => engine.session().complete(program, samples.arrays) };
}

function drivenStep(engine: Engine, samples: Samples): BatchStep {
  const inputs = samples.rows.map(placeholderFor);
  const step = new DrivenStep(engine.training('trainOnBatch'), engine.network, samples.batch(inputs), inputs, [], (name, graph) =>
    engine.program(samples.key(name), graph),
  );
  return { program: step.first, take: () => step.run(engine.session(), samples.arrays, undefined) };
}
