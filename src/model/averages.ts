import { PASS, type Pieces } from '../core/pieces.ts';
import type { Exchange } from '../optimizers/averages.ts';
import { Optimizer } from '../optimizers/optimizer.ts';
import type { Graph } from '../run/programs.ts';
import { Trace } from '../trace/trace.ts';
import type { Engine } from './engine.ts';

/** As `Optimizer.swapAverages`, off this thread. */
export const swapAverages = (engine: Engine, optimizer: Optimizer, inModel: boolean): Promise<void> =>
  exchange(engine, () => optimizer.swapping(inModel));

/** Gives weights back to a model whose work has failed: on this thread, if a program fails, too. */
export const bringBack = (engine: Engine, optimizer: Optimizer): Promise<void> =>
  swapAverages(engine, optimizer, false).catch(() => optimizer.swapAverages(false));

/** As `Optimizer.finish`, off this thread, unless a class has a `finish` of its own. */
export async function finishAverages(engine: Engine, optimizer: Optimizer): Promise<void> {
  if (optimizer.finish === Optimizer.prototype.finish) await exchange(engine, () => optimizer.finishing());
  else optimizer.finish();
}

/** @param wanted  what is to be done as things stand, which is asked for once more when the turn has come */
async function exchange(engine: Engine, wanted: () => Exchange | undefined): Promise<void> {
  const given = wanted();
  if (given === undefined) return;
  const graph = function* (): Pieces<Graph> {
    const t = new Trace({ training: false });
    given.record(t);
    yield PASS;
    return { outputs: [], effects: t.effects(), inputs: [] };
  };
  const session = engine.session();
  await session.turnWith(engine.held(given.name, graph), async (program) => {
    if (wanted()?.name !== given.name) return;
    await session.complete(program, []);
    given.over();
  });
}
