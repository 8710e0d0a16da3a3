import type { DType } from '../core/dtype.ts';
import { ShapeError } from '../core/errors.ts';
import type { Shape } from '../core/shape.ts';
import { constant, Tensor, type Attributes } from '../graph/tensor.ts';
import { evaluateOp } from './eager.ts';

/** The result of an op. It is computed at once if every input is concrete; otherwise it is a symbolic node of the
 *  graph.
 *  @throws {ShapeError} if an input holds bytes of a quantised kernel */
export function node(op: string, inputs: readonly Tensor[], attrs: Attributes, shape: Shape, dtype: DType = 'float32'): Tensor {
  if (inputs.some((x) => x.dtype === 'int8')) {
    throw new ShapeError(
      `${op}: no op takes int8 tensors: they only hold the kernels of quantised layers. Convert the values to a Float32Array first.`,
    );
  }
  const symbolic = new Tensor(op, inputs, attrs, shape, dtype);
  return inputs.every((x) => x.concrete) ? constant(evaluateOp(symbolic), shape) : symbolic;
}
