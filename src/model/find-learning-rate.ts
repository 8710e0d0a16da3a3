import { ConfigError } from '../core/errors.ts';
import { smallest } from '../core/extremes.ts';
import { checkInteger, checkKeys, checkNumber, checkSignal } from '../core/options.ts';
import type { Engine } from './engine.ts';
import type { Inputs, Targets } from './network.ts';
import { Samples } from './samples.ts';
import { onTrial } from './trial.ts';

export interface FindLearningRateOptions {
  /** The first rate (default 1e-6). */
  from?: number;
  /** The last rate (default 10). */
  to?: number;
  /** Steps of training, each with the next rate (default 100). */
  steps?: number;
  /** Rows in each step; take those of the fit that is to follow (default 32). */
  batchSize?: number;
  /** How much of the smoothed loss each step keeps, in [0, 1) (default 0.9). */
  smoothing?: number;
  /** Prints a table of rates and losses, and the rates that were found (default console.log). */
  printFn?: (text: string) => unknown;
  signal?: AbortSignal;
}

/** The losses of a range of learning rates. */
export interface LearningRateRange {
  /** The rates that were tried, up to where the loss grew too large. */
  readonly rates: readonly number[];
  /** The loss of each step's batch, before the step. */
  readonly losses: readonly number[];
  /** The losses, smoothed. */
  readonly smoothed: readonly number[];
  /** The rate at which the smoothed loss falls fastest, by the logarithm of the rate; undefined if it never falls. */
  readonly steepest: number | undefined;
  /** A tenth of the rate at which the smoothed loss is smallest; undefined if it never falls. */
  readonly suggested: number | undefined;
}

/** The test ends when the smoothed loss is more than this many times the smallest one. */
const TOO_LARGE = 4;
/** Lines of the table. */
const LINES = 10;

/** The range test of learning rates; see `Model.findLearningRate`. */
export async function findLearningRate(
  engine: Engine, x: Inputs, y: Targets | null, options: FindLearningRateOptions,
): Promise<LearningRateRange> {
  const where = 'findLearningRate';
  checkKeys(where, options, ['from', 'to', 'steps', 'batchSize', 'smoothing', 'printFn', 'signal']);
  const from = checkNumber(where, 'from', options.from ?? 1e-6);
  const to = checkNumber(where, 'to', options.to ?? 10);
  if (!(from > 0 && to > from)) throw new ConfigError(`${where}: expected 0 < from < to, received from ${from} and to ${to}.`);
  const steps = checkInteger(where, 'steps', options.steps ?? 100, 2);
  const batchSize = checkInteger(where, 'batchSize', options.batchSize ?? 32, 1);
  const smoothing = checkNumber(where, 'smoothing', options.smoothing ?? 0.9, { least: 0, below: 1 });
  const { printFn = console.log } = options;
  const signal = checkSignal(where, options.signal);
  const { driven, optimizer, weights } = engine.training(where);
  if (driven || weights.length === 0)
    throw new ConfigError(
      `${where}: ${driven ? `${optimizer.kind} chooses its steps itself` : 'the model has no weights that learn'}, so that there is no ` +
        'rate to find.',
    );
  const rates = Array.from({ length: steps }, (_, i) => from * (to / from) ** (i / (steps - 1)));
  const losses = await lossesOf(engine, await Samples.read(engine, where, x, y, {}), rates, { batchSize, smoothing, signal });
  const range = rangeOf(rates, losses, smoothing);
  await printFn(textOf(range));
  return range;
}

interface Course {
  readonly batchSize: number;
  readonly smoothing: number;
  readonly signal: AbortSignal | undefined;
}

/** Takes a step with each rate, and restores all that the steps change. Ends early if the loss is not finite or too large. */
async function lossesOf(engine: Engine, samples: Samples, rates: readonly number[], course: Course): Promise<number[]> {
  const training = engine.training('findLearningRate');
  const { optimizer } = training;
  const rate = optimizer.learningRate;
  // An optimizer with a schedule refuses here, before anything has changed.
  optimizer.learningRate = rate;
  return onTrial(engine, samples, course.batchSize, async (epoch, { step: { program }, count }, turn) => {
    const losses: number[] = [];
    const smooth = smoother(course.smoothing);
    let least = Infinity;
    try {
      for (const [i, next] of rates.entries()) {
        if (i % count === 0) await epoch.run(epoch.begin, course.signal, turn);
        training.resetMeters('learning');
        optimizer.learningRate = next;
        await epoch.run(program, course.signal, turn);
        const loss = training.lossSoFar;
        if (!Number.isFinite(loss)) break;
        losses.push(loss);
        const smoothed = smooth(loss);
        least = Math.min(least, smoothed);
        if (smoothed > TOO_LARGE * Math.abs(least)) break;
      }
      return losses;
    } finally {
      optimizer.learningRate = rate;
    }
  }, course.signal);
}

/** Exponential means, corrected for their beginning at 0.
 *  @source Kingma & Ba 2015, Adam, section 3, for the correction */
function smoother(keep: number): (loss: number) => number {
  let [mean, left] = [0, 1];
  return (loss) => {
    mean = keep * mean + (1 - keep) * loss;
    left *= keep;
    return mean / (1 - left);
  };
}

function rangeOf(all: readonly number[], losses: readonly number[], smoothing: number): LearningRateRange {
  const rates = all.slice(0, losses.length);
  const smoothed = losses.map(smoother(smoothing));
  const lowest = smoothed.indexOf(smallest(smoothed));
  // The rates are apart by the same factor, so that differences are slopes.
  let [fastest, slope] = [0, 0];
  for (let i = 1; i <= lowest; i++) {
    const fall = smoothed[i]! - smoothed[i - 1]!;
    if (fall < slope) [fastest, slope] = [i, fall];
  }
  const falls = lowest > 0;
  return { rates, losses, smoothed, steepest: falls ? rates[fastest] : undefined, suggested: falls ? rates[lowest]! / 10 : undefined };
}

function textOf({ rates, losses, smoothed, steepest, suggested }: LearningRateRange): string {
  const cells = (row: readonly string[]): string => row.map((cell) => cell.padStart(12)).join('');
  const every = Math.max(1, Math.ceil(rates.length / LINES));
  const line = (i: number): string => cells([rates[i]!.toExponential(1), losses[i]!.toPrecision(4), smoothed[i]!.toPrecision(4)]);
  const shown = rates.flatMap((_, i) => (i % every === 0 || i === rates.length - 1 ? [line(i)] : []));
  const advice =
    suggested === undefined || steepest === undefined
      ? 'The loss does not fall with any of these rates. Try smaller ones, or model.check(x, y).'
      : `The loss falls fastest at ${steepest.toExponential(1)}; suggested: ${suggested.toExponential(1)}.`;
  return [cells(['rate', 'loss', 'smoothed']), ...shown, advice].join('\n');
}
