import { disassembling } from '../abi/disassemble.ts';
import { instructionsOf, turnsOf } from '../abi/instructions.ts';
import type { Program } from '../abi/program.ts';
import { workOf, type Work } from '../abi/work.ts';
import { host } from '../core/host.ts';
import { checkInteger, checkKeys } from '../core/options.ts';
import { inTurns, listOf, PASS, type Pieces } from '../core/pieces.ts';
import { sliceRows } from './data.ts';
import type { Engine } from './engine.ts';
import { forwardProgram } from './predict.ts';
import type { Inputs, Targets } from './network.ts';
import { keptInputs, Samples } from './samples.ts';
import { onTrial } from './trial.ts';

export interface ProfileOptions {
  /** Rows in each step (default 32). */
  batchSize?: number;
  /** Steps to measure (default 50). */
  steps?: number;
}

/** One instruction of a step: what it does, and how long that takes. */
export interface ProfileRow extends Work {
  /** The instruction as text: its kernel, sizes, and where its operands lie. */
  readonly line: string;
  /** Median of all measured steps. */
  readonly microseconds: number;
  readonly gflops: number;
  readonly gbs: number;
  /** Part of the time of all rows, from 0 to 1. */
  readonly share: number;
}

export interface Profile {
  /** Rows of data in the step. */
  readonly batch: number;
  /** Time of the whole step: the sum of its instructions. */
  readonly microseconds: number;
  /** The instructions, in the order in which they run. */
  readonly rows: readonly ProfileRow[];
}

/** The most steps that are taken in one turn, while other calls of the model wait, and the nanoseconds that they may take if they are
 *  several. */
const TOGETHER = 10;
const AT_ONCE = 8e6;

/** Measures the instructions of a step; see `Model.profile`. */
export async function profile(engine: Engine, x: Inputs, y: Targets | undefined, options: ProfileOptions): Promise<Profile> {
  checkKeys('profile', options, ['batchSize', 'steps']);
  const batchSize = checkInteger('profile', 'batchSize', options.batchSize ?? 32, 1);
  const steps = checkInteger('profile', 'steps', options.steps ?? 50, 1);
  return y === undefined ? prediction(engine, x, batchSize, steps) : training(engine, x, y, batchSize, steps);
}

/** Profiles the step that `fit` runs most often, on data held as `fit` holds it. State that it changes is restored. */
async function training(engine: Engine, x: Inputs, y: Targets, batchSize: number, steps: number): Promise<Profile> {
  const samples = await Samples.read(engine, 'profile', x, y, {});
  const session = engine.session();
  return onTrial(engine, samples, batchSize, async (epoch, { step: { program, batch }, count }, turn) => {
    const round = (together: number): Promise<Float64Array> =>
      turn(async () => {
        await session.complete(epoch.begin, []);
        return await session.profile(program, together);
      });
    const once = (await round(1)).reduce((sum, ns) => sum + ns, 0);
    const each = Math.min(count, steps, Math.max(1, Math.min(TOGETHER, Math.floor(AT_ONCE / once))));
    const times = await measure(Math.ceil(steps / each), () => round(each));
    return inTurns(profileOf(program.program, batch, times));
  });
}

async function prediction(engine: Engine, x: Inputs, batchSize: number, steps: number): Promise<Profile> {
  const inputs = await keptInputs(engine, 'x', x);
  const batch = Math.min(batchSize, inputs[0]!.shape[0]!);
  const session = engine.session();
  const executable = forwardProgram(engine, inputs, batch);
  const feeds = inputs.map((r) => sliceRows(r, 0, batch).data);
  const round = (): Promise<Float64Array> => session.turn(() => session.profile(executable, 1, feeds));
  const times = await session.keeping(executable, () => measure(steps, round));
  return inTurns(profileOf(executable.program, batch, times));
}

/** Nanoseconds [steps, instructions] of each round. The first round warms caches and threads and is left out. The event loop
 *  may run other work between rounds. */
async function measure(count: number, round: () => Promise<Float64Array>): Promise<Float64Array[]> {
  const rounds: Float64Array[] = [];
  for (let i = 0; i <= count; i++) {
    rounds.push(await round());
    await host().pause();
  }
  return rounds.slice(1);
}

function* profileOf(program: Program, batch: number, rounds: readonly Float64Array[]): Pieces<Profile> {
  const lines = (yield* disassembling(program)).filter((line) => line !== 'effects:');
  yield PASS;
  const nanoseconds = yield* listOf(lines.length, (i) => median(rounds.flatMap((round) => every(round, lines.length, i))), TOGETHER);
  const total = nanoseconds.reduce((sum, ns) => sum + ns, 0);
  const turns = turnsOf(program.words);
  const places = instructionsOf(program.words);
  yield PASS;
  const rows = yield* listOf(lines.length, (i): ProfileRow => {
    const once = workOf(program.words, places[i]!);
    const work = { ...once, flops: turns[i]! * once.flops, bytes: turns[i]! * once.bytes };
    const ns = nanoseconds[i]!;
    const rate = (amount: number): number => (ns === 0 ? 0 : amount / ns);
    return {
      line: lines[i]!, ...work, microseconds: ns / 1000, gflops: rate(work.flops), gbs: rate(work.bytes),
      share: total === 0 ? 0 : ns / total,
    };
  }, TOGETHER);
  return { batch, microseconds: total / 1000, rows };
}

/** Every so many values, from the first one that is asked for. */
const every = (values: Float64Array, step: number, first: number): number[] =>
  Array.from({ length: Math.ceil((values.length - first) / step) }, (_, i) => values[first + i * step]!);

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
