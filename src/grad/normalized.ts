import type { Tensor } from '../graph/tensor.ts';
import { columnSums } from '../op/columns.ts';
import { add, multiply, negative, rsqrt, square, subtract } from '../op/elementwise.ts';
import { normalizedOf } from '../op/moments.ts';
import { broadcastTo, reshape } from '../op/move.ts';
import { parts } from '../op/parts.ts';
import { sum } from '../op/reduce.ts';
import type { PartsRule } from './parts-rule.ts';

/** The gradient of a normalised tensor: two sums over each column, in one pass, and one pass that makes the rest.
 *  @source Ioffe & Szegedy 2015, section 3 */
export function throughNormalized(y: Tensor, dy: Tensor): (Tensor | null)[] {
  const { x, mean, variance, gamma, beta, epsilon } = normalizedOf(y);
  const columns = mean.size;
  const rows = x.size / columns;
  const [sums, products] = columnSums(x, mean, dy);
  const inverse = rsqrt(add(variance, epsilon));
  const scale = gamma === undefined ? inverse : multiply(inverse, gamma);
  const slope = multiply(multiply(products, multiply(inverse, inverse)), 1 / rows);
  // mean - x, not x - mean: that may be a value of the forward pass, which would then be kept in memory for this.
  const dx = multiply(add(subtract(dy, multiply(sums, 1 / rows)), multiply(subtract(mean, x), slope)), scale);
  return [
    null, dx, null, null, ...(gamma === undefined ? [] : [multiply(products, inverse)]), ...(beta === undefined ? [] : [sums]),
  ];
}

interface Sizes {
  readonly outer: number;
  readonly mid: number;
  readonly inner: number;
}

/** The gradients of both results of a kernel over the columns of each part are linear in dy and in distances from a center, so that their
 *  own gradients are products of these. */
class Through {
  readonly sizes: Sizes;
  /** What there is one of for each column of each part: the first result of the kernel. */
  readonly first: Tensor;

  constructor(y: Tensor) {
    this.sizes = y.attrs as unknown as Sizes;
    this.first = parts(y, [[this.sizes.outer, this.sizes.inner]])[0]!;
  }

  /** @shape [parts * rows, columns] -> [parts, rows, columns] */
  cube(t: Tensor): Tensor {
    return reshape(t, [this.sizes.outer, this.sizes.mid, this.sizes.inner]);
  }

  /** A value for all rows of a column of a part. @shape [parts, columns] -> what broadcasts to [parts, rows, columns] */
  forRows(t: Tensor): Tensor {
    const { outer, inner } = this.sizes;
    return outer === 1 ? reshape(t, [1, 1, inner]) : this.#whole(t);
  }

  /** @param far  undefined for 0. @param level  undefined for 0. @shape far [parts, rows, columns], level [parts, columns] */
  plus(far: Tensor | undefined, level: Tensor | undefined): Tensor {
    if (level === undefined) return far!;
    return far === undefined ? this.#whole(level) : add(far, this.forRows(level));
  }

  #whole(t: Tensor): Tensor {
    const { outer, mid, inner } = this.sizes;
    return broadcastTo(reshape(t, [outer, 1, inner]), [outer, mid, inner]);
  }
}

export const moments: Readonly<Record<string, PartsRule>> = {
  moments: (y, results) => {
    const through = new Through(y);
    const [x, { mid }] = [y.inputs[0]!, through.sizes];
    const [ofMean, ofVariance] = [results.get(0), results.get(1)];
    const far =
      ofVariance && multiply(subtract(through.cube(x), through.forRows(through.first)), through.forRows(multiply(ofVariance, 2 / mid)));
    return [reshape(through.plus(far, ofMean && multiply(ofMean, 1 / mid)), x.shape)];
  },
  centered_sums: (y, results) => {
    const through = new Through(y);
    const [x, center, dy] = y.inputs as [Tensor, Tensor, Tensor];
    const [ofSums, ofProducts] = [results.get(0), results.get(1)];
    if (ofProducts === undefined) return [null, null, reshape(through.plus(undefined, ofSums), dy.shape)];
    const factors = through.forRows(ofProducts);
    const far = multiply(subtract(through.cube(x), reshape(center, [1, 1, through.sizes.inner])), factors);
    return [
      reshape(multiply(through.cube(dy), factors), x.shape),
      reshape(negative(sum(multiply(ofProducts, through.first), { axis: 0 })), center.shape),
      reshape(through.plus(far, ofSums), dy.shape),
    ];
  },
  square_sums: (y, results) => {
    const { outer, mid, inner } = y.attrs as unknown as Sizes;
    const [x, weights] = y.inputs as [Tensor, Tensor?];
    const cube = reshape(x, [outer, mid, inner]);
    const ofRows = results.has(0) ? reshape(results.get(0)!, [outer, mid, 1]) : undefined;
    const ofColumns = results.has(1) ? reshape(results.get(1)!, [outer, 1, inner]) : undefined;
    const weighted = ofRows && (weights === undefined ? ofRows : multiply(ofRows, weights));
    const slope = weighted && ofColumns ? add(weighted, ofColumns) : (weighted ?? ofColumns)!;
    const dx = reshape(multiply(multiply(cube, slope), 2), x.shape);
    if (weights === undefined) return [dx];
    return [dx, ofRows === undefined ? null : sum(multiply(square(cube), ofRows), { axis: [0, 1] })];
  },
};
