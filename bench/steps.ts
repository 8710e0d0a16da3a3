/** Training steps of networks as records for native/replay.cc. */
import type { Arena, Backend, Loaded } from '../src/backend/backend.ts';
import { setBackend } from '../src/backend/select.ts';
import { SHORT_STEPS } from '../src/model/resident-epoch.ts';
import { dataOf, NETS, type Net, type TrainedNet } from './nets.ts';
import type { Recorded } from './replay.ts';

const NAMES: readonly string[] = ['784-512-512-10', '8-10-8-1'];
/** Steps that `fit` is given. If it runs so few as one program, it is given more than it does so with: a step is then a program of its own,
 *  and the one run most often. */
const STEPS = 65;

/** A program as an arena ran it. */
interface Run {
  readonly words: Int32Array;
  /** The arena before its first run. */
  readonly before: Int32Array;
  times: number;
}

/** A backend that remembers what it runs off the thread. */
function recorder(backend: Backend): { backend: Backend; runs: Run[] } {
  const runs: Run[] = [];
  const allocate = (elements: number): Arena => {
    const arena = backend.allocate(elements);
    const [load, runAsync] = [arena.load.bind(arena), arena.runAsync.bind(arena)];
    const loaded = new Map<Loaded, Int32Array>();
    const known = new Map<Loaded, Run>();
    return Object.assign(arena, {
      load(words: Int32Array): Loaded {
        const program = load(words);
        loaded.set(program, words);
        return program;
      },
      async runAsync(program: Loaded, steps: number, milliseconds: number): Promise<number> {
        let run = known.get(program);
        if (run === undefined) {
          run = { words: loaded.get(program)!, before: new Int32Array(arena.elements), times: 0 };
          arena.read(0, run.before);
          known.set(program, run);
          runs.push(run);
        }
        const done = await runAsync(program, steps, milliseconds);
        run.times += done;
        return done;
      },
    });
  };
  return { backend: { ...backend, allocate }, runs };
}

/** The program that a fit of so many steps runs most often. */
async function mostOften(net: TrainedNet, machine: Backend, steps: number): Promise<Run> {
  const { backend, runs } = recorder(machine);
  setBackend(backend);
  const model = net.model();
  const { x, y } = dataOf(net, steps * net.batchSize);
  await model.fit(x, y, { batchSize: net.batchSize, verbose: 0 });
  model.dispose();
  setBackend(undefined);
  return runs.toSorted((a, b) => b.times - a.times)[0]!;
}

async function stepOf(net: TrainedNet, machine: Backend): Promise<Recorded> {
  const few = await mostOften(net, machine, STEPS);
  const { words, before } = few.times > 1 ? few : await mostOften(net, machine, SHORT_STEPS + 1);
  return { words, arena: before, places: [[0, 4 * before.length]] };
}

/** The nets whose steps are recorded. */
export const STEPPED: readonly Net[] = NETS.filter((net) => NAMES.includes(net.name));

/** One training step of each net as `fit` runs it, gathering its batch included, and the arena it begins with. */
export async function recordSteps(machine: Backend, nets: readonly TrainedNet[] = STEPPED): Promise<Map<string, Recorded>> {
  const steps = new Map<string, Recorded>();
  for (const net of nets) steps.set(net.name, await stepOf(net, machine));
  return steps;
}
