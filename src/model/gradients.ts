import { ConfigError, show } from '../core/errors.ts';
import { differentiate } from '../grad/differentiate.ts';
import { Tensor } from '../graph/tensor.ts';

/** Gradients of a loss by the tensors that it was computed from, where a step is recorded: in a compiled function, a layer, an
 *  optimizer. Weights are such tensors as `t.read(variable)` returned before the loss was computed. If the loss does not depend
 *  on a tensor, its gradient is 0.
 *  @returns a gradient for each tensor, in its shape
 *  @throws {ShapeError} if the loss is no scalar
 *  @throws {ConfigError} if the loss, or a tensor, is a plain value, which does not tell what it was computed from
 *  @example
 *  const step = compile((t, x) => {
 *    const loss = ops.sum(ops.square(ops.multiply(t.read(w), x)));
 *    const [dw] = gradients(loss, [t.read(w)]);
 *    return t.update(w, ops.subtract(t.read(w), ops.multiply(0.1, dw)));
 *  }); */
export function gradients(loss: Tensor, by: readonly Tensor[]): Tensor[] {
  const advice = 'Call it in a function given to compile, on tensors of that function; for values at once there is grad(f).';
  if (!Array.isArray(by)) throw new ConfigError(`gradients: expected an array of tensors to differentiate by, received ${show(by)}.`);
  for (const [what, x] of [['the loss', loss] as const, ...Array.from(by, (b: Tensor, i) => [`tensor ${i}`, b] as const)]) {
    if (!(x instanceof Tensor)) throw new ConfigError(`gradients: expected a tensor as ${what}, received ${show(x)}. ${advice}`);
    if (x.concrete) throw new ConfigError(`gradients: ${what} is a plain value, which does not tell what it was computed from. ${advice}`);
  }
  return differentiate(loss, by);
}
