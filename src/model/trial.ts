import type { TypedArray } from '../core/dtype.ts';
import type { Variable } from '../graph/variable.ts';
import type { Take } from '../run/line.ts';
import { snapshot } from '../run/snapshot.ts';
import type { Engine } from './engine.ts';
import type { Portion } from './epoch.ts';
import { ResidentEpoch } from './resident-epoch.ts';
import type { Samples } from './samples.ts';

/** Does work with the steps that `fit` takes most often, on data held as `fit` holds them. What the steps have changed is restored.
 *  @param work  is given what takes its turns in the session */
export async function onTrial<T>(
  engine: Engine, samples: Samples, batchSize: number, work: (epoch: ResidentEpoch, portion: Portion, turn: Take) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const epoch = new ResidentEpoch(engine, samples, batchSize, true, 1);
  try {
    await epoch.fill(signal);
    const [portion] = epoch.portions() as [Portion];
    const changed = new Set([...epoch.begin.writes, ...portion.step.program.writes]);
    let trial: Promise<T> | undefined;
    const begin = (values: ReadonlyMap<Variable, TypedArray>): void => {
      trial = trying(engine, values, (turn) => work(epoch, portion, turn));
    };
    await snapshot([...changed], undefined, begin);
    return await trial!;
  } finally {
    epoch.release();
  }
}

/** Takes steps on trial. Weights and other state are what they were for everybody else meanwhile; what training keeps for itself is
 *  restored at the end.
 *  @param changed  the values, as they are now, of all that the steps change */
export function trying<T>(
  engine: Engine, changed: ReadonlyMap<Variable, TypedArray>, work: (turn: Take) => Promise<T>,
): Promise<T> {
  const own = new Set(engine.training('fit').ownVariables);
  const [kept, others] = [true, false].map((is) => new Map([...changed].filter(([v]) => own.has(v) === is)));
  return engine.session().onTrial(others!, async (turn) => {
    try {
      return await work(turn);
    } finally {
      for (const [variable, values] of kept!) variable.own(values);
    }
  });
}
