import { boolean, integer, kept, maybe, number, options, or, type Option } from '../core/declaration.ts';
import { ConfigError, show } from '../core/errors.ts';
import { smallest } from '../core/extremes.ts';
import { atOnce, forBlocks, inTurns, type Pieces } from '../core/pieces.ts';
import { isRecord } from '../core/realm.ts';
import { freshSeed, hashSeed } from '../core/seed.ts';
import { randomNumbers, rowNumbers, shuffle, shuffling, type Random } from './random-numbers.ts';
import { RowSets, strataOf, type Divisible, type RowsOf, type Strata, type StratifyLabels } from './rows.ts';

export interface TrainTestSplitOptions {
  /** Rows for testing: a part of all rows if it is below 1, else a number of rows (default: what trainSize leaves, or 0.25). */
  testSize?: number;
  /** Rows for training, in the same manner (default: what testSize leaves). */
  trainSize?: number;
  /** Whether rows are put in random order first (default true). */
  shuffle?: boolean;
  /** Labels of the rows, usually y: both parts get each class in the same proportion (default: none). */
  stratify?: StratifyLabels;
  /** Fixes the random order (default: drawn at random). */
  seed?: number;
}

/** Labels by which rows are stratified. They are checked when the number of rows is known. */
export const labels = (): Option<StratifyLabels | undefined, StratifyLabels | undefined> => kept((_where, _name, given) => given);

const OPTIONS = options<TrainTestSplitOptions>()({
  testSize: maybe(number({ least: 0 })),
  trainSize: maybe(number({ least: 0 })),
  shuffle: or(boolean(), true),
  stratify: labels(),
  seed: maybe(integer()),
});

/** Divides rows into those for training and those for testing, at random.
 *
 *  Data are of any form that `fit` takes, and each part comes back in the form that was given; several inputs are a list of tensors or a
 *  record by name. Nothing but what belongs to a row is copied, in one go: gigabytes take seconds, for which the event loop waits, and
 *  does not with `trainTestSplitAsync`. `fit` divides rows by `validationSplit` without a copy. The last argument is taken for options
 *  if it is a record with the name of an option.
 *  @returns [xTrain, xTest], with y [xTrain, xTest, yTrain, yTest], and so on
 *  @throws {ConfigError} on sizes that leave a part empty, or if rows cannot be stratified
 *  @throws {ShapeError | DataError} on data that cannot be read or differ in the number of rows
 *  @example const [xTrain, xTest, yTrain, yTest] = datasets.trainTestSplit(x, y, { testSize: 0.2, stratify: y, seed: 1 });
 *  @source scikit-learn, sklearn.model_selection.train_test_split */
export function trainTestSplit<X extends Divisible>(x: X, options?: TrainTestSplitOptions): [RowsOf<X>, RowsOf<X>];
export function trainTestSplit<X extends Divisible, Y extends Divisible>(
  x: X, y: Y, options?: TrainTestSplitOptions,
): [RowsOf<X>, RowsOf<X>, RowsOf<Y>, RowsOf<Y>];
export function trainTestSplit<X extends Divisible, Y extends Divisible, W extends Divisible>(
  x: X, y: Y, sampleWeight: W, options?: TrainTestSplitOptions,
): [RowsOf<X>, RowsOf<X>, RowsOf<Y>, RowsOf<Y>, RowsOf<W>, RowsOf<W>];
export function trainTestSplit(...given: unknown[]): unknown {
  return atOnce(dividing('trainTestSplit', given));
}

/** As `trainTestSplit`, in pieces, between which the event loop turns. The data must be left alone until the promise settles.
 *  @throws {MyelinError} as `trainTestSplit`, by a rejection */
export function trainTestSplitAsync<X extends Divisible>(x: X, options?: TrainTestSplitOptions): Promise<[RowsOf<X>, RowsOf<X>]>;
export function trainTestSplitAsync<X extends Divisible, Y extends Divisible>(
  x: X, y: Y, options?: TrainTestSplitOptions,
): Promise<[RowsOf<X>, RowsOf<X>, RowsOf<Y>, RowsOf<Y>]>;
export function trainTestSplitAsync<X extends Divisible, Y extends Divisible, W extends Divisible>(
  x: X, y: Y, sampleWeight: W, options?: TrainTestSplitOptions,
): Promise<[RowsOf<X>, RowsOf<X>, RowsOf<Y>, RowsOf<Y>, RowsOf<W>, RowsOf<W>]>;
export async function trainTestSplitAsync(...given: unknown[]): Promise<unknown> {
  return inTurns(dividing('trainTestSplitAsync', given));
}

