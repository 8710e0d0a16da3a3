import { boolean, number, or } from '../core/declaration.ts';
import { ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import { constant, type Tensor } from '../graph/tensor.ts';
import { add, equal, exp, less, log, maximum, multiply, softplus, subtract, where } from '../op/elementwise.ts';
import { matmul } from '../op/gemm.ts';
import { reshape, stopGradient } from '../op/move.ts';
import { max, sum } from '../op/reduce.ts';
import { loss, LOSS, type Loss, type LossOptions } from './loss.ts';

export interface CircleOptions extends LossOptions {
  /** The factor of distances (default 80). */
  gamma?: number;
  /** How far apart pairs of one class and of two are to be brought (default 0.4). */
  margin?: number;
  /** Whether a sample makes no pair with itself (default true). */
  removeDiagonal?: boolean;
}

const OPTIONS = LOSS.extend<CircleOptions>()({
  gamma: or(number(), 80),
  margin: or(number(), 0.4),
  removeDiagonal: or(boolean(), true),
});

/** Stands for the logarithm of 0. It is finite, so that what it is multiplied by 0 with is 0. */
const NOTHING = -1e30;

/** ln sum(e^x) along rows, over what the mask has. */
function logSumExp(x: Tensor, mask: Tensor): Tensor {
  const shown = where(mask, x, NOTHING);
  const top = stopGradient(max(shown, { axis: 1, keepdims: true }));
  return add(reshape(top, [x.shape[0]!]), log(sum(exp(subtract(shown, top)), { axis: 1 })));
}

/** Brings embeddings of one class together and those of different classes apart: softplus(ln sum(e^a) + ln sum(e^b)), where a and b
 *  grow with the cosine distances of a sample's pairs of one class, and shrink with those of two, the more the further they are from
 *  where they belong. Targets are the number of each sample's class, any whole number; predictions are vectors of length 1. Samples
 *  whose loss is 0, such as those without another of their class, have no part in the mean.
 *  @shape yTrue [batch] or [batch, 1], yPred [batch, features]
 *  @source Sun et al. 2020, Circle loss @throws {ShapeError} on other shapes */
export function circle(options: CircleOptions = {}): Loss {
  return loss('circle', OPTIONS, options, 'labels', ({ gamma, margin, removeDiagonal }) => ({
    classes: { bounded: false },
    counts: (_, values) => less(0, values),
    values: (yTrue, yPred) => {
      const n = yPred.shape[0]!;
      if (yPred.rank !== 2 || yTrue.size !== n) {
        const received = `${showShape(yTrue.shape)} for ${showShape(yPred.shape)}`;
        throw new ShapeError(`circle: expected one class number for each row of predictions [batch, features], received ${received}.`);
      }
      const distance = maximum(subtract(1, matmul(yPred, yPred, { transposeB: true })), 0);
      const same = equal(reshape(yTrue, [n, 1]), reshape(yTrue, [1, n]));
      const together = removeDiagonal ? multiply(same, subtract(1, diagonal(n))) : same;
      const apart = subtract(1, same);
      const near = maximum(multiply(add(distance, margin), together), 0);
      const far = maximum(multiply(subtract(1 + margin, distance), apart), 0);
      const a = multiply(multiply(-gamma, near), subtract(margin, distance));
      const b = multiply(multiply(gamma, far), subtract(1 - margin, distance));
      return softplus(add(logSumExp(a, together), logSumExp(b, apart)));
    },
  }));
}

/** 1 on the diagonal, else 0. @shape [n, n] */
function diagonal(n: number): Tensor {
  const places = constant(Int32Array.from({ length: n }, (_, i) => i), [n]);
  return equal(reshape(places, [n, 1]), reshape(places, [1, n]));
}
