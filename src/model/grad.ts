import { ConfigError, show } from '../core/errors.ts';
import { differentiate } from '../grad/differentiate.ts';
import { asTensor, placeholder, type Tensor, type TensorLike } from '../graph/tensor.ts';
import { evaluate } from '../run/eager.ts';

/** A function over ops with a scalar result. */
export type ScalarFunction = (...xs: Tensor[]) => Tensor;

/** The gradient of f with respect to its first argument, as a function of the same arguments. Gradients of gradients
 *  work: inside a traced function everything stays symbolic.
 *  @throws {ShapeError} if f's result is not a scalar */
export function grad(f: ScalarFunction): (...xs: TensorLike[]) => Tensor {
  const both = valueAndGrad(f);
  return (...xs) => both(...xs)[1];
}

/** Does the same as `grad`, but the function returns [value, gradient]. */
export function valueAndGrad(f: ScalarFunction): (...xs: TensorLike[]) => [Tensor, Tensor] {
  if (typeof f !== 'function') throw new ConfigError(`grad: expected a function over ops, received ${show(f)}.`);
  return (...xs) => {
    if (xs.length === 0) throw new ConfigError('grad: the function needs at least one argument to differentiate by.');
    const inputs = xs.map((x) => asTensor(x));
    if (inputs.some((x) => !x.concrete)) {
      const value = asTensor(f(...inputs));
      return [value, differentiate(value, [inputs[0]!])[0]!];
    }
    const symbols = inputs.map((x) => placeholder(x.shape, x.dtype));
    const value = asTensor(f(...symbols));
    const [gradient] = differentiate(value, [symbols[0]!]);
    const [v, g] = evaluate([value, gradient!], new Map(symbols.map((s, i) => [s, inputs[i]!])));
    return [v!, g!];
  };
}
