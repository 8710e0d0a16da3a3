import { boolean, integer, maybe, options, or, type Held } from '../core/declaration.ts';
import { ConfigError } from '../core/errors.ts';
import { largest, smallest } from '../core/extremes.ts';
import { atOnce, forBlocks, inTurns, type Pieces } from '../core/pieces.ts';
import { freshSeed, hashSeed } from '../core/seed.ts';
import { warnOnce } from '../core/warn.ts';
import { randomNumbers, rowNumbers, shuffling, type Random } from './random-numbers.ts';
import { RowSets, strataOf, type Divisible, type RowsOf, type Strata, type StratifyLabels } from './rows.ts';
import { labels } from './train-test-split.ts';

export interface KFoldOptions {
  /** Number of folds (default 5). */
  splits?: number;
  /** Whether rows come into folds at random (default false: the first rows are the first fold). */
  shuffle?: boolean;
  /** Labels of the rows, usually y: every fold gets its share of each class (default: none). */
  stratify?: StratifyLabels;
  /** Fixes the random order (default: drawn at random). */
  seed?: number;
}

const OPTIONS = options<KFoldOptions>()({
  splits: or(integer({ least: 2 }), 5),
  shuffle: or(boolean(), false),
  stratify: labels(),
  seed: maybe(integer()),
});

/** Divides rows into folds, each of which is once the test set of a model that is trained on all others. */
export class KFold {
  readonly #options: Held<typeof OPTIONS>;

  constructor(options: KFoldOptions) {
    const held = OPTIONS.read('kFold', options);
    if (held.seed !== undefined && !held.shuffle)
      throw new ConfigError('kFold: a seed has no effect without shuffle: true. Set it, or leave the seed away.');
    this.#options = held;
  }

  /** The number of folds. */
  get splits(): number {
    return this.#options.splits;
  }

  /** The rows for training and for testing of each fold, in the forms in which data were given, as `trainTestSplit` returns them. Rows
   *  keep their order. Each fold is copied in one go, when it is asked for, while the event loop waits, and does not with `splitAsync`.
   *  @throws {ConfigError} if there are fewer rows than folds, or fewer rows of every class than folds
   *  @throws {ShapeError | DataError} on data that cannot be read or differ in the number of rows */
  split<X extends Divisible>(x: X): Generator<[RowsOf<X>, RowsOf<X>]>;
  split<X extends Divisible, Y extends Divisible>(x: X, y: Y): Generator<[RowsOf<X>, RowsOf<X>, RowsOf<Y>, RowsOf<Y>]>;
  split<X extends Divisible, Y extends Divisible, W extends Divisible>(
    x: X, y: Y, sampleWeight: W,
  ): Generator<[RowsOf<X>, RowsOf<X>, RowsOf<Y>, RowsOf<Y>, RowsOf<W>, RowsOf<W>]>;
  split(...given: readonly unknown[]): Generator<unknown> {
    const sets = this.#sets(given);
    const folds = atOnce(this.#folds(sets.count));
    const { splits } = this;
    return (function* () {
      for (let fold = 0; fold < splits; fold++) yield atOnce(dividing(sets, folds, fold));
    })();
  }

  /** As `split`, in pieces, between which the event loop turns. The data must be left alone until the last fold has come.
   *  @throws {MyelinError} as `split`, by a rejection when the first fold is asked for */
  splitAsync<X extends Divisible>(x: X): AsyncGenerator<[RowsOf<X>, RowsOf<X>]>;
  splitAsync<X extends Divisible, Y extends Divisible>(x: X, y: Y): AsyncGenerator<[RowsOf<X>, RowsOf<X>, RowsOf<Y>, RowsOf<Y>]>;
  splitAsync<X extends Divisible, Y extends Divisible, W extends Divisible>(
    x: X, y: Y, sampleWeight: W,
  ): AsyncGenerator<[RowsOf<X>, RowsOf<X>, RowsOf<Y>, RowsOf<Y>, RowsOf<W>, RowsOf<W>]>;
  async *splitAsync(...given: readonly unknown[]): AsyncGenerator<unknown> {
    const sets = this.#sets(given);
    const folds = await inTurns(this.#folds(sets.count));
    for (let fold = 0; fold < this.splits; fold++) yield await inTurns(dividing(sets, folds, fold));
  }

  #sets(given: readonly unknown[]): RowSets {
    const sets = new RowSets('kFold', given);
    if (sets.count < this.splits) throw new ConfigError(`kFold: ${this.splits} folds need as many rows, received ${sets.count}.`);
    return sets;
  }

  /** The fold of each row. */
  *#folds(rows: number): Pieces<Int32Array> {
    const { splits, shuffle: shuffled, stratify, seed } = this.#options;
    const random = shuffled ? randomNumbers(hashSeed('kFold', seed ?? freshSeed())) : undefined;
    if (stratify !== undefined) return yield* stratifiedFolds(yield* strataOf('kFold', stratify, rows), splits, random);
    const order = yield* rowNumbers(rows);
    if (random !== undefined) yield* shuffling(order, random);
    const folds = new Int32Array(rows);
    // The first folds have one row more, if the rows do not divide evenly.
    const large = rows % splits;
    const size = Math.floor(rows / splits);
    const inLarge = large * (size + 1);
    yield* forBlocks(rows, (from, to) => {
      for (let i = from; i < to; i++)
        folds[order[i]!] = i < inLarge ? Math.floor(i / (size + 1)) : large + Math.floor((i - inLarge) / size);
    });
    return folds;
  }
}

