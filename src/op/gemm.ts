import { ShapeError, unknownName } from '../core/errors.ts';
import { checkKeys } from '../core/options.ts';
import { sameShape, showShape, sizeOf } from '../core/shape.ts';
import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { node } from '../run/node.ts';
import type { Precision } from '../lower/gemm.ts';
import { reshape } from './move.ts';

export type { Precision };

export interface MatmulOptions {
  /** Multiply with the transpose of a. */
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** The precision to which elements are rounded before they are multiplied (default 'float32': no rounding). Sums
   *  are always float32. Gradients are computed at the same precision. */
  readonly precision?: Precision;
}

/** Matrix product over the last two axes: [..., m, k] x [..., k, n] -> [..., m, n]. Leading axes must be equal, or
 *  absent from b.
 *  @throws {ShapeError} if the inner sizes or the leading axes differ
 *  @throws {ConfigError} if the precision is none of 'float32' and 'bfloat16' */
export function matmul(a: TensorLike, b: TensorLike, options: MatmulOptions = {}): Tensor {
  checkKeys('matmul', options, ['transposeA', 'transposeB', 'precision']);
  const { transposeA = false, transposeB = false, precision = 'float32' } = options;
  const [x, y] = [asTensor(a), asTensor(b)];
  if (precision !== 'float32' && precision !== 'bfloat16') unknownName('precision', precision, ['float32', 'bfloat16']);
  const fail = (expected: string): never => {
    throw new ShapeError(
      `matmul: expected ${expected}, received ${x.dtype} ${showShape(x.shape)}${transposeA ? ' transposed' : ''} and ${y.dtype} ` +
      `${showShape(y.shape)}${transposeB ? ' transposed' : ''}.`,
    );
  };
  if (x.dtype !== 'float32' || y.dtype !== 'float32') fail('float32 matrices');
  if (x.rank < 2 || y.rank < 2) fail('matrices of two axes or more');
  const [xr, xc] = x.shape.slice(-2) as [number, number];
  const [yr, yc] = y.shape.slice(-2) as [number, number];
  const [m, k] = transposeA ? [xc, xr] : [xr, xc];
  const [kb, n] = transposeB ? [yc, yr] : [yr, yc];
  if (k !== kb) fail('equal inner sizes');
  const batch = x.shape.slice(0, -2);
  if (y.rank === 2 && x.rank > 2 && !transposeA) {
    return reshape(matmul(reshape(x, [sizeOf(batch) * m, k]), y, { transposeB, precision }), [...batch, m, n]);
  }
  if (!sameShape(batch, y.shape.slice(0, -2))) fail('equal leading axes, or a second operand of two axes');
  return node('matmul', [x, y], { transposeA, transposeB, precision }, [...batch, m, n]);
}
