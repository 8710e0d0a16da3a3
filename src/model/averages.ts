import { PASS, type Pieces } from '../core/pieces.ts';
import type { Exchange } from '../optimizers/averages.ts';
import type { Optimizer } from '../optimizers/optimizer.ts';
import type { Executable } from '../run/executable.ts';
import type { Graph } from '../run/programs.ts';
import type { Session } from '../run/session.ts';
import { Trace } from '../trace/trace.ts';
import type { Engine } from './engine.ts';

/** As `Optimizer.swapAverages`, off this thread, unless a class has one of its own. */
export async function swapAverages(engine: Engine, optimizer: Optimizer, inModel: boolean): Promise<void> {
  if (optimizer.swapsItself) optimizer.swapAverages(inModel);
  else await exchange(engine, optimizer, () => optimizer.swapping(inModel));
}

/** Gives weights back to a model whose work has failed, without a program of the model if that fails. */
export const bringBack = async (engine: Engine, optimizer: Optimizer): Promise<void> => {
  if (optimizer.averagesInModel) await swapAverages(engine, optimizer, false).catch(() => optimizer.swapAverages(false));
};

/** As `Optimizer.finish`, off this thread, unless a class has one of its own. */
export async function finishAverages(engine: Engine, optimizer: Optimizer): Promise<void> {
  if (optimizer.finishesItself) optimizer.finish();
  else await exchange(engine, optimizer, () => optimizer.finishing());
}

/** @param wanted  what is to be done as things stand, which is asked when the turn has come; it may read what a step writes */
async function exchange(engine: Engine, optimizer: Optimizer, wanted: () => Exchange | undefined): Promise<void> {
  if (!optimizer.averaging) return;
  const session = engine.session();
  await session.turnNow(async () => {
    for (let given = wanted(); given !== undefined; ) {
      const program = await engine.held(given.name, recording(given));
      try {
        const now = wanted();
        // Meanwhile the user may have exchanged them on the optimizer.
        if (now?.name === given.name) return await perform(session, program, optimizer, given);
        given = now;
      } finally {
        session.letGo(program);
      }
    }
  });
}

const recording = (given: Exchange) =>
  function* (): Pieces<Graph> {
    const t = new Trace({ training: false });
    given.record(t);
    yield PASS;
    return { outputs: [], effects: t.effects(), inputs: [] };
  };

async function perform(session: Session, program: Executable, optimizer: Optimizer, given: Exchange): Promise<void> {
  const before = optimizer.averagesInModel;
  try {
    // Who reads a variable from now on waits for the run, and sees it exchanged.
    given.over();
    await session.complete(program, []);
  } catch (error) {
    optimizer.averagesInModel = before;
    throw error;
  }
}
