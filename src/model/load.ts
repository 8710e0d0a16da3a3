import { copyOf } from './data.ts';
import type { Samples } from './samples.ts';
import type { Given, Position } from './source/source.ts';

/** Rows that have come from the source. */
export interface Load {
  readonly at: Position;
  readonly count: number;
  readonly batchSize: number;
  /** A copy, if the rows are not in a slot yet. */
  readonly waiting: Samples | undefined;
}

/** Steps on full batches of a load. */
export const fullSteps = ({ count, batchSize }: Load): number => Math.floor(count / batchSize);

/** Takes what a source gives, as a copy. */
export const copied = ({ value, batchSize, at }: Given<Samples>): Load => ({
  at, count: value.count, batchSize: batchSize ?? value.count,
  waiting: value.mapRows(copyOf),
});
