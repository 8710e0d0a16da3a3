import { ConfigError, ShapeError, show } from '../core/errors.ts';
import { sameShape, showShape } from '../core/shape.ts';
import { asTensor, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { Variable } from '../graph/variable.ts';

/** Gradients and their variables. A gradient is null where the loss does not depend on the variable. */
export type Pairs = readonly (readonly [Tensor | null, Variable])[];

/** Pairs of a gradient and its variable, as `applyGradients` takes them.
 *  @param kind  the optimizer, as errors name it
 *  @throws {ConfigError} if there are no pairs, or a pair has no variable
 *  @throws {ShapeError} if a gradient has another shape than its variable, or one of them is not float32 */
export function checkPairs(kind: string, pairs: readonly (readonly [TensorLike, Variable])[]): (readonly [Tensor, Variable])[] {
  if (!Array.isArray(pairs) || pairs.length === 0)
    throw new ConfigError(`${kind}: applyGradients expects pairs [gradient, variable], received ${show(pairs)}.`);
  return Array.from(pairs, (pair: unknown, i): readonly [Tensor, Variable] => {
    if (!Array.isArray(pair))
      throw new ConfigError(`${kind}: pair ${i} of applyGradients must be [gradient, variable], received ${show(pair)}.`);
    const [gradient, v] = pair as [TensorLike, Variable];
    const g = asTensor(gradient);
    if (!(v instanceof Variable))
      throw new ConfigError(`${kind}: pair ${i} of applyGradients has no variable but ${show(v)}. Make one with variable(tensor).`);
    if (!sameShape(v.shape, g.shape))
      throw new ShapeError(`${kind}: the gradient of ${v.name} must have its shape ${showShape(v.shape)}, received ${showShape(g.shape)}.`);
    const other = [v, g].find(({ dtype }) => dtype !== 'float32');
    if (other !== undefined)
      throw new ShapeError(
        `${kind}: ${v.name} and its gradient: expected float32 values of shape ${showShape(v.shape)}, received ${other.dtype}.`,
      );
    return [g, v];
  });
}
