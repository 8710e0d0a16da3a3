import { number, oneOf, options, or, stored } from '../core/declaration.ts';
import { EPSILON } from '../core/epsilon.ts';
import { ShapeError } from '../core/errors.ts';
import { showShape } from '../core/shape.ts';
import { asTensor, constant, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { abs, maximum, multiply, notEqual, rsqrt, square } from '../op/elementwise.ts';
import { matmul } from '../op/gemm.ts';
import { reshape } from '../op/move.ts';
import { sum } from '../op/reduce.ts';
import type { Regularizer } from './regularizer.ts';

export interface OrthogonalRegularizerOptions {
  /** The factor of the mean (default 0.01). */
  factor?: number;
  /** Whether rows or columns are to be orthogonal (default 'rows'). */
  mode?: 'rows' | 'columns';
}

const OPTIONS = options<OrthogonalRegularizerOptions>()({
  factor: or(number({ least: 0 }), 0.01),
  mode: or(oneOf(['rows', 'columns']), 'rows'),
});

/** The penalty factor * mean(|cosine of the angle between two rows|), over all pairs of rows, or of columns.
 *  @throws {ConfigError} on invalid options
 *  @throws {ShapeError} when called with what is no matrix, or with one that has no two rows, or columns
 *  @source Keras 3, keras.regularizers.OrthogonalRegularizer */
export function orthogonalRegularizer(options: OrthogonalRegularizerOptions = {}): Regularizer {
  const held = OPTIONS.read('orthogonalRegularizer', options);
  return { kind: 'orthogonalRegularizer', config: stored(held), call: (x) => penalty(x, held.factor, held.mode) };
}

function penalty(given: TensorLike, factor: number, mode: 'rows' | 'columns'): Tensor {
  const x = asTensor(given);
  const axis = mode === 'rows' ? 0 : 1;
  const size = x.shape[axis] ?? 0;
  if (x.rank !== 2 || size < 2)
    throw new ShapeError(`orthogonalRegularizer: expected a matrix with at least two ${mode}, received ${showShape(x.shape)}.`);
  // The limit is within the root: outside of it, the derivative at 0 would be 0 times an infinity.
  const unit = multiply(x, rsqrt(maximum(sum(square(x), { axis: 1 - axis, keepdims: true }), EPSILON ** 2)));
  const cosines = matmul(unit, unit, mode === 'rows' ? { transposeB: true } : { transposeA: true });
  const places = constant(Float32Array.from({ length: size }, (_, i) => i), [size]);
  const others = notEqual(reshape(places, [size, 1]), places);
  return multiply(sum(abs(multiply(cosines, others))), factor / (size * (size - 1)));
}
