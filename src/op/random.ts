import { ShapeError } from '../core/errors.ts';
import { showShape, type Shape } from '../core/shape.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { node } from '../run/node.ts';

/** Identifies a draw of random numbers: the same values give the same numbers on every machine. */
export interface Draw {
  readonly seed: number;
  /** Distinguishes the draws of one seed: those of a layer, a weight, a shuffle. */
  readonly stream: number;
  /** Grows with each run, for draws that must differ each time. @shape [2] int32, the low word first */
  readonly counter?: Tensor;
}

const zero = constant(Int32Array.of(0, 0), [2]);

/** @throws {ShapeError} if a counter is not of two words */
function twoWords(op: string, counter: Tensor): Tensor {
  if (counter.dtype === 'int32' && counter.size === 2) return counter;
  throw new ShapeError(
    `${op}: expected a counter of two int32 words, the low one first, received ${counter.dtype} of shape ${showShape(counter.shape)}.`,
  );
}

function draw(op: string, shape: Shape, { seed, stream, counter = zero }: Draw, attrs: Readonly<Record<string, number>>): Tensor {
  return node(op, [twoWords(op, counter)], { seed: seed | 0, stream: stream | 0, ...attrs }, shape);
}

/** Uniformly distributed in [low, high). */
export const randomUniform = (shape: Shape, at: Draw, { low = 0, high = 1 }: { low?: number; high?: number } = {}): Tensor =>
  draw('random_uniform', shape, at, { low, high });
export const randomNormal = (shape: Shape, at: Draw, { mean = 0, stddev = 1 }: { mean?: number; stddev?: number } = {}): Tensor =>
  draw('random_normal', shape, at, { mean, stddev });
/** Normal, but never beyond two standard deviations. */
export const randomTruncatedNormal = (shape: Shape, at: Draw, { mean = 0, stddev = 1 }: { mean?: number; stddev?: number } = {}): Tensor =>
  draw('random_truncated_normal', shape, at, { mean, stddev });

/** The numbers 0..n-1 in random order. @shape [n] int32 */
export const randomPermutation = (n: number, { seed, stream, counter = zero }: Draw): Tensor =>
  node('random_permutation', [twoWords('random_permutation', counter)], { seed: seed | 0, stream: stream | 0 }, [n], 'int32');

/** An effect: writes 0..n-1 in random order into `order`, which is in the data set. @shape order [n] int32 */
export function shuffle(order: Tensor, { seed, stream, counter }: Required<Draw>): Tensor {
  return node('shuffle', [twoWords('shuffle', counter), order], { seed: seed | 0, stream: stream | 0 }, []);
}