/** The rows outside of a fold and within it, of each set. */
function* dividing(sets: RowSets, folds: Int32Array, fold: number): Pieces<unknown[]> {
  let inside = 0;
  yield* forBlocks(folds.length, (from, to) => {
    for (let row = from; row < to; row++) inside += Number(folds[row] === fold);
  });
  const [train, test] = [new Int32Array(folds.length - inside), new Int32Array(inside)];
  let [i, j] = [0, 0];
  yield* forBlocks(folds.length, (from, to) => {
    for (let row = from; row < to; row++) {
      if (folds[row] === fold) test[j++] = row;
      else train[i++] = row;
    }
  });
  return yield* sets.divide(train, test);
}

/** The fold of each row, in pieces. How many rows of a class are in a fold follows from dealing out all rows, one class after
 *  another; the first rows of a class are in the first folds.
 *  @source scikit-learn, sklearn.model_selection.StratifiedKFold */
function* stratifiedFolds({ of, counts }: Strata, splits: number, random: Random | undefined): Pieces<Int32Array> {
  if (largest(counts) < splits)
    throw new ConfigError(`kFold: ${splits} folds need a class of as many rows, and the largest has ${largest(counts)}.`);
  if (smallest(counts) < splits)
    warnOnce(
      'MYELIN_RARE_CLASS',
      `kFold: a class has ${smallest(counts)} rows, fewer than there are folds (${splits}), so that some folds have none of them.`,
    );
  let dealt = 0;
  const places: Int32Array[] = [];
  for (const n of counts) {
    const share = new Int32Array(splits);
    for (let fold = 0; fold < splits; fold++) share[(dealt + fold) % splits] = Math.ceil((n - fold) / splits);
    dealt += n;
    const inOrder = new Int32Array(n);
    share.reduce((from, many, fold) => (inOrder.fill(fold, from, from + many), from + many), 0);
    places.push(random === undefined ? inOrder : yield* shuffling(inOrder, random));
  }
  const seen = new Array<number>(counts.length).fill(0);
  const folds = new Int32Array(of.length);
  yield* forBlocks(of.length, (from, to) => {
    for (let row = from; row < to; row++) {
      const k = of[row]!;
      folds[row] = places[k]![seen[k]!++]!;
    }
  });
  return folds;
}

/** Folds for cross-validation.
 *  @throws {ConfigError} on options that cannot be
 *  @example
 *  for (const [xTrain, xTest, yTrain, yTest] of datasets.kFold({ splits: 5, shuffle: true, seed: 1 }).split(x, y)) {
 *    const model = newModel();
 *    await model.fit(xTrain, yTrain);
 *    const { loss } = await model.evaluate(xTest, yTest);
 *  }
 *  @source scikit-learn, sklearn.model_selection.KFold and StratifiedKFold */
export const kFold = (options: KFoldOptions = {}): KFold => new KFold(options);
