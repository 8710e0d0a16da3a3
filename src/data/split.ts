import { ConfigError, show } from '../core/errors.ts';
import { hashSeed } from '../core/seed.ts';
import { randomNumbers, shuffle } from './random-numbers.ts';

/** Rows for training and rows for evaluation. */
export interface Split {
  readonly train: Int32Array;
  readonly held: Int32Array;
}

/** Divides shuffled rows into `k` folds whose sizes differ by at most one; each fold is held out once.
 *  @param strata  the class of each row: every fold gets its share of each class
 *  @throws {ConfigError} if there are fewer rows than folds */
export function foldsOf(rows: number, k: number, seed: number, strata?: ArrayLike<string | number>): Split[] {
  if (!Number.isInteger(k) || k < 2 || k > rows) {
    throw new ConfigError(`folds: expected a whole number from 2 to the number of rows, ${rows}, received ${show(k)}.`);
  }
  const order = dealingOrder(rows, seed, strata);
  return Array.from({ length: k }, (_, fold) => ({
    train: order.filter((_, i) => i % k !== fold),
    held: order.filter((_, i) => i % k === fold),
  }));
}

/** Holds out a share of shuffled rows, at least one.
 *  @throws {ConfigError} if the share is not between 0 and 1, or leaves nothing to train on */
export function holdOut(rows: number, share: number, seed: number, strata?: ArrayLike<string | number>): Split {
  const count = Math.max(1, Math.round(rows * share));
  if (!(share > 0 && share < 1) || count >= rows) {
    throw new ConfigError(
      `validation split: expected a share between 0 and 1 that leaves rows to train on, received ${show(share)} of ${rows} rows.`,
    );
  }
  const order = dealingOrder(rows, seed, strata);
  // Every (rows / count)-th row of the order is held out, so that each class gets its share.
  const isHeld = (i: number): boolean => Math.floor(((i + 1) * count) / rows) > Math.floor((i * count) / rows);
  return { train: order.filter((_, i) => !isHeld(i)), held: order.filter((_, i) => isHeld(i)) };
}

/** Shuffled rows; with strata, one class after another. */
function dealingOrder(rows: number, seed: number, strata?: ArrayLike<string | number>): Int32Array {
  const order = shuffle(Int32Array.from({ length: rows }, (_, i) => i), randomNumbers(hashSeed('split', seed)));
  return strata === undefined ? order : order.sort((a, b) => (strata[a] < strata[b] ? -1 : strata[a] > strata[b] ? 1 : 0));
}
