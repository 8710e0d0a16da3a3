import type { Tensor } from '../graph/tensor.ts';
import { node } from '../run/node.ts';
import { severalOf } from './parts.ts';

/** Columns in parts of rows: `parts` parts of `rows` rows, one behind the other. */
export interface Parts {
  readonly parts: number;
  readonly rows: number;
  readonly columns: number;
}

/** @returns both results of a kernel over the columns of each part. @shape each [parts, columns] */
function bothOf(op: string, inputs: readonly Tensor[], { parts, rows, columns }: Parts): readonly [Tensor, Tensor] {
  const shape = [parts, columns];
  const whole = node(op, inputs, { outer: parts, mid: rows, inner: columns }, [2 * parts * columns]);
  return [node('part', [whole], { index: 0, offset: 0 }, shape), node('part', [whole], { index: 1, offset: parts * columns }, shape)];
}

/** Mean and variance of each column of each part. @shape x [parts * rows, columns] -> [parts, columns] each */
export const momentsOfParts = (x: Tensor, sizes: Parts): readonly [mean: Tensor, variance: Tensor] => bothOf('moments', [x], sizes);

/** The sums of dy, and of dy (x - center), over the rows of each part.
 *  @shape x, dy [parts * rows, columns], center [columns] -> [parts, columns] each */
export const centeredSumsOfParts = (
  x: Tensor, center: Tensor, dy: Tensor, sizes: Parts,
): readonly [sums: Tensor, products: Tensor] => bothOf('centered_sums', [x, center, dy], sizes);

/** The sums of squares of each row, and of each column of each part. A row's squares are multiplied by weights.
 *  @shape x [parts * rows, columns], weights [columns] -> [parts, rows] and [parts, columns] */
export const squareSumsOfParts = (x: Tensor, weights: Tensor | undefined, { parts, rows, columns }: Parts): Tensor[] =>
  severalOf(
    'square_sums', weights === undefined ? [x] : [x, weights], { outer: parts, mid: rows, inner: columns },
    [[parts, rows], [parts, columns]],
  );

/** What `y`, a normalised tensor, was made of: its gradient is taken from that, as a whole, and not from the ops that made it. */
export interface Normalized {
  /** What was normalised. @shape [..., columns] */
  readonly x: Tensor;
  /** Of its columns, over all rows. @shape [columns] */
  readonly mean: Tensor;
  readonly variance: Tensor;
  /** @shape [columns] */
  readonly gamma: Tensor | undefined;
  readonly beta: Tensor | undefined;
  readonly epsilon: number;
}

/** The values of y, which are (x - mean) / sqrt(variance + epsilon) gamma + beta, with the gradient that follows from this. */
export const normalized = (y: Tensor, { x, mean, variance, gamma, beta, epsilon }: Normalized): Tensor =>
  node(
    'normalized', [y, x, mean, variance, ...(gamma === undefined ? [] : [gamma]), ...(beta === undefined ? [] : [beta])],
    { epsilon, scaled: gamma !== undefined, shifted: beta !== undefined }, y.shape,
  );

/** What a node `normalized` was given. */
export function normalizedOf({ inputs, attrs }: Tensor): Normalized {
  const [x, mean, variance, ...rest] = inputs.slice(1) as [Tensor, Tensor, Tensor, ...Tensor[]];
  return {
    x, mean, variance, gamma: attrs['scaled'] ? rest.shift() : undefined, beta: attrs['shifted'] ? rest.shift() : undefined,
    epsilon: attrs['epsilon'] as number,
  };
}
