import { snapshot } from '../run/snapshot.ts';
import type { Engine } from './engine.ts';
import type { Portion } from './epoch.ts';
import { ResidentEpoch } from './resident-epoch.ts';
import type { Samples } from './samples.ts';

/** Does work with the steps that `fit` takes most often, on data held as `fit` holds them. What the steps have changed is restored. */
export async function onTrial<T>(
  engine: Engine, samples: Samples, batchSize: number, work: (epoch: ResidentEpoch, portion: Portion) => Promise<T>, signal?: AbortSignal,
): Promise<T> {
  const session = engine.session();
  const epoch = new ResidentEpoch(engine, samples, batchSize, true, 1);
  try {
    await epoch.fill(signal);
    const [portion] = epoch.portions() as [Portion];
    const changed = new Set([...epoch.begin.writes, ...portion.step.program.writes]);
    const { values } = await snapshot([...changed]);
    return await session.aside(async () => {
      try {
        return await work(epoch, portion);
      } finally {
        for (const [variable, value] of values) variable.own(value);
      }
    });
  } finally {
    epoch.release();
  }
}
