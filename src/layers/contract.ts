import { sizeOf } from '../core/shape.ts';
import type { Tensor } from '../graph/tensor.ts';
import { matmul, type Precision } from '../op/gemm.ts';
import { reshape, transpose } from '../op/move.ts';
import { sum } from '../op/reduce.ts';

/** A tensor, each of whose axes has a name of its own. */
export interface Labelled {
  readonly tensor: Tensor;
  readonly labels: readonly string[];
}

/** The sums of products of two tensors over all axes that the result does not have (Einstein's convention), with one matrix product
 *  for each index of the axes that all three have.
 *  @param labels  the axes of the result, each of which is one of a's or b's */
export function contract(a: Labelled, b: Labelled, labels: readonly string[], precision: Precision): Tensor {
  const [x, y] = [summed(a, [...b.labels, ...labels]), summed(b, [...a.labels, ...labels])];
  const shared = x.labels.filter((l) => y.labels.includes(l));
  const batch = shared.filter((l) => labels.includes(l));
  const along = shared.filter((l) => !labels.includes(l));
  const rows = x.labels.filter((l) => !shared.includes(l));
  const columns = y.labels.filter((l) => !shared.includes(l));
  const size = new Map([x, y].flatMap((z) => z.labels.map((l, i) => [l, z.tensor.shape[i]!])));
  const shapeOf = (of: readonly string[]): number[] => of.map((l) => size.get(l)!);
  const count = (of: readonly string[]): number => sizeOf(shapeOf(of));
  const lead = batch.length === 0 ? [] : [count(batch)];
  const left = reshape(inOrder(x, [...batch, ...rows, ...along]), [...lead, count(rows), count(along)]);
  const right = reshape(inOrder(y, [...batch, ...along, ...columns]), [...lead, count(along), count(columns)]);
  const found = [...batch, ...rows, ...columns];
  return inOrder({ tensor: reshape(matmul(left, right, { precision }), shapeOf(found)), labels: found }, labels);
}

/** Sums over the axes that nothing else has. */
function summed({ tensor, labels }: Labelled, elsewhere: readonly string[]): Labelled {
  const alone = [...labels.keys()].filter((i) => !elsewhere.includes(labels[i]!));
  return { tensor: sum(tensor, { axis: alone }), labels: labels.filter((l) => elsewhere.includes(l)) };
}

const inOrder = ({ tensor, labels }: Labelled, wanted: readonly string[]): Tensor =>
  transpose(tensor, { axes: wanted.map((l) => labels.indexOf(l)) });