function* dividing(where: string, given: readonly unknown[]): Pieces<unknown[]> {
  const last = given.at(-1);
  const named = isRecord(last) && given.length > 1 && isOptions(last);
  const held = OPTIONS.read(where, named ? (last as TrainTestSplitOptions) : {});
  const sets = new RowSets(where, (named ? given.slice(0, -1) : given).filter((data) => data !== undefined));
  const { count } = sets;
  const [train, test] = sizes(where, count, held.testSize, held.trainSize);
  if (!held.shuffle) {
    if (held.stratify !== undefined)
      throw new ConfigError(`${where}: stratify needs shuffle: true. Leave one of the two away.`);
    const order = yield* rowNumbers(train + test);
    return yield* sets.divide(order.subarray(0, train), order.subarray(train));
  }
  const random = randomNumbers(hashSeed('trainTestSplit', held.seed ?? freshSeed()));
  const order = yield* shuffling(yield* rowNumbers(count), random);
  if (held.stratify === undefined) return yield* sets.divide(order.subarray(test, test + train), order.subarray(0, test));
  const strata = yield* strataOf(where, held.stratify, count);
  const [forTrain, forTest] = yield* stratified(where, order, strata, train, test, random);
  return yield* sets.divide(forTrain, forTest);
}

/** Whether a record has options: it is empty, names one, or holds nothing that could be data, so that the name is misspelt. */
function isOptions(record: Readonly<Record<string, unknown>>): boolean {
  const names = Object.keys(record);
  return names.some((name) => OPTIONS.names.includes(name)) || Object.values(record).every((v) => typeof v !== 'object' || v === null);
}

/** Numbers of rows for training and testing. Parts are rounded down for training and up for testing, as scikit-learn does. */
function sizes(
  where: string, rows: number, testSize: number | undefined, trainSize: number | undefined,
): [train: number, test: number] {
  const countOf = (name: string, size: number, round: (part: number) => number): number => {
    if (size > 0 && size < 1) return round(size * rows);
    if (Number.isInteger(size) && size >= 1 && size < rows) return size;
    throw new ConfigError(
      `${where}: ${name} must be a part of all rows between 0 and 1, or a number of rows from 1 to ${rows - 1}, ` +
        `received ${show(size)}.`,
    );
  };
  const given = testSize ?? (trainSize === undefined ? 0.25 : undefined);
  const asked = given === undefined ? undefined : countOf('testSize', given, Math.ceil);
  const train = trainSize === undefined ? rows - asked! : countOf('trainSize', trainSize, Math.floor);
  const test = asked ?? rows - train;
  if (train < 1 || test < 1 || train + test > rows)
    throw new ConfigError(
      `${where}: testSize ${show(testSize)} and trainSize ${show(trainSize)} of ${rows} rows come to ${train} for training and ` +
        `${test} for testing. Both need at least one, and together no more than there are.`,
    );
  return [train, test];
}

/** Takes rows of each class for both parts, in its proportion. */
function* stratified(
  where: string, order: Int32Array, { of, counts }: Strata, train: number, test: number, random: Random,
): Pieces<[Int32Array, Int32Array]> {
  const fewest = smallest(counts);
  if (fewest < 2)
    throw new ConfigError(`${where}: stratify needs at least two rows of each class, and one class has a single row. Leave it out.`);
  if (Math.min(train, test) < counts.length)
    throw new ConfigError(
      `${where}: ${train} rows for training and ${test} for testing cannot have a row of each of ${counts.length} classes. ` +
        'Ask for larger parts.',
    );
  const ofTrain = proportions(counts, train, random);
  const left = counts.map((n, k) => n - ofTrain[k]!);
  const ofTest = proportions(left, test, random);
  const seen = new Array<number>(counts.length).fill(0);
  const [forTrain, forTest] = [new Int32Array(train), new Int32Array(test)];
  let [i, j] = [0, 0];
  yield* forBlocks(order.length, (from, to) => {
    for (const row of order.subarray(from, to)) {
      const k = of[row]!;
      const at = seen[k]!++;
      if (at < ofTrain[k]!) forTrain[i++] = row;
      else if (at < ofTrain[k]! + ofTest[k]!) forTest[j++] = row;
    }
  });
  return [forTrain, forTest];
}

/** How many of `draws` rows each class gives: its share rounded down; the largest remainders get the rows that are left, equal ones at
 *  random. This is the mode of the multivariate hypergeometric distribution, up to rounding. */
function proportions(counts: readonly number[], draws: number, random: Random): number[] {
  const total = counts.reduce((a, b) => a + b, 0);
  const exact = counts.map((n) => (n / total) * draws);
  const taken = exact.map(Math.floor);
  const order = shuffle(counts.map((_, k) => k), random).sort((a, b) => exact[b]! - taken[b]! - (exact[a]! - taken[a]!));
  let open = draws - taken.reduce((a, b) => a + b, 0);
  for (const k of order) if (open > 0 && taken[k]! < counts[k]!) [taken[k], open] = [taken[k]! + 1, open - 1];
  return taken;
}
