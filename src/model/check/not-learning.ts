import { sizeOf } from '../../core/shape.ts';
import { warn } from '../../core/warn.ts';
import type { Loss } from '../../losses/index.ts';
import { kept, sliceRows, type Rows } from '../data.ts';
import type { Engine } from '../engine.ts';
import type { Samples } from '../samples.ts';
import { nameOf, rateIssues, unscaledInputs } from './check.ts';
import { brief, some } from './issue.ts';

/** The most rows from which the loss of constant predictions is estimated. They lie at equal distances, since rows may be sorted. */
const ROWS = 1024;
/** The most rows of inputs that are looked at: enough to see that a column is far from a size of 1. */
const INPUT_ROWS = 128;
/** The most values of targets that are looked at for it. */
const VALUES = 1 << 16;
/** Part of the loss of constant predictions above which a model counts as having learnt nothing. */
const NOTHING = 0.99;

/** For a loss, the mean loss of a column of targets whose mean is always predicted. */
const OF_COLUMN: Readonly<Record<string, (values: Float64Array, mean: number) => number>> = {
  meanSquaredError: (values, mean) => averaged(values, (v) => (v - mean) ** 2),
  meanAbsoluteError: (values, mean) => averaged(values, (v) => Math.abs(v - mean)),
  binaryCrossentropy: (_, p) => surprise(p) + surprise(1 - p),
};
/** -p ln p, the part of a class of probability p in an entropy. */
const surprise = (p: number): number => (p > 0 ? -p * Math.log(p) : 0);
function averaged(values: Float64Array, f: (v: number) => number): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += f(values[i]!);
  return sum / values.length;
}

/** Judges a fit when it ends. It looks at few rows, so that it takes no time beside an epoch. */
export class Outcome {
  readonly #engine: Engine;
  readonly #inputs: readonly Rows[];
  readonly #constant: number | undefined;
  readonly #oneClass: readonly string[];

  /** Reads the targets and some inputs, which the caller may change once fit has returned its promise. */
  constructor(engine: Engine, samples: Samples) {
    this.#engine = engine;
    this.#inputs = samples.inputs.map((rows) => kept(sliceRows(rows, 0, Math.min(rows.shape[0]!, INPUT_ROWS))));
    this.#constant = constantLoss(engine, samples);
    this.#oneClass = oneClass(engine, samples);
  }

  /** Warns if there was one class only, or if the model is no better than a constant one and a usual cause of that is found.
   *  @param losses  the loss of each epoch; none if other warnings have said that the model does not learn */
  async tell(losses: readonly number[]): Promise<void> {
    for (const sentence of this.#oneClass) warn('MYELIN_ONE_CLASS', `fit: ${sentence}`);
    const failure = this.#failure(losses);
    if (failure === undefined) return;
    const unscaled = await unscaledInputs(this.#engine, this.#inputs);
    const causes = [...rateIssues(this.#engine).map(({ message }) => message), unscaled.trim()]
      .filter(Boolean)
      .map((cause) => ` ${cause.charAt(0).toUpperCase()}${cause.slice(1)}`);
    if (causes.length > 0)
      warn('MYELIN_NOT_LEARNING', `fit: training has not worked so far: ${failure}.${causes.join('')}`);
  }

  #failure(losses: readonly number[]): string | undefined {
    if (losses.length === 0 || this.#engine.training('fit').weights.length === 0) return undefined;
    const [first, last] = [losses[0]!, losses.at(-1)!];
    const constant = this.#constant;
    if (constant === undefined && (losses.length === 1 || last < first)) return undefined;
    if (constant === undefined) return `the loss was ${brief(first)} in the first epoch and is ${brief(last)} in the last`;
    if (constant === 0 || last < NOTHING * constant) return undefined;
    return `in the last epoch the loss is ${brief(last)}, and the same answer for every row would have ${brief(constant)}`;
  }
}

/** The loss of a model that gives the mean of the targets, or the parts of their classes, for every row.
 *  @returns undefined for losses and weights for which it is not known */
function constantLoss(engine: Engine, { targets, weights }: Samples): number | undefined {
  const { losses, lossWeights } = engine.training('fit');
  const [[loss], [target]] = [losses, targets];
  const plain = losses.length === 1 && lossWeights.length === 0 && weights[0] === undefined && !engine.network.ownLoss;
  if (!plain || loss === undefined || target === undefined || loss.reduction === 'sum') return undefined;
  // A loss of the user's own may have no config.
  if (loss.config?.['labelSmoothing'] !== undefined) return undefined;
  const { data, shape } = target;
  const width = sizeOf(shape.slice(1));
  const count = Math.min(shape[0]!, ROWS, Math.floor(VALUES / width));
  if (count < 2) return undefined;
  const rows = Array.from({ length: count }, (_, i) => Math.floor((i * shape[0]!) / count) * width);
  const columnOf = (column: number): Float64Array => {
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = data[rows[i]! + column]!;
    return values;
  };
  const over = (f: (column: Float64Array) => number): number => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += f(columnOf(i));
    return sum;
  };
  const mean = (values: Float64Array): number => averaged(values, (v) => v);
  const ofColumn = OF_COLUMN[loss.kind];
  if (ofColumn !== undefined) return over((values) => ofColumn(values, mean(values))) / width;
  if (loss.kind === 'categoricalCrossentropy' && shape.length === 2) return over((values) => surprise(mean(values)));
  if (loss.kind !== 'sparseCategoricalCrossentropy' || loss.config?.['ignoreClass'] !== undefined || width !== 1) return undefined;
  const counts = new Map<number, number>();
  for (const label of columnOf(0)) counts.set(label, (counts.get(label) ?? 0) + 1);
  return [...counts.values()].reduce((sum, of) => sum + surprise(of / count), 0);
}

/** The outputs whose targets are classes, and all of one class: sentences that say so. The search ends at the first row that differs. */
function oneClass(engine: Engine, { targets }: Samples): string[] {
  const { losses } = engine.training('fit');
  return targets.flatMap((target, i) => {
    if (target === undefined || !ofClasses(losses[i]) || target.shape[0]! < 2 || !isOneRow(target)) return [];
    const row = target.data.subarray(0, sizeOf(target.shape.slice(1)));
    const which = row.length === 1 ? row[0] : `[${some([...row], 8)}]`;
    return [
      `every row of ${nameOf('y', engine.network.outputs, i)} is of one class, ${which}, and the model learns to answer with it whatever ` +
        'comes in. Training needs rows of other classes, too: are the rows sorted, or a part of all?',
    ];
  });
}

const ofClasses = (loss: Loss | undefined): boolean => loss !== undefined && /crossentropy$/i.test(loss.kind);

function isOneRow({ data, shape }: Rows): boolean {
  const width = sizeOf(shape.slice(1));
  for (let i = width; i < data.length; i++) if (data[i] !== data[i - width]) return false;
  return true;
}
